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

/** Characters of a needle that are compared at once, at most. */
const LONGEST_SAMPLE = 6;
const BITS_PER_CHARACTER = 5;

/**
 * Looks at every run of a few characters in a text, as a number, among those
 * with which the needles begin.
 *
 * @param needles none empty
 */
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

function prefilterOf(wanted: readonly string[]): Prefilter {
  const length = Math.min(LONGEST_SAMPLE, ...wanted.map((each) => each.length));
  // Bits of earlier characters are shifted out beyond the mask.
  const mask = 2 ** (length * BITS_PER_CHARACTER) - 1;
  const beginnings = new Set<number>();
  // Most samples fall where no beginning does, and need not be looked up.
  const taken = new Uint8Array(PLACES);
  for (const each of wanted) {
    let sample = 0;
    for (let at = 0; at < length; at += 1) sample = append(sample, each.charCodeAt(at), mask);
    beginnings.add(sample);
    taken[placeOf(sample)] = 1;
  }
  return (text) => {
    let sample = 0;
    for (let at = 0; at < text.length; at += 1) {
      sample = append(sample, text.charCodeAt(at), mask);
      if (taken[placeOf(sample)] === 1 && beginnings.has(sample)) return true;
    }
    return false;
  };
}

const PLACES = 2 ** 14;

/** Of a sample among `PLACES`: its last characters, mixed with those before. */
function placeOf(sample: number): number {
  return (sample ^ (sample >>> 13)) & (PLACES - 1);
}

const PLUS = 0x2b;
const MINUS = 0x2d;
const SLASH = 0x2f;
const UNDERSCORE = 0x5f;

/** Both alphabets of Base64 count as one. */
function append(sample: number, code: number, mask: number): number {
  const same = code === MINUS ? PLUS : code === UNDERSCORE ? SLASH : code;
  return ((sample << BITS_PER_CHARACTER) ^ same) & mask;
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
