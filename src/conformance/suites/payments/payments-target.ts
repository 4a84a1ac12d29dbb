/** A game's payment query, and the polls that scenarios make of it. */
import { headerValue, type HeaderPair, type HttpReply } from "../../../core/http.js";
import { valueAt } from "../../../core/json/path.js";
import { type JsonValue, scalarText } from "../../../core/json/value.js";
import type { PaymentsSettings } from "../../../profile/payments-settings.js";
import { credentialHeader } from "../../../protocols/payments/credential.js";
import { fingerprintRecipe } from "../../../protocols/payments/fingerprint.js";
import type { PaymentSource } from "../../../protocols/payments/mapping.js";
import { withPollAuth } from "../../../protocols/payments/poll-auth.js";
import { parametersOf, withParameters } from "../../../protocols/payments/request-parameters.js";
import { presentedAt, signatureNames } from "../../../protocols/payments/request-signature.js";
import { firstPage, type PageState } from "../../../protocols/payments/paging.js";
import { rangePrecisionMs } from "../../../protocols/payments/range-format.js";
import { type Presence, readPollReply } from "../../../protocols/payments/reply.js";
import { buildPollRequest, pagingOf } from "../../../protocols/payments/request.js";
import { pollWindows, type TimeRange } from "../../../protocols/payments/windows.js";
import { durationMs } from "../../../core/duration.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { at } from "../../at-host.js";
import { describeReply, isSuccess } from "../../expect.js";
import {
  type ScenarioContext,
  precondition,
  type Precondition,
  type Step,
} from "../../scenario-context.js";

export interface PaymentsTarget {
  readonly settings: PaymentsSettings;
  readonly source: PaymentSource;
  /** Where payments are looked for. */
  readonly sample: TimeRange;
  /** Which range each first page was of, by {@link pollKey}, filled as polls are made. */
  readonly asked: Map<string, TimeRange>;
}

export type PaymentsContext = ScenarioContext<PaymentsTarget>;

export const PAYMENTS_CLAUSE = "Partner Gateway, payments";

const DAY_MS = 86_400_000;
/** A payment is stored so long after its time, at most. */
const SETTLED_MS = 10 * 60_000;
/** Pages of five thousand payments are common. */
const LARGEST_REPLY_BYTES = 16 * 1024 * 1024;

export function paymentsTarget(settings: PaymentsSettings, nowMs: number): PaymentsTarget {
  const { source, sample } = settings;
  return { settings, source, sample: sample ?? lastDay(source, nowMs), asked: new Map() };
}

/** Ends early enough that nothing arrives in it any more, the last unit that it names included. */
function lastDay({ range }: PaymentSource, nowMs: number): TimeRange {
  const unitMs = rangePrecisionMs(range);
  const toMs = nowMs - SETTLED_MS - 2 * unitMs;
  return { fromMs: toMs - Math.max(DAY_MS, 2 * unitMs), toMs };
}

export interface PollChanges {
  readonly page?: PageState;
  /** In place of the agreed key. */
  readonly key?: string;
  readonly nowMs?: number;
}

/** A poll of a window, correctly authenticated unless changed. */
export function poll(
  context: PaymentsContext,
  window: TimeRange,
  changes: PollChanges = {},
): OutgoingRequest {
  const { source, settings } = context.target;
  const page = changes.page ?? firstPage(pagingOf(source));
  const request = buildPollRequest(source, window, page, {
    key: changes.key ?? settings.key?.value ?? null,
    nowMs: changes.nowMs ?? context.clock.nowMs(),
    partner: settings.partner,
  });
  if (changes.page === undefined) {
    const text = request.body === null ? null : Buffer.from(request.body).toString();
    context.target.asked.set(pollKey(request.url, text), window);
  }
  return at(settings.connection, { ...request, maxReplyBytes: LARGEST_REPLY_BYTES });
}

/** What a poll asks for, whoever asks. */
export function pollKey(url: string, body: string | null): string {
  return `${url}\n${body ?? ""}`;
}

/** How fine the agreed range is. */
export function precisionMs({ source }: PaymentsTarget): number {
  return rangePrecisionMs(source.range);
}

/** Why nothing can be said of where a range ends; null where its end is sent. */
export function endNotSent({ source: { range, refund } }: PaymentsTarget): string | null {
  const key = (["open", "day"] as const).find((each) => range?.[each] === true);
  const section = refund?.every === true ? "payments.refunds.source" : "payments.source";
  return key === undefined
    ? null
    : `${section}.range.${key} is set: a poll says where its range begins alone`;
}

/** The windows in which the sample is looked through: single days, or well below the longest agreed one. */
export function sampleWindows({ source, sample }: PaymentsTarget): readonly TimeRange[] {
  const { range } = source;
  if (range === undefined || (range.maxWindow === undefined && range.day !== true)) return [sample];
  const halfMs = range.maxWindow === undefined ? 0 : Math.floor(durationMs(range.maxWindow) / 2);
  const step = Math.max(halfMs, rangePrecisionMs(range));
  return pollWindows({ ...range, maxWindow: `${step}ms` }, sample);
}

/** The window of polls that need no payments. */
export function ordinaryWindow(target: PaymentsTarget): TimeRange {
  return sampleWindows(target)[0] ?? target.sample;
}

const WITHOUT_LIMIT_MS = 31 * 86_400_000;

/** Of the agreed length, or a month where none was agreed; it ends where the sample ends. */
export function longestWindow(target: PaymentsTarget): TimeRange {
  const { maxWindow } = target.source.range ?? {};
  const lengthMs = maxWindow === undefined ? WITHOUT_LIMIT_MS : durationMs(maxWindow);
  const toMs = Math.floor(target.sample.toMs / precisionMs(target)) * precisionMs(target);
  return { fromMs: toMs - lengthMs, toMs };
}

export type PollReading =
  | {
      readonly kind: "records";
      readonly records: readonly JsonValue[];
      readonly body: JsonValue;
      readonly digest: string;
      /** `absent`: nothing stands where the records were agreed to stand. */
      readonly presence: Presence;
    }
  /** By status, or by the agreed sign of success. */
  | { readonly kind: "refused"; readonly problem: string }
  | { readonly kind: "unreadable"; readonly problem: string };

export function readPoll({ source }: PaymentsTarget, reply: HttpReply): PollReading {
  if (source.empty?.status !== undefined && reply.status === source.empty.status)
    return { kind: "records", records: [], body: null, digest: "", presence: "empty" };
  // What is still being made ready holds no payments yet.
  const isAnswer = isSuccess(reply) && (reply.status !== 202 || source.report !== undefined);
  if (!isAnswer) return { kind: "refused", problem: describeReply(reply) };
  const contentType = headerValue(reply.headers, "content-type");
  const read = readPollReply(source, reply.body, contentType);
  if (read.ok) return { kind: "records", ...read };
  return {
    kind: read.code === "no-success" ? "refused" : "unreadable",
    problem: read.problem,
  };
}

/** A right poll: the control of every refusal. */
export function pollOrdinary(context: PaymentsContext): Promise<Step> {
  return context.send("a right poll", poll(context, ordinaryWindow(context.target)));
}

/** Records, or an empty list of them, at the agreed place: what has nothing there may be anything. */
export function showsRecords(target: PaymentsTarget, reply: HttpReply): boolean {
  // What says that there are none may well say no to a stranger.
  if (!isSuccess(reply)) return false;
  const reading = readPoll(target, reply);
  if (reading.kind !== "records" || reading.presence === "absent") return false;
  return reading.presence !== "no-body" || target.source.records === undefined;
}

/** A query that answers nobody proves nothing by refusing. */
export function answered(context: PaymentsContext, step: Step): Precondition {
  return precondition(
    step,
    (reply) => showsRecords(context.target, reply),
    "a right poll was not answered with payments either, so this proves nothing",
  );
}

/** Where credentials stand, the credential itself first. */
function credentialPlaces({ settings }: PaymentsTarget): ReturnType<typeof signatureNames> {
  const { auth = { kind: "none" as const } } = settings.source;
  if (auth.kind === "none") return [];
  if (auth.kind === "signature") return signatureNames(auth);
  const name = credentialHeader(auth);
  const others = auth.kind === "fingerprint" ? [fingerprintRecipe(auth).timestampHeader] : [];
  return [name, ...others].map((each) => ({ name: each, isHeader: true }));
}

/** A request with these credentials in place of its own. */
export function withCredentials(
  context: PaymentsContext,
  request: OutgoingRequest,
  credentials: readonly HeaderPair[],
): OutgoingRequest {
  const places = credentialPlaces(context.target);
  const isOwn = (name: string, isHeader: boolean) =>
    places.some((place) => place.isHeader === isHeader && isSameName(place, name));
  const headers = request.headers.filter(([name]) => !isOwn(name, true));
  const parameters = places.filter(({ isHeader }) => !isHeader);
  const asParameter = (name: string) => parameters.some((place) => place.name === name);
  const bare = {
    ...request,
    headers: [...headers, ...credentials.filter(([name]) => !asParameter(name))],
  };
  if (parameters.length === 0) return bare;
  return withParameters(bare, (all) => [
    ...all.filter(([name]) => !asParameter(name)),
    ...credentials.filter(([name]) => asParameter(name)),
  ]);
}

function isSameName({ name, isHeader }: { name: string; isHeader: boolean }, other: string) {
  return isHeader ? name.toLowerCase() === other.toLowerCase() : name === other;
}

/** What of a request is its credentials, by name of header or parameter. */
export function credentialsOf(
  context: PaymentsContext,
  request: OutgoingRequest,
): readonly HeaderPair[] {
  return credentialPlaces(context.target).flatMap((place) => {
    const value = presentedAt(request, place);
    return value === null ? [] : [[place.name, value] as const];
  });
}

/** A request that was changed, its credentials made for what it then asks. */
export function signedAgain(context: PaymentsContext, request: OutgoingRequest): OutgoingRequest {
  const { source, settings } = context.target;
  const textOf = (name: string) => scalarText(sentAt(request, name, source.wrap)) ?? "";
  const { from = "from", to = "to" } = source.range ?? {};
  return withPollAuth(
    request,
    source,
    {
      key: settings.key?.value ?? null,
      nowMs: context.clock.nowMs(),
      partner: settings.partner,
    },
    { from: textOf(from), to: textOf(to) },
  );
}

/** What a request sends under a name of the profile: a path where parameters are nested. */
function sentAt(
  request: OutgoingRequest,
  name: string,
  wrap: string | undefined,
): JsonValue | undefined {
  if (name.startsWith("?"))
    return new URL(request.url).searchParams.get(name.slice(1)) ?? undefined;
  const own = Object.fromEntries(parametersOf(request));
  if (wrap !== undefined) return valueAt(own[wrap] ?? null, name);
  const isJson = /json/i.test(headerValue(request.headers, "content-type") ?? "");
  return own[name] ?? (isJson ? valueAt(own, name) : undefined);
}
