/** `verify-webhook`: the verdict, the proved cause, and what to change. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { webhookSettings } from "../../../profile/webhook-settings.js";
import {
  diagnoseWebhook,
  type DiagnoseWebhookOptions,
} from "../../../protocols/webhook/diagnose.js";
import { changedKey, verificationSecrets } from "../../../tasks/webhooks/verification-secrets.js";
import type { CommandContext, CommandInput, CommandRun, Outcome } from "../../command.js";
import { parseTimeFlag } from "../../parsers.js";
import { profileAtHand } from "../../session/profile-at-hand.js";
import { withProfile } from "../../session/target-profile.js";
import {
  type GivenDelivery,
  readDelivery,
  type VerifyWebhookOptions,
} from "./verify-webhook.input.js";
import { describeDiagnosis } from "./verify-webhook.print.js";

export const run: CommandRun = async (context, input) => {
  const options = input.options as VerifyWebhookOptions;
  const { secretEnv } = options;
  if (secretEnv !== undefined && options.sandbox !== true) {
    return verify(
      input,
      { secrets: [secretFromEnv(secretEnv, context)] },
      () => profileAtHand(context),
      context,
    );
  }
  return withProfile(context, options, async (profile) =>
    verify(input, await agreementOf(profile), () => Promise.resolve(profile), context),
  );
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

async function verify(
  input: CommandInput,
  agreement: Agreement,
  profile: () => Promise<ResolvedProfile | null>,
  context: CommandContext,
): Promise<Outcome> {
  const { at } = input.options as VerifyWebhookOptions;
  const given = await readDelivery(input, profile, context);
  const diagnosis = diagnoseWebhook({
    ...agreement,
    body: given.body,
    signature: given.signature,
    nowMs: at === undefined ? (given.atMs ?? context.clock.nowMs()) : parseTimeFlag("--at", at),
  });
  if (context.flags.json) {
    const { source } = given;
    context.result(JSON.stringify(source === null ? diagnosis : { ...diagnosis, source }, null, 2));
  } else context.result(describeDiagnosis(diagnosis, given.caveat));
  warn(given, agreement, diagnosis.cause?.id, at, context);
  return diagnosis.valid ? "done" : "refused";
}

/** What the verdict cannot tell: another secret than then, a clock that has gone on since. */
function warn(
  { keys, atMs, source }: GivenDelivery,
  { secrets }: Agreement,
  causeId: string | undefined,
  at: string | undefined,
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
