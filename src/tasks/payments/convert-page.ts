/** A page's records, converted and made ready to be settled. */
import { createHash } from "node:crypto";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import { createRecordConverter, type UnsureTime } from "../../protocols/payments/convert.js";
import { createRefundLister } from "../../protocols/payments/convert-refund.js";
import { RECORD_ITSELF, type Conversion } from "../../protocols/payments/conversion.js";
import { LEAST_OFFSET_MS, lostClock } from "../../protocols/payments/lost-clock.js";
import { ownZone } from "../../protocols/payments/own-zone.js";
import { fieldRule } from "../../protocols/payments/mapping.js";
import { askedRange, rangePrecisionMs } from "../../protocols/payments/range-format.js";
import type { Payment } from "../../protocols/payments/payment.js";
import { renderJson, type JsonValue } from "../../core/json/value.js";
import { parseIsoInstant } from "../../protocols/payments/times.js";
import { isWithin, type TimeRange } from "../../protocols/payments/windows.js";
import { addUnread, createUnreadFields, type UnreadFields } from "./unread-fields.js";
import { NO_SPAN, type TimeSpan } from "./range-watch.js";
import { createDuplicateWatch, type Sighting } from "./duplicates.js";
import { transactionIdOf, type Taken, type TakenRecord } from "./taken-record.js";

export interface ConvertedPage {
  readonly records: readonly TakenRecord[];
  /** Records on the page. */
  readonly count: number;
  /** Of them, those outside the range. */
  readonly outside: number;
  /** Of them, those that are no payments by `payments.source.counts`. */
  readonly others: number;
  /** Fields that look like a status and are not read → what they say. */
  readonly unread: UnreadFields;
  /** What speaks against the records, in words. */
  readonly doubts: readonly string[];
  /** How far payments lie outside the range that the source was asked for; 0 where none does. */
  readonly strayMs: number;
  /** Payments whose time its zone's clocks showed twice or never. */
  readonly unsureTimes: number;
  /** The first of them, in words; null where there is none. */
  readonly unsureTime: string | null;
  /** See {@link createDuplicateWatch}. */
  readonly duplicate: string | null;
  /** Of the transactions that are looked out for. */
  readonly sightings: readonly Sighting[];
  /** Where the payments on it lie, of a source that takes a range. */
  readonly span: TimeSpan;
  /** Of the payments on it, in their order. */
  readonly times: readonly number[];
  /** Purchase times that cannot be meant, in words: none of the page is to be used. */
  readonly oddTime: string | null;
}

/** How pages of one source are read: what its mapping asks for is planned, and what its records have in common learned, once. */
export interface PageReader {
  readonly settings: PaymentsSettings;
  readonly convert: (record: JsonValue) => Conversion;
  readonly refundsIn: ReturnType<typeof createRefundLister>;
  /** @returns what the records left open that were converted since it was last asked for */
  readonly takeLeft: () => LeftOpen;
}

interface LeftOpen {
  readonly unread: UnreadFields;
  unsureTimes: number;
  unsureTime: string | null;
}

export function createPageReader(settings: PaymentsSettings): PageReader {
  const nothing = (): LeftOpen => ({
    unread: createUnreadFields(),
    unsureTimes: 0,
    unsureTime: null,
  });
  let left = nothing();
  const convert = createRecordConverter(settings, {
    onUnread: (field) => {
      addUnread(left.unread, field);
    },
    onUnsureTime: (time, transactionId) => {
      left.unsureTimes += 1;
      left.unsureTime ??= unsureTimeText(time, transactionId, settings);
    },
  });
  const takeLeft = () => {
    const taken = left;
    left = nothing();
    return taken;
  };
  return { settings, convert, refundsIn: createRefundLister(settings), takeLeft };
}

/**
 * Without the records outside the range, of which a source may give some that takes none.
 *
 * @param nowMs no payment is made later
 * @param wanted transactions to look out for
 */
export function convertPage(
  { settings, convert, refundsIn, takeLeft }: PageReader,
  range: TimeRange,
  values: readonly JsonValue[],
  nowMs: number,
  wanted: ReadonlySet<string> = NONE,
): ConvertedPage {
  const records: TakenRecord[] = [];
  // A source that takes a range is believed: its own clock decides what belongs to it.
  const { range: asked } = settings.source;
  const takesAll = asked !== undefined && asked.open !== true;
  const doubts = new Set<string>();
  const duplicates = createDuplicateWatch(settings.source.ignore ?? [], wanted);
  const times: number[] = [];
  const span = { ...NO_SPAN };
  let others = 0;
  let outside = 0;
  let strayMs = 0;
  let oddTime: string | null = null;
  // As long as each may be a midnight.
  let midnights: number[] | null = [];
  const sent = askedRange(asked, range);
  for (const value of values) {
    const converted = convert(value);
    if (converted.kind === "payment") {
      const ms = Date.parse(converted.payment.purchasedAt);
      times.push(ms);
      if (takesAll) {
        if (ms < span.earliestMs) span.earliestMs = ms;
        if (ms > span.latestMs) {
          span.latestMs = ms;
          span.latestId = converted.payment.transactionId;
        }
        span.payments += 1;
        if (isWithin(range, ms)) span.inside += 1;
      }
      oddTime ??= implausibleTime(converted.payment, ms, takesAll ? range : null, nowMs);
      if (midnights !== null && ms % LEAST_OFFSET_MS === 0) midnights.push(ms);
      else midnights = null;
      const stray = takesAll ? straying(ms, sent) : 0;
      if (Math.abs(stray) > Math.abs(strayMs)) strayMs = stray;
    }
    if (converted.kind === "other") {
      others += 1;
      if (converted.givenBack !== undefined) doubts.add(lostRefund(converted.givenBack));
      continue;
    }
    if (!takesAll && isOutside(converted, range)) {
      outside += 1;
      continue;
    }
    const conversion = converted.kind === "refused" ? withReason(converted) : converted;
    const isUnnamed = transactionIdOf(conversion) === null;
    const record = { conversion, record: isUnnamed ? digestOfRecord(value) : undefined };
    records.push(record);
    duplicates.add(record, value);
    if (converted.kind === "payment")
      for (const refund of refundsIn(value, converted.payment)) {
        if (refund.kind === "refund") records.push({ conversion: refund, record: undefined });
        if (refund.kind === "refused")
          records.push({ conversion: withReason(refund), record: undefined });
      }
  }
  oddTime ??=
    lostClock(values, midnights ?? [], settings) ??
    ownZone(values, settings) ??
    includedEnd(settings, strayMs);
  const count = values.length;
  const found = {
    ...takeLeft(),
    strayMs,
    duplicate: duplicates.notice(),
    sightings: duplicates.sightings,
    doubts: [...doubts, ...duplicates.doubts()].slice(0, MOST_DOUBTS),
  };
  return { records, count, outside, others, oddTime, times, span, ...found };
}

/** The same for a single reply, beside those of a walk. */
export function convertReply(
  settings: PaymentsSettings,
  range: TimeRange,
  values: readonly JsonValue[],
  nowMs: number,
  wanted?: ReadonlySet<string>,
): ConvertedPage {
  return convertPage(createPageReader(settings), range, values, nowMs, wanted);
}

const MOST_DOUBTS = 8;
const NONE: ReadonlySet<string> = new Set();

function unsureTimeText(
  { ambiguity, text }: UnsureTime,
  transactionId: string,
  { source, map }: PaymentsSettings,
): string {
  const zone = fieldRule(map["purchasedAt"] ?? {}).zone ?? source.range?.zone ?? "UTC";
  const taken =
    ambiguity === "overlap"
      ? "showed twice: the earlier one is taken, and it may be the later one"
      : "never showed: it is read with the offset before they changed";
  return `warning: ${transactionId} is dated "${text}", which the clocks of ${zone} ${taken}; map a time with its offset, or in UTC`;
}

function lostRefund(says: string): string {
  return `${says}, and payments.source.counts leaves such a record out: where a payment was given back, name the value in payments.source.refund; where it was never paid, name the path in payments.source.ignore`;
}

const YEAR_MS = 366 * 86_400_000;
/** No shop of a game is older; times read in a wrong unit are. */
const EARLIEST_MS = Date.UTC(2001, 0);

/** @param range null where the source gives what it likes */
function implausibleTime(
  payment: Payment,
  ms: number,
  range: TimeRange | null,
  nowMs: number,
): string | null {
  const isFar = range !== null && (ms < range.fromMs - YEAR_MS || ms > range.toMs + YEAR_MS);
  const isFuture = ms > nowMs + YEAR_MS;
  if (ms >= EARLIEST_MS && !isFar && !isFuture) return null;
  const elsewhere = isFuture ? "in the future" : "before any shop of a game";
  const where = isFar ? "more than a year outside the range" : elsewhere;
  return `${payment.transactionId} is dated ${payment.purchasedAt}, ${where}: check payments.map.purchasedAt (unit, zone)`;
}

/** Negative before the range, positive from its end on. */
function straying(ms: number, { fromMs, toMs }: TimeRange): number {
  if (ms < fromMs) return ms - fromMs;
  return ms >= toMs ? ms - toMs + 1 : 0;
}

/** Below it clocks and borders are to blame. */
export const LEAST_STRAY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A server that takes days and gives those of the last one too would give each border's payments twice. */
function includedEnd({ source }: PaymentsSettings, strayMs: number): string | null {
  const { inclusive, day, zone = "UTC" } = source.range ?? {};
  const step = rangePrecisionMs(source.range);
  const isOneMore = step >= DAY_MS && strayMs > 0 && strayMs <= step;
  if (inclusive === true || day === true || !isOneMore) return null;
  const hours = Math.ceil(strayMs / 3_600_000);
  return `payments lie up to ${hours} h after the range's end: the server includes the day that "to" names (set payments.source.range.inclusive), or reads days in another zone than payments.source.range.zone (${zone})`;
}

function isOutside(conversion: Conversion, range: TimeRange): boolean {
  const payment = conversion.kind === "payment" ? conversion.payment : null;
  return payment !== null && !isWithin(range, parseIsoInstant(payment.purchasedAt) ?? 0);
}

function withReason({ transactionId, problems }: Conversion & { kind: "refused" }): Taken {
  const reason = problems
    .map(({ field, source, problem }) =>
      source === RECORD_ITSELF ? (problem ?? "") : `${field}: ${problem ?? ""}`,
    )
    .join("; ");
  return { kind: "refused", transactionId, reason };
}

/** Tells a record from every other. */
export function digestOfRecord(value: JsonValue): string {
  const digest = createHash("sha256").update(renderJson(value));
  return digest.digest("base64url").slice(0, 22);
}
