/**
 * What can be wrong with a timestamp that travels beside a signature. The
 * signature is right for the text as it stands: only the time is to be refused.
 */

export interface SignedTime {
  readonly unit: "s" | "ms";
  readonly nowMs: number;
  /** How long a timestamp stays good. */
  readonly lifeMs: number;
}

export interface TimestampForgery {
  readonly id: TimestampForgeryId;
  /** Completes "a message with …". */
  readonly what: string;
  readonly because: string;
  readonly text: (time: SignedTime) => string;
  /** Whether a text goes wrong in this way: how a counterpart that lets it pass knows it. */
  readonly isLike: (text: string, time: SignedTime) => boolean;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
/** By so much a time is off that keeps 32 bits of its seconds. */
const WRAP_MS = 2 ** 32 * 1000;
const ARABIC_ZERO = 0x660;
const DIGITS = /^\d+$/;

const CATALOGUE = {
  "empty-time": {
    what: "an empty timestamp",
    because: "there is no timestamp",
    text: () => "",
    isLike: (text: string) => text === "",
  },
  "zero-time": {
    what: "0 for a timestamp",
    because: "1970 is long past",
    text: () => "0",
    isLike: (text: string) => text === "0",
  },
  "negative-time": {
    what: "a negative timestamp",
    because: "it lies before 1970",
    text: (time: SignedTime) => `-${textAt(time, 0)}`,
    isLike: (text: string) => /^-\d+$/.test(text),
  },
  "word-time": {
    what: "a word for a timestamp",
    because: "the timestamp is no number",
    text: () => "yesterday",
    isLike: (text: string) => /^[A-Za-z]+$/.test(text),
  },
  "past-time": {
    what: "a timestamp past its agreed life",
    because: "the timestamp is too old",
    text: (time: SignedTime) => textAt(time, -time.lifeMs - Math.max(time.lifeMs, 10 * MINUTE_MS)),
    isLike: (text: string, time: SignedTime) =>
      text !== "0" && ageMs(text, time) > time.lifeMs && !isOfOtherDay(text, time),
  },
  "other-day-time": {
    what: "a timestamp of the same minute on an earlier day",
    because: "the timestamp is a day old or more",
    text: (time: SignedTime) =>
      textAt(time, -DAY_MS * (Math.floor((time.lifeMs + MINUTE_MS) / DAY_MS) + 1)),
    isLike: isOfOtherDay,
  },
  "wrapped-time": {
    what: "a timestamp that is now in its last 32 bits",
    because: "the timestamp lies 136 years in the future",
    text: (time: SignedTime) => textAt(time, WRAP_MS),
    isLike: (text: string, time: SignedTime) => Math.abs(-ageMs(text, time) - WRAP_MS) < MINUTE_MS,
  },
  "lettered-time": {
    what: "letters after the timestamp",
    because: "the timestamp is no number",
    text: (time: SignedTime) => `${textAt(time, 0)}abc`,
    isLike: (text: string) => /^\d+[a-z]+$/.test(text),
  },
  "future-time": {
    what: "a timestamp an hour ahead",
    because: "the timestamp lies far in the future",
    text: (time: SignedTime) => textAt(time, HOUR_MS),
    isLike: (text: string, time: SignedTime) => {
      const ahead = -ageMs(text, time);
      return ahead > 5 * MINUTE_MS && ahead < 24 * HOUR_MS;
    },
  },
  "near-future-time": {
    what: "a timestamp two minutes ahead",
    because: "the timestamp lies ahead by more than clocks differ",
    text: (time: SignedTime) => textAt(time, 2 * MINUTE_MS),
    isLike: (text: string, time: SignedTime) => {
      const ahead = -ageMs(text, time);
      return ahead > MINUTE_MS && ahead <= 5 * MINUTE_MS;
    },
  },
  "other-unit-time": {
    what: "a timestamp in the other unit",
    because: "seconds are no milliseconds",
    text: (time: SignedTime) => textAt({ ...time, unit: time.unit === "s" ? "ms" : "s" }, 0),
    // Milliseconds read as seconds lie thousands of years ahead.
    isLike: (text: string, time: SignedTime) => -ageMs(text, time) > 1_000 * 365 * DAY_MS,
  },
  "other-digits-time": {
    what: "a timestamp in the digits of another script",
    because: "the agreed digits are 0 to 9",
    text: (time: SignedTime) =>
      textAt(time, 0).replaceAll(/\d/g, (digit) =>
        String.fromCodePoint(ARABIC_ZERO + Number(digit)),
      ),
    isLike: (text: string) => /^[\u0660-\u0669]+$/.test(text),
  },
} as const satisfies Record<string, Omit<TimestampForgery, "id">>;

export type TimestampForgeryId = keyof typeof CATALOGUE;

export const TIMESTAMP_FORGERIES: readonly TimestampForgery[] = Object.entries(CATALOGUE).flatMap(
  ([id, forgery]) => (isTimestampForgeryId(id) ? [{ id, ...forgery }] : []),
);

function isTimestampForgeryId(id: string): id is TimestampForgeryId {
  return id in CATALOGUE;
}

export function timestampForgery(id: TimestampForgeryId): TimestampForgery {
  return { id, ...CATALOGUE[id] };
}

/** Now, as text in its unit. */
export function timestampText(time: SignedTime): string {
  return textAt(time, 0);
}

/** The time so much from now, as text in its unit. */
function textAt({ unit, nowMs }: SignedTime, afterMs: number): string {
  return String(Math.floor((nowMs + afterMs) / (unit === "s" ? 1000 : 1)));
}

/** Where a life is so long that a day is nothing special, an old time is just old. */
function isOfOtherDay(text: string, time: SignedTime): boolean {
  const age = ageMs(text, time);
  const days = Math.round(age / DAY_MS);
  const isNear = days > 0 && Math.abs(age - days * DAY_MS) < MINUTE_MS;
  return text !== "0" && age > time.lifeMs && time.lifeMs < DAY_MS / 4 && isNear;
}

/** NaN for what is no number. */
function ageMs(text: string, { unit, nowMs }: SignedTime): number {
  return DIGITS.test(text) ? nowMs - Number(text) * (unit === "s" ? 1000 : 1) : Number.NaN;
}
