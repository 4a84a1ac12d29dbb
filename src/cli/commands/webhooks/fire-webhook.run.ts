/** `fire-webhook`: builds, signs, sends; with --tamper, judges the answer to a broken delivery. */
import { UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { type WebhookSettings, webhookSettings } from "../../../profile/webhook-settings.js";
import type { SignatureForm } from "../../../protocols/webhook/signature.js";
import { TAMPER_KINDS, type WebhookTamperKind } from "../../../protocols/webhook/tamper.js";
import { deliveryMaker, type FireableDelivery } from "../../../tasks/build-delivery.js";
import { type FireReport, fireDeliveries } from "../../../tasks/fire-deliveries.js";
import { assertOwnMachine } from "../../../transport/live-guard.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandInput, CommandRun } from "../../define-command.js";
import { splitOverrides } from "../../global-flags.js";
import { createAttemptPrinter } from "../../output/exchange-text.js";
import { sayReplay } from "../../output/replay-line.js";
import { readInput } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./fire-webhook.js";
import { behavedCorrectly, isSuccess, printFireReport } from "./fire-webhook.print.js";

export const run: CommandRun<Options> = async (session, input) => {
  const sets = splitOverrides(session.flags.overrides);
  const profile = await session.openProfile(input.options, { overrides: sets.profile });
  return fire(profile, input, sets.message, session);
};

async function fire(
  profile: ResolvedProfile,
  { arguments: events, options }: CommandInput<Options>,
  changes: readonly string[],
  session: Session,
): Promise<Outcome> {
  assertFlagsFit(options);
  const settings = await webhookSettings(profile, "fire-webhook");
  const url = options.to ?? settings.url;
  const kind = options.tamper === undefined ? null : tamperKindOf(options.tamper);
  const form = formOf(settings, options, kind);
  const make = deliveryMaker(settings, {
    events,
    data: await dataOf(events, options, session),
    format: options.format ?? settings.format,
    form,
    callbackId: options.callbackId ?? null,
    changes,
  });
  const mayHarm = isLoad(options) || (options.repeat ?? 1) > MOST_REMOTE_REPEATS;
  if (mayHarm && !options.allowRemoteLoad) assertOwnMachine(url);
  const run = Buffer.from(session.random.bytes(RUN_BYTES)).readUIntBE(0, RUN_BYTES);
  const idsOf = createIds();
  if (isLoad(options)) {
    const { fireWebhookLoad } = await import("./fire-webhook.load.js");
    const makeDelivery = (nth: number, nowMs: number) =>
      make({ nowMs, ids: idsOf((run + nth) % RUNS) });
    return fireWebhookLoad({ ...options, url, makeDelivery }, settings, profile, session);
  }
  const delivery = make({ nowMs: session.clock.nowMs(), ids: idsOf(run) });
  const deliveries =
    kind === null ? [delivery] : tampered(kind, delivery, form, settings, options, session);
  const { http } = await session.openClient(profile);
  const report = await fireDeliveries(
    {
      url,
      deliveries,
      repeat: options.repeat ?? 1,
      retry: options.retry ? settings.retry : null,
      speed: options.speed ?? 1,
      allowLive: session.flags.allowLive,
      onAttempt: createAttemptPrinter(session),
    },
    settings,
    profile,
    { ...session, http },
  );
  const isRight = kind?.correct.accepts ?? isSuccess;
  const wrong = report.attempts.findLast(
    ({ outcome: { reply } }) => reply === null || !isRight(reply.status),
  );
  const outcome = conclude(report, kind, session);
  if (wrong !== undefined && outcome !== "done")
    sayReplay([wrong.exchange], options, profile, session);
  return outcome;
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

/** More than that to another host is a load. */
const MOST_REMOTE_REPEATS = 100;

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

/** A kind that needs a timestamp is sent in that form where the profile allows it. */
function formOf(
  settings: WebhookSettings,
  options: Options,
  kind: WebhookTamperKind | null,
): SignatureForm {
  const agreed: readonly SignatureForm[] =
    settings.form === "both" ? ["simple", "timestamped"] : [settings.form];
  const wanted = options.signature === undefined ? agreed : [options.signature];
  const fitting = wanted.find((form) => kind === null || kind.applies(form));
  if (fitting !== undefined) return fitting;
  throw new UserError(
    "tamper_not_applicable",
    `--tamper ${kind?.id ?? ""} needs a timestamped signature, and the profile agrees on simple ones`,
    "Pass --signature timestamped to try it all the same, or set webhook.signature.",
  );
}

function tampered(
  kind: WebhookTamperKind,
  delivery: FireableDelivery,
  form: SignatureForm,
  settings: WebhookSettings,
  options: Options,
  context: CommandContext,
): readonly FireableDelivery[] {
  return kind
    .tamper({
      body: delivery.body,
      headers: delivery.headersAt(context.clock.nowMs()),
      secret: settings.secrets[0].value,
      form,
      nowSec: Math.floor(context.clock.nowMs() / 1000),
      format: options.format ?? settings.format,
      mapping: settings.mapping,
    })
    .map(({ headers, body }) => ({ body, headersAt: () => headers }));
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

/** One user, campaign and creator for the whole delivery; what each event is about is its own. */
const SHARED_IDS = /\/(userId|campaignId|\w*[cC]reatorKey)$/;

const RUN_BYTES = 6;
const RUNS = 256 ** RUN_BYTES;

/** @returns of a run's number, another one for each delivery, the identifiers of its labels */
function createIds(): (run: number) => (label: string) => string {
  // All deliveries have the same few labels.
  const names = new Map<string, string>();
  const nameIn = (label: string): string => {
    const name = names.get(label) ?? SHARED_IDS.exec(label)?.[1] ?? label.replaceAll(/\W+/g, "_");
    names.set(label, name);
    return name;
  };
  return (run) => {
    const text = run.toString(16).padStart(2 * RUN_BYTES, "0");
    return (label) => {
      const name = nameIn(label);
      return name === "userId" ? String(run % 1_000_000_000) : `${name}_${text}`;
    };
  };
}
