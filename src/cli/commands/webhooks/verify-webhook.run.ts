/** `verify-webhook`: the verdict, the proved cause, and what to change. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { webhookSettings } from "../../../profile/webhook-settings.js";
import {
  diagnoseWebhook,
  type DiagnoseWebhookOptions,
} from "../../../protocols/webhook/diagnose.js";
import { changedKey, verificationSecrets } from "../../../tasks/webhooks/verification-secrets.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandInput, CommandRun } from "../../define-command.js";
import type { Session } from "../../session/session.js";
import { type GivenDelivery, readDelivery } from "./verify-webhook.input.js";
import type { Options } from "./verify-webhook.js";
import { createProgressLine } from "../../output/progress-line.js";
import { describeDiagnosis } from "./verify-webhook.print.js";

export const run: CommandRun<Options> = async (session, input) => {
  const { secretEnv, sandbox } = input.options;
  if (secretEnv !== undefined && !sandbox) {
    const agreement: Agreement = { secrets: [secretFromEnv(secretEnv, session)] };
    return verify(input, agreement, () => session.openProfileAtHand(), session);
  }
  const profile = await session.openProfile(input.options);
  const outcome = await verify(
    input,
    await agreementOf(profile),
    () => Promise.resolve(profile),
    session,
  );
  if (outcome !== "done")
    for (const odd of profile.secrets.oddities()) session.say(`warning: ${odd}`);
  return outcome;
};

type Agreement = Pick<DiagnoseWebhookOptions, "secrets" | "form" | "tolerance">;

async function agreementOf(profile: ResolvedProfile): Promise<Agreement> {
  const settings = await webhookSettings(profile, "verify-webhook");
  return {
    form: settings.form,
    tolerance: settings.toleranceSec,
    secrets: await verificationSecrets(profile, settings),
  };
}

function secretFromEnv(name: string, { env }: CommandContext) {
  const value = env[name];
  if (value !== undefined && value !== "") return { label: `environment variable ${name}`, value };
  throw new UserError(
    value === "" ? "secret_empty" : "secret_missing",
    `--secret-env ${name}: the environment variable is ${value === "" ? "empty" : "not set"}`,
    `Export ${name} first; a secret is never given on the command line.`,
  );
}

/** A search is waited for; it ends a little later than this where the body is large. */
const SEARCH_MS = 4_500;
/** A shorter search shows no progress. */
const SILENT_MS = 500;

async function verify(
  input: CommandInput<Options>,
  agreement: Agreement,
  profile: () => Promise<ResolvedProfile | null>,
  session: Session,
): Promise<Outcome> {
  const { at, framework = null } = input.options;
  const given = await readDelivery(input, profile, session);
  const startedAt = session.clock.monotonicMs();
  const progress = createProgressLine(session);
  const mayGoOn = () => {
    const tookMs = session.clock.monotonicMs() - startedAt;
    if (tookMs > SILENT_MS)
      progress.update(() => `searching for the cause, ${Math.round(tookMs / 1000)} s`);
    return tookMs < SEARCH_MS;
  };
  const diagnosis = diagnoseWebhook({
    ...agreement,
    beside: given.beside,
    mayGoOn,
    body: given.body,
    signature: given.signature,
    nowMs: at ?? given.atMs ?? session.clock.nowMs(),
  });
  progress.clear();
  if (session.flags.json) {
    const { source } = given;
    session.result(JSON.stringify(source === null ? diagnosis : { ...diagnosis, source }, null, 2));
  } else session.result(describeDiagnosis(diagnosis, given.caveat, framework));
  warn(given, agreement, diagnosis.cause?.id, at, session);
  return diagnosis.valid ? "done" : "refused";
}

/** What the verdict cannot tell: another secret than then, a clock that has gone on since. */
function warn(
  { keys, atMs, source }: GivenDelivery,
  { secrets }: Agreement,
  causeId: string | undefined,
  at: number | undefined,
  context: CommandContext,
): void {
  const changed = changedKey(keys, secrets);
  if (changed !== null) context.say(`warning: ${changed}`);
  if (causeId !== "timestamp-stale" || at !== undefined) return;
  if (atMs === null)
    context.say(
      "note: judged as of now, because nothing here says when it came; --at TIME judges another moment",
    );
  else if (source !== null)
    context.say(`note: judged as of ${new Date(atMs).toISOString()}, when it was captured`);
}
