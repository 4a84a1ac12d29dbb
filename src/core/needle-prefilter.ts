/**
 * Tells fast that a text holds none of many needles, neither as they are nor
 * within Base64. What it lets through has still to be searched.
 */

/** A needle in both of the ways in which it is looked for. */
export interface PrefilteredNeedle {
  readonly text: string;
  /** UTF-8 as Latin-1. */
  readonly bytes: string;
}

/** `false` is certain; `true` only means: perhaps. Takes texts, and bytes as Latin-1. */
export type Prefilter = (text: string) => boolean;

/** @param needles none empty */
export function createPrefilter(needles: readonly PrefilteredNeedle[]): Prefilter {
  return prefilterOf(needles.flatMap(({ text, bytes }) => [text, bytes, ...tracesInBase64(bytes)]));
}

/**
 * The same for needles within Base64 of Base64.
 *
 * @param needles none empty
 */
export function createTwiceWrappedPrefilter(needles: readonly PrefilteredNeedle[]): Prefilter {
  return prefilterOf(
    needles
      .flatMap(({ bytes }) => tracesInBase64(bytes))
      .flatMap((trace) => inEitherAlphabet(trace.slice(0, LONGEST_INNER_TRACE)))
      .flatMap(tracesInBase64),
  );
}

/** Wrapped again it is longer than a sample, wherever it lies. */
const LONGEST_INNER_TRACE = 8;

/** Within Base64 it matters which alphabet was taken, and each character may be of either. */
function inEitherAlphabet(base64: string): readonly string[] {
  return Array.from(base64).reduce<readonly string[]>(
    (begun, character) =>
      begun.flatMap((text) => (EITHER_FORM[character] ?? [character]).map((each) => text + each)),
    [""],
  );
}

const EITHER_FORM: Readonly<Record<string, readonly string[]>> = {
  "+": ["+", "-"],
  "/": ["/", "_"],
};

/** Of each that is wanted so many characters count; what is longer begins with them. */
const LONGEST_WINDOW = 16;
/** The last characters of a window, which say how far the next one that may fit is. */
const BLOCK = 3;
/** The first characters of a window, compared at once as a number. */
const SAMPLE = 6;
const BITS_PER_CHARACTER = 5;

/**
 * Moves a window over the text. Most of its last characters stand nowhere in what is wanted,
 * and so it moves on by nearly all its length: most characters are never looked at.
 *
 * @source Wu and Manber, A Fast Algorithm for Multi-Pattern Searching, 1994
 */
function prefilterOf(wanted: readonly string[]): Prefilter {
  const length = Math.min(LONGEST_WINDOW, ...wanted.map((each) => each.length));
  const block = Math.min(BLOCK, length);
  const sample = Math.min(SAMPLE, length);
  const moves = new Uint8Array(PLACES).fill(length - block + 1);
  const beginnings = new Set<number>();
  // A short command makes this before anything is compiled: each character is read once.
  for (const each of new Set(wanted)) {
    let number = 0;
    for (let end = 1; end <= length; end += 1) {
      number = append(number, each.charCodeAt(end - 1));
      if (end === sample) beginnings.add(number);
      if (end < block) continue;
      const place = number & (PLACES - 1);
      moves[place] = Math.min(moves[place] ?? 0, length - end);
    }
  }
  return (text) => {
    for (let end = length; end <= text.length;) {
      const move = moves[numberAt(text, end - block, block) & (PLACES - 1)] ?? 0;
      if (move === 0 && beginnings.has(numberAt(text, end - length, sample))) return true;
      end += Math.max(1, move);
    }
    return false;
  };
}

/** As many as a block can have: what stands before it is shifted out. */
const PLACES = 2 ** (BLOCK * BITS_PER_CHARACTER);

const PLUS = 0x2b;
const MINUS = 0x2d;
const SLASH = 0x2f;
const UNDERSCORE = 0x5f;

/** The same for the same characters. */
function numberAt(text: string, start: number, count: number): number {
  let number = 0;
  for (let at = start; at < start + count; at += 1) number = append(number, text.charCodeAt(at));
  return number;
}

/** Both alphabets of Base64 count as one. */
function append(number: number, code: number): number {
  const same = code === MINUS ? PLUS : code === UNDERSCORE ? SLASH : code;
  return (number << BITS_PER_CHARACTER) ^ same;
}

/**
 * What is left to see of these bytes where they stand within Base64 of more:
 * the characters that depend on nothing else, for each of the three ways in
 * which they can lie in its groups.
 */
function tracesInBase64(bytes: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.from("\0".repeat(before) + bytes, "latin1");
    const firstBit = before * 8;
    return whole
      .toString("base64")
      .slice(Math.ceil(firstBit / 6), Math.floor((whole.length * 8) / 6));
  });
}
