/** `fire-webhook`: builds, signs, sends; with --tamper, judges the answer to a broken delivery. */
import { UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { SignatureForm } from "../../../protocols/webhook/signature.js";
import { TAMPER_KINDS, type WebhookTamperKind } from "../../../protocols/webhook/tamper.js";
import type { FireReport } from "../../../tasks/webhooks/fire-deliveries.js";
import { fireWebhook, type FireWebhookOrder } from "../../../tasks/webhooks/fire-webhook.js";
import type { CommandContext, CommandInput, CommandRun, Outcome } from "../../command.js";
import { createAttemptPrinter } from "../../output/exchange-text.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import { withHttp } from "../../session/http.js";
import { readInput } from "../../session/read-input.js";
import { withProfileAndChanges } from "../../session/target-profile.js";
import { createLoadDisplay } from "./fire-webhook.load.js";
import { behavedCorrectly, isSuccess, printFireReport } from "./fire-webhook.print.js";

interface Options {
  readonly to?: string;
  readonly format?: "playcamp" | "gateway";
  readonly signature?: SignatureForm;
  readonly data?: string;
  readonly callbackId?: string;
  readonly repeat?: number;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly allowRemoteLoad?: boolean;
  readonly retry?: boolean;
  readonly speed?: number;
  readonly tamper?: string;
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  return withProfileAndChanges(context, options, (profile, changes) =>
    fire(profile, input, options, changes, context),
  );
};

async function fire(
  profile: ResolvedProfile,
  input: CommandInput,
  options: Options,
  changes: readonly string[],
  context: CommandContext,
): Promise<Outcome> {
  const order = await orderOf(input, options, changes, context);
  const load = createLoadDisplay(order.repeat, context);
  const result = await fireWebhook(
    order,
    profile,
    {
      ...context,
      withHttp: (use) => withHttp(context, profile, (http, _, loadHttp) => use(http, loadHttp)),
    },
    { onAttempt: createAttemptPrinter(context), ...load.hooks },
  );
  if (result.kind === "measured") {
    const { report } = result;
    const outcome = load.conclude(report);
    if (outcome !== "done") sayReplay(report.examples.slice(-1), options, profile, context);
    return outcome;
  }
  const { report } = result;
  const outcome = conclude(report, order.tamper, context);
  const isRight = order.tamper?.correct.accepts ?? isSuccess;
  const wrong = report.attempts.findLast(
    ({ outcome: { reply } }) => reply === null || !isRight(reply.status),
  );
  if (wrong !== undefined && outcome !== "done")
    sayReplay([wrong.exchange], options, profile, context);
  return outcome;
}

async function orderOf(
  input: CommandInput,
  options: Options,
  changes: readonly string[],
  context: CommandContext,
): Promise<FireWebhookOrder> {
  assertFlagsFit(options);
  const { concurrency = null, rate = null } = options;
  return {
    url: options.to ?? null,
    events: input.arguments,
    data: await dataOf(input, options, context),
    format: options.format ?? null,
    form: options.signature ?? null,
    callbackId: options.callbackId ?? null,
    changes,
    tamper: options.tamper === undefined ? null : tamperKindOf(options.tamper),
    repeat: options.repeat ?? 1,
    retry: options.retry ?? false,
    speed: options.speed ?? 1,
    load: isLoad(options) ? { concurrency, perSecond: rate } : null,
    allowLive: context.flags.allowLive,
    allowRemoteLoad: options.allowRemoteLoad ?? false,
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

function isLoad({ concurrency, rate }: Options): boolean {
  return concurrency !== undefined || rate !== undefined;
}

function assertFlagsFit(options: Options): void {
  const { tamper, retry, speed } = options;
  if (isLoad(options) && (tamper !== undefined || retry === true)) {
    throw new UserError(
      "usage",
      `--concurrency and --rate measure, and ${tamper === undefined ? "--retry" : "--tamper"} does not go with that`,
      "Leave one or the other out.",
    );
  }
  if (speed !== undefined && retry !== true) {
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
  input: CommandInput,
  options: Options,
  context: CommandContext,
): Promise<Uint8Array | null> {
  const named = input.arguments.length > 0;
  if (options.data !== undefined && named) {
    throw new UserError(
      "usage",
      "--data gives the whole body, and events are named as well",
      "Give either events or --data.",
    );
  }
  if (options.data !== undefined) return readInput("--data", options.data, context);
  if (named) return null;
  throw new UserError(
    "usage",
    "no event is named",
    "For example: playcamp-gw fire-webhook sponsor.created",
  );
}
