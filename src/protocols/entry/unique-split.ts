/** Splits a text at known separators, provided that there is only one way to do it. Takes linear time. */

/** A text of known length, made of certain characters. */
export interface FixedText {
  readonly length: number;
  readonly alphabet: RegExp;
}

/** null is a text of any length; the others separate such texts. */
export type Piece = string | FixedText | null;

type Separator = readonly NonNullable<Piece>[];

/** Splits the pieces at the free ones: one separator more than there are free pieces. */
function separatorsOf(pieces: readonly Piece[]): readonly Separator[] {
  const separators: NonNullable<Piece>[][] = [[]];
  for (const piece of pieces) {
    if (piece === null) separators.push([]);
    else separators.at(-1)?.push(piece);
  }
  return separators;
}

/** @returns the texts of all pieces that are no literals, in order; null unless there is exactly one way to find them */
export function splitUniquely(text: string, pieces: readonly Piece[]): readonly string[] | null {
  const separators = separatorsOf(pieces);
  const leftmost = placeSeparators(text, separators, "left");
  const rightmost = placeSeparators(text, separators, "right");
  if (leftmost === null || rightmost === null) return null;
  // Every way to split lies between these two.
  if (leftmost.some((at, index) => at !== rightmost[index])) return null;
  return textsBetween(text, separators, leftmost);
}

/** Where each separator starts when all are pushed to one side; the outer two stick to the ends. */
function placeSeparators(
  text: string,
  separators: readonly Separator[],
  side: "left" | "right",
): readonly number[] | null {
  const lengths = separators.map(separatorLength);
  const first = separators[0] ?? [];
  const last = separators.at(-1) ?? [];
  const end = text.length - (lengths.at(-1) ?? 0);
  if (!standsAt(text, 0, first) || !standsAt(text, end, last)) return null;
  if (separators.length === 1) return end === 0 ? [0] : null;
  let low = lengths[0] ?? 0;
  let high = end;
  const inner = separators.map((_, index) => index).slice(1, -1);
  const places = new Map<number, number>();
  for (const index of side === "left" ? inner : inner.reverse()) {
    const length = lengths[index] ?? 0;
    const at = find(text, separators[index] ?? [], low, high - length, side);
    if (at === null) return null;
    places.set(index, at);
    if (side === "left") low = at + length;
    else high = at;
  }
  if (low > high) return null;
  return separators.map((_, index) =>
    index === 0 ? 0 : index === separators.length - 1 ? end : (places.get(index) ?? 0),
  );
}

function find(
  text: string,
  separator: Separator,
  from: number,
  to: number,
  side: "left" | "right",
): number | null {
  const step = side === "left" ? 1 : -1;
  for (let at = side === "left" ? from : to; at >= from && at <= to; at += step) {
    if (standsAt(text, at, separator)) return at;
  }
  return null;
}

function standsAt(text: string, at: number, separator: Separator): boolean {
  if (at < 0) return false;
  let position = at;
  for (const piece of separator) {
    const length = piece.length;
    const found = text.slice(position, position + length);
    if (found.length !== length) return false;
    if (typeof piece === "string" ? found !== piece : !piece.alphabet.test(found)) return false;
    position += length;
  }
  return true;
}

function separatorLength(separator: Separator): number {
  return separator.reduce((sum, piece) => sum + piece.length, 0);
}

function textsBetween(
  text: string,
  separators: readonly Separator[],
  places: readonly number[],
): readonly string[] {
  const texts: string[] = [];
  separators.forEach((separator, index) => {
    let position = places[index] ?? 0;
    for (const piece of separator) {
      if (typeof piece !== "string") texts.push(text.slice(position, position + piece.length));
      position += piece.length;
    }
    const next = places[index + 1];
    if (next !== undefined) texts.push(text.slice(position, next));
  });
  return texts;
}
