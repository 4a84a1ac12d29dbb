/** `verify-webhook`: the verdict, the proved cause, and what to change. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { changedKey } from "../../../tasks/webhooks/changed-key.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandInput, CommandRun } from "../../define-command.js";
import { describePollFindings } from "../../output/finding-text.js";
import { createProgressLine } from "../../output/progress-line.js";
import type { Session } from "../../session/session.js";
import { type GivenDelivery, readDelivery } from "./verify-webhook.input.js";
import { judge, type Judged } from "./verify-webhook.judge.js";
import type { Options } from "./verify-webhook.js";
import { describeDiagnosis } from "./verify-webhook.print.js";

export const run: CommandRun<Options> = async (session, input) => {
  const { secretEnv, sandbox } = input.options;
  if (secretEnv !== undefined && !sandbox) {
    const secret = secretFromEnv(secretEnv, session);
    return verify(input, secret, () => session.openProfileAtHand(), session);
  }
  const profile = await session.openProfile(input.options);
  const outcome = await verify(input, null, () => Promise.resolve(profile), session);
  if (outcome !== "done")
    for (const odd of profile.secrets.oddities()) session.say(`warning: ${odd}`);
  return outcome;
};

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
  secret: ReturnType<typeof secretFromEnv> | null,
  profile: () => Promise<ResolvedProfile | null>,
  session: Session,
): Promise<Outcome> {
  const { at } = input.options;
  const given = await readDelivery(input, profile, session);
  const startedAt = session.clock.monotonicMs();
  const progress = createProgressLine(session);
  const mayGoOn = () => {
    const tookMs = session.clock.monotonicMs() - startedAt;
    if (tookMs > SILENT_MS)
      progress.update(() => `searching for the cause, ${Math.round(tookMs / 1000)} s`);
    return tookMs < SEARCH_MS;
  };
  const judged = await judge(given, {
    // A webhook's own secret needs nothing of a profile.
    profile: secret !== null && given.kind === "webhook" ? null : await profile(),
    secret,
    nowMs: at ?? given.atMs ?? session.clock.nowMs(),
    mayGoOn,
  });
  progress.clear();
  show(judged, given, input.options, session);
  warn(judged, given, at, session);
  const { valid } = judged.diagnosis;
  return valid === null ? "incomplete" : valid ? "done" : "refused";
}

function show(
  { kind, diagnosis }: Judged,
  { source, caveat }: GivenDelivery,
  { framework }: Options,
  session: Session,
): void {
  if (session.flags.json) {
    const told = { ...(kind === "webhook" ? {} : { kind }), ...diagnosis };
    session.result(JSON.stringify(source === null ? told : { ...told, source }, null, 2));
  } else if (kind === "payments") session.result(describePollFindings(diagnosis));
  else session.result(describeDiagnosis(diagnosis, caveat, framework ?? null));
}

/** What the verdict cannot tell: another secret than then, a clock that has gone on since. */
function warn(
  judged: Judged,
  { keys, atMs, source }: GivenDelivery,
  at: number | undefined,
  context: CommandContext,
): void {
  if (judged.kind !== "payments") {
    const changed = changedKey(judged.path, keys, judged.secrets);
    if (changed !== null) context.say(`warning: ${changed}`);
  }
  if (!isTooOld(judged) || at !== undefined) return;
  if (atMs === null)
    context.say(
      "note: judged as of now, because nothing here says when it came; --at TIME judges another moment",
    );
  else if (source !== null)
    context.say(`note: judged as of ${new Date(atMs).toISOString()}, when it was captured`);
}

function isTooOld({ kind, diagnosis }: Judged): boolean {
  return kind === "payments"
    ? diagnosis.findings.some(({ cause }) => cause === "expired")
    : diagnosis.cause?.id === "timestamp-stale";
}
