/** In which form a sample's times are written, so that a mapping can say it. */
import { readTime } from "./times.js";

export interface TimeForm {
  /** Null where the form is recognised without a word. */
  readonly unit: string | null;
  /** Another pattern that reads all of them too, and otherwise. */
  readonly or?: string;
}

/** The more usual first. */
const PATTERNS = [
  "yyyyMMddHHmmss",
  "yyMMddHHmmss",
  "yyyy-MM-dd a hh:mm:ss",
  "yyyy-MM-dd a h:mm:ss",
  "yyyy.MM.dd HH:mm",
  "yyyy년 MM월 dd일 HH:mm:ss",
  "yyyy년 M월 d일 HH:mm:ss",
  "MM/dd/yyyy HH:mm:ss",
  "dd/MM/yyyy HH:mm:ss",
  "MM/dd/yyyy HH:mm",
  "dd/MM/yyyy HH:mm",
  "M/d/yyyy h:mm:ss a",
  "d/M/yyyy h:mm:ss a",
  "dd.MM.yyyy HH:mm:ss",
  "MMM d, yyyy h:mm:ss a",
  "MMM d, yyyy HH:mm:ss",
  "d MMM yyyy HH:mm:ss",
  "yyyy-MM-dd",
  "yyyyMMdd",
  "yyyy/MM/dd",
  "yyyy.MM.dd",
] as const;

/** Dates of today; a number of another kind reads as one of long ago, or of a far day. */
const PLAUSIBLE = { fromMs: Date.UTC(2005, 0), toMs: Date.UTC(2100, 0) };

/** @returns null where no known form reads all of them */
export function timeFormOf(texts: readonly string[]): TimeForm | null {
  if (texts.length === 0) return null;
  if (reads(texts, undefined)) return { unit: null };
  if (texts.every((text) => /^\d{16}$/.test(text)) && reads(texts, "us")) return { unit: "us" };
  if (texts.every((text) => /^\d{19}$/.test(text)) && reads(texts, "ns")) return { unit: "ns" };
  const [unit, ...others] = PATTERNS.filter((pattern) => reads(texts, pattern));
  if (unit === undefined) return null;
  const or = others.find((other) => differs(texts, unit, other));
  return or === undefined ? { unit } : { unit, or };
}

function reads(texts: readonly string[], unit: string | undefined): boolean {
  return texts.every((text) => {
    const reading = readTime(text, { unit, zone: "UTC" });
    return reading.ok && reading.instantMs > PLAUSIBLE.fromMs && reading.instantMs < PLAUSIBLE.toMs;
  });
}

function differs(texts: readonly string[], one: string, other: string): boolean {
  return texts.some((text) => {
    const [a, b] = [one, other].map((unit) => readTime(text, { unit, zone: "UTC" }));
    return a?.ok === true && b?.ok === true && a.instantMs !== b.instantMs;
  });
}

/** @returns whether the texts are times without their zone in that form */
export function needsZone(texts: readonly string[], unit: string | null): boolean {
  return texts.some((text) => !readTime(text, { unit: unit ?? undefined }).ok);
}
