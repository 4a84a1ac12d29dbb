/** How the range of a poll may have been written when it was signed, where that is not how it was sent. */
import { lowerEscapes, urlPart } from "../../core/url-part.js";
import type { ValuesCandidate } from "../entry/candidates/values.js";
import { withParam } from "../entry/candidates/values.js";
import { proved } from "../entry/finding.js";
import type { EntryValues } from "../entry/recipe.js";
import { readTime } from "./times.js";

const ENDS = ["from", "to"] as const;
type End = (typeof ENDS)[number];

/** @param atMs the time that the text is; null where it is none */
type Rewrite = readonly [
  how: string,
  rewrite: (text: string, atMs: number | null) => string | null,
];

/** Both ends of the range in another form, or one of them; the two exchanged; none at all. */
export function rangeForms(values: EntryValues): readonly ValuesCandidate[] {
  const shown = (end: End) => values.params.find(([name]) => name === end)?.[1] ?? "";
  const [from, to] = ENDS.map(shown);
  if (from === undefined || to === undefined || (from === "" && to === "")) return [];
  const candidate = (how: string, written: Readonly<Record<End, string>>): ValuesCandidate => ({
    values: ENDS.reduce((each, end) => withParam(each, end, written[end]), values),
    finding: proved(
      "param",
      "range_form",
      `The range was signed ${how}: from ${JSON.stringify(written.from)} to ${JSON.stringify(written.to)}.`,
      "Sign from and to as the very text that is sent, before URL encoding.",
      { expected: `${written.from} ${written.to}`, found: `${from} ${to}` },
    ),
  });
  const [fromMs, toMs] = [instantOf(from), instantOf(to)];
  const rewritten = REWRITES.flatMap(([how, rewrite]) => {
    const other = { from: rewrite(from, fromMs) ?? from, to: rewrite(to, toMs) ?? to };
    return [other, { from: other.from, to }, { from, to: other.to }].map(
      (written) => [how, written] as const,
    );
  });
  return [
    ["with its ends exchanged", { from: to, to: from }] as const,
    ["as if it were empty", { from: "", to: "" }] as const,
    ...rewritten,
  ]
    .filter(([, written]) => written.from !== from || written.to !== to)
    .map(([how, written]) => candidate(how, written));
}

const KOREA_MS = 9 * 3_600_000;

const digits = (at: Date, last: number) => at.toISOString().replace(/\D/g, "").slice(0, last);
const plain = (at: Date, joint: string) => at.toISOString().slice(0, 19).replace("T", joint);

const WRITINGS: readonly (readonly [how: string, write: (at: Date) => string])[] = [
  ["in ISO 8601 with milliseconds", (at) => at.toISOString()],
  ["in ISO 8601 without milliseconds", (at) => `${plain(at, "T")}Z`],
  ["in ISO 8601 with +00:00", (at) => `${plain(at, "T")}+00:00`],
  ["in ISO 8601 with +09:00", (at) => `${plain(new Date(at.getTime() + KOREA_MS), "T")}+09:00`],
  ["in ISO 8601 without a zone", (at) => plain(at, "T")],
  ["with a space between day and time", (at) => plain(at, " ")],
  ["as digits alone", (at) => digits(at, 14)],
  ["as a day", (at) => at.toISOString().slice(0, 10)],
  ["as the digits of a day", (at) => digits(at, 8)],
  ["in unix seconds", (at) => String(Math.floor(at.getTime() / 1000))],
  ["in unix milliseconds", (at) => String(at.getTime())],
];

const ZONES: readonly (readonly [how: string, offsetMs: number])[] = [
  ["", 0],
  [", nine hours on (Korea's time)", KOREA_MS],
  [", nine hours back (UTC in place of Korea's time)", -KOREA_MS],
];

const REWRITES: readonly Rewrite[] = [
  ["URL-encoded", urlPart],
  ["URL-encoded in lower-case hex", (text) => lowerEscapes(urlPart(text))],
  ["URL-encoded, with + for a space", (text) => urlPart(text).replaceAll("%20", "+")],
  ["with a space for its +", (text) => text.replaceAll("+", " ")],
  ["with + for its space", (text) => text.replaceAll(" ", "+")],
  ...ZONES.flatMap(([zone, offsetMs]) =>
    WRITINGS.map(([how, write]): Rewrite => [
      `${how}${zone}`,
      (_, atMs) => (atMs === null ? null : write(new Date(atMs + offsetMs))),
    ]),
  ),
];

/** A day alone, or a time whose digits may stand without signs between them. */
const COMPACT = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?)?(?=[.Z+-]|$)/;

/** Without a zone, as UTC; null for what is no time. */
function instantOf(text: string): number | null {
  const whole = text.replace(
    COMPACT,
    (_, year: string, month: string, day: string, hour = "00", minute = "00", second = "00") =>
      `${year}-${month}-${day}T${hour}:${minute}:${second}`,
  );
  const reading = readTime(whole, { zone: "UTC" });
  return reading.ok ? reading.instantMs : null;
}
