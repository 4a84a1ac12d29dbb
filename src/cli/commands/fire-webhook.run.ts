/** `fire-webhook`: builds, signs, sends; with --tamper, judges the answer to a broken delivery. */
import { UserError } from "../../core/errors.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import {
  type WebhookSettings,
  webhookSettings,
} from "../../profile/webhook-settings.js";
import { suggestionHint } from "../../core/suggest.js";
import type { SignatureForm } from "../../protocols/webhook/signature.js";
import {
  TAMPER_KINDS,
  type WebhookTamperKind,
} from "../../protocols/webhook/tamper.js";
import {
  buildFireable,
  type FireableDelivery,
} from "../../tasks/build-delivery.js";
import {
  type FireReport,
  fireDeliveries,
} from "../../tasks/fire-deliveries.js";
import type {
  CommandContext,
  CommandInput,
  CommandRun,
  Outcome,
} from "../command.js";
import { createAttemptPrinter } from "../exchange-text.js";
import { splitOverrides } from "../flags.js";
import { withHttp } from "../http.js";
import { readInput } from "../read-input.js";
import { withProfile } from "../target-profile.js";
import { printFireReport } from "./fire-webhook.print.js";

interface Options {
  readonly to?: string;
  readonly format?: "playcamp" | "gateway";
  readonly signature?: SignatureForm;
  readonly data?: string;
  readonly callbackId?: string;
  readonly repeat?: number;
  readonly retry?: boolean;
  readonly tamper?: string;
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  const { profile, message } = splitOverrides(context.flags.overrides);
  const forProfile = {
    ...context,
    flags: { ...context.flags, overrides: profile },
  };
  return withProfile(forProfile, options, (resolved) =>
    fire(resolved, input, options, message, context),
  );
};

async function fire(
  profile: ResolvedProfile,
  input: CommandInput,
  options: Options,
  changes: readonly string[],
  context: CommandContext,
): Promise<Outcome> {
  const settings = await webhookSettings(profile, "fire-webhook");
  const kind =
    options.tamper === undefined ? null : tamperKindOf(options.tamper);
  const form = formOf(settings, options, kind);
  const delivery = buildFireable(settings, {
    events: input.arguments,
    data: await dataOf(input, options, context),
    format: options.format ?? settings.format,
    form,
    callbackId: options.callbackId ?? null,
    changes,
    nowMs: context.clock.nowMs(),
    ids: createIds(context),
  });
  const deliveries =
    kind === null
      ? [delivery]
      : tampered(kind, delivery, form, settings, options, context);
  const report = await withHttp(context, profile, (http) =>
    fireDeliveries(
      {
        url: options.to ?? settings.url,
        deliveries,
        repeat: options.repeat ?? 1,
        retry: options.retry === true ? settings.retry : null,
        allowLive: context.flags.allowLive,
        onAttempt: createAttemptPrinter(context),
      },
      settings,
      profile,
      { ...context, http },
    ),
  );
  return conclude(report, kind, context);
}

function conclude(
  report: FireReport,
  kind: WebhookTamperKind | null,
  context: CommandContext,
): Outcome {
  printFireReport(report, kind, context);
  if (context.signal.aborted) return "interrupted";
  if (report.unreachable > 0 && report.answered === 0) return "incomplete";
  if (kind === null)
    return report.accepted === report.total ? "done" : "refused";
  const statuses = report.statuses;
  return statuses.length === report.total &&
    statuses.every(kind.correct.accepts)
    ? "done"
    : "refused";
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
  if (options.data !== undefined)
    return readInput("--data", options.data, context);
  if (named) return null;
  throw new UserError(
    "usage",
    "no event is named",
    "For example: playcamp-gw fire-webhook sponsor.created",
  );
}

/** One user, campaign and creator for the whole delivery; what each event is about is its own. */
const SHARED_IDS = /\/(userId|campaignId|\w*[cC]reatorKey)$/;

function createIds({ random }: CommandContext): (label: string) => string {
  const run = Buffer.from(random.bytes(6)).toString("hex");
  return (label) => {
    const name = SHARED_IDS.exec(label)?.[1] ?? label.replaceAll(/\W+/g, "_");
    return name === "userId"
      ? String(Number.parseInt(run, 16) % 1_000_000_000)
      : `${name}_${run}`;
  };
}
