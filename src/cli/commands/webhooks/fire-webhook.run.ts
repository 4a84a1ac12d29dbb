/** `fire-webhook`: builds, signs, sends; with --tamper, judges the answer to a broken delivery. */
import { UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { TAMPER_KINDS, type WebhookTamperKind } from "../../../protocols/webhook/tamper.js";
import type { FireReport } from "../../../tasks/webhooks/fire-deliveries.js";
import { fireWebhook, type FireWebhookOrder } from "../../../tasks/webhooks/fire-webhook.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandInput, CommandRun } from "../../define-command.js";
import { splitOverrides } from "../../global-flags.js";
import { createAttemptPrinter } from "../../output/exchange-text.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import { readEveryCa } from "../../session/client.js";
import { readInput } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./fire-webhook.js";
import { createLoadDisplay } from "./fire-webhook.load.js";
import { behavedCorrectly, isSuccess, printFireReport } from "./fire-webhook.print.js";

export const run: CommandRun<Options> = async (session, input) => {
  const sets = splitOverrides(session.flags.overrides);
  const { plan } = input.options;
  if (plan !== undefined) return firePlan(plan, input, sets.message, session);
  const profile = await session.openProfile(input.options, { overrides: sets.profile });
  return fire(profile, input, sets.message, session);
};

/** What a plan says, no flag says again. */
async function firePlan(
  file: string,
  { arguments: events, options }: CommandInput<Options>,
  changes: readonly string[],
  session: Session,
): Promise<Outcome> {
  const said = PLANNED_FLAGS.find((key) => options[key] !== undefined && options[key] !== false);
  if (said !== undefined || events.length > 0 || changes.length > 0)
    throw new UserError(
      "usage",
      "--plan says what is sent and how fast, and the line says it as well",
      "Leave out events, --set body.…, --data, --format, --signature, --callback-id, --repeat, --concurrency, --rate, --retry, --speed and --tamper, or leave --plan out.",
    );
  const { runPlanFile } = await import("../load/plan-file.js");
  return runPlanFile(
    {
      ...{ file, kind: "webhook", shard: null, runId: null, out: null },
      url: options.to ?? null,
      workers: options.workers ?? 1,
      allowRemoteLoad: options.allowRemoteLoad,
      sandbox: options,
    },
    session,
  );
}

const PLANNED_FLAGS = [
  "data",
  "format",
  "signature",
  "callbackId",
  "repeat",
  "concurrency",
  "rate",
  "retry",
  "speed",
  "tamper",
] as const satisfies readonly (keyof Options)[];

async function fire(
  profile: ResolvedProfile,
  { arguments: events, options }: CommandInput<Options>,
  changes: readonly string[],
  session: Session,
): Promise<Outcome> {
  const order = await orderOf(events, options, changes, session);
  const load = createLoadDisplay(order.repeat, session);
  const result = await fireWebhook(
    order,
    profile,
    {
      ...session,
      tool: { name: "playcamp-gw", version: session.version },
      extraCa: () => readEveryCa(session),
      withHttp: async (use) => {
        const client = await session.openClient(profile);
        return use(client.http, client.load);
      },
    },
    { onAttempt: createAttemptPrinter(session), ...load.hooks },
  );
  if (result.kind === "measured") {
    const { report } = result;
    const outcome = load.conclude(report);
    if (outcome !== "done") sayReplay(report.examples.slice(-1), options, profile, session);
    return outcome;
  }
  const { report } = result;
  const outcome = conclude(report, order.tamper, session);
  const isRight = order.tamper?.correct.accepts ?? isSuccess;
  const wrong = report.attempts.findLast(
    ({ outcome: { reply } }) => reply === null || !isRight(reply.status),
  );
  if (wrong !== undefined && outcome !== "done")
    sayReplay([wrong.exchange], options, profile, session);
  return outcome;
}

async function orderOf(
  events: readonly string[],
  options: Options,
  changes: readonly string[],
  context: CommandContext,
): Promise<FireWebhookOrder> {
  assertFlagsFit(options);
  const { concurrency = null, rate = null, workers = 1 } = options;
  return {
    url: options.to ?? null,
    events,
    data: await dataOf(events, options, context),
    format: options.format ?? null,
    form: options.signature ?? null,
    callbackId: options.callbackId ?? null,
    changes,
    tamper: options.tamper === undefined ? null : tamperKindOf(options.tamper),
    repeat: options.repeat ?? 1,
    retry: options.retry,
    speed: options.speed ?? 1,
    load: isLoad(options) ? { concurrency, perSecond: rate, workers } : null,
    allowLive: context.flags.allowLive,
    allowRemoteLoad: options.allowRemoteLoad,
  };
}

function conclude(
  report: FireReport,
  kind: WebhookTamperKind | null,
  context: CommandContext,
): Outcome {
  printFireReport(report, kind, context);
  if (context.signal.aborted) return "interrupted";
  if (report.unreachable > 0 && report.answered === 0) return "incomplete";
  return behavedCorrectly(report, kind) ? "done" : "refused";
}

function isLoad({ concurrency, rate }: Pick<Options, "concurrency" | "rate">): boolean {
  return concurrency !== undefined || rate !== undefined;
}

function assertFlagsFit(options: Options): void {
  const { tamper, retry, speed } = options;
  if (isLoad(options) && (tamper !== undefined || retry)) {
    throw new UserError(
      "usage",
      `--concurrency and --rate measure, and ${tamper === undefined ? "--retry" : "--tamper"} does not go with that`,
      "Leave one or the other out.",
    );
  }
  const { workers = 1, concurrency } = options;
  if (concurrency !== undefined && concurrency < workers) {
    throw new UserError(
      "usage",
      `--workers ${workers} would share --concurrency ${concurrency}`,
      "Take fewer workers, or more deliveries at a time.",
    );
  }
  if (options.workers !== undefined && !isLoad(options)) {
    throw new UserError(
      "usage",
      "--workers is for a load, and neither --concurrency nor --rate is given",
      "Add one of them, or leave --workers out.",
    );
  }
  if (speed !== undefined && !retry) {
    throw new UserError(
      "usage",
      "--speed shortens the waits of --retry, and --retry is not given",
      "Add --retry, or leave --speed out.",
    );
  }
}

function tamperKindOf(id: string): WebhookTamperKind {
  const kind = TAMPER_KINDS.find((each) => each.id === id);
  if (kind !== undefined) return kind;
  throw new UserError(
    "unknown_tamper",
    `there is no tamper kind "${id}"`,
    suggestionHint(
      id,
      TAMPER_KINDS.map((each) => each.id),
    ),
  );
}

async function dataOf(
  events: readonly string[],
  { data }: Options,
  context: CommandContext,
): Promise<Uint8Array | null> {
  const named = events.length > 0;
  if (data !== undefined && named) {
    throw new UserError(
      "usage",
      "--data gives the whole body, and events are named as well",
      "Give either events or --data.",
    );
  }
  if (data !== undefined) return readInput("--data", data, context);
  if (named) return null;
  throw new UserError(
    "usage",
    "no event is named",
    "For example: playcamp-gw fire-webhook sponsor.created",
  );
}
