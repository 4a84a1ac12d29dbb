/**
 * A text as whoever reads it understands it: what is escaped for URLs, JSON, HTML
 * or program texts is written out, as often as it was escaped, and every place is
 * known in the original. A secret is found there in whatever mixture of escapes.
 */

/** The text with one layer of escapes taken off. */
export interface Unescaped {
  /** Bytes as Latin-1. */
  readonly text: string;
  /** Where the character at this place of {@link Unescaped.text} begins in the original. */
  start(at: number): number;
  /** Where the character before this place ends in the original. */
  end(at: number): number;
}

/** JSON in JSON in a URL: what is deeper is no accident of programs any more. */
const MOST_LAYERS = 4;

const ESCAPES =
  /(?:\\u[\da-f]{4})+|\\u\{[\da-f]{1,6}\}|\\x[\da-f]{2}|\\["'\\/bfnrt]|%[\da-f]{2}|&#\d{1,7};|&#x[\da-f]{1,6};|&(?:quot|amp|lt|gt|apos|sol|bsol|equals|plus|colon|commat|excl|num|dollar|percnt|lpar|rpar|ast|comma|period|semi|quest|lowbar|lsqb|rsqb|lcub|rcub|verbar|Hat|grave|nbsp|Tab|NewLine);/gi;

/** Quick: most texts have nothing escaped, and to look for one character is quicker than for a class. */
export function mayHoldEscapes(text: string): boolean {
  return text.includes("\\") || text.includes("%") || text.includes("&");
}

/**
 * Layer by layer, the outermost first; the text itself is not among them.
 *
 * @param text bytes as Latin-1
 */
export function* unescapedLayers(text: string): Generator<Unescaped> {
  let layer: Unescaped = { text, start: (at) => at, end: (at) => at };
  for (let depth = 0; depth < MOST_LAYERS; depth += 1) {
    const next = unescape(layer);
    if (next === null) return;
    yield next;
    layer = next;
  }
}

/** Whether this is so of the text itself or of any layer below it. */
export function isSoInSomeLayer(text: string, isSo: (layer: string) => boolean): boolean {
  if (isSo(text)) return true;
  if (!mayHoldEscapes(text)) return false;
  for (const layer of unescapedLayers(text)) if (isSo(layer.text)) return true;
  return false;
}

/** A stretch that is not the same in both: where it begins and ends, before and after. */
interface Replaced {
  readonly at: number;
  readonly until: number;
  readonly sourceAt: number;
  readonly sourceUntil: number;
}

/** @returns null where nothing is escaped */
function unescape(layer: Unescaped): Unescaped | null {
  if (!mayHoldEscapes(layer.text)) return null;
  const replaced: Replaced[] = [];
  const parts: string[] = [];
  let length = 0;
  let done = 0;
  for (const match of layer.text.matchAll(ESCAPES)) {
    const [escape] = match;
    const plain = plainOf(escape);
    const sourceUntil = match.index + escape.length;
    parts.push(layer.text.slice(done, match.index), plain);
    const at = length + match.index - done;
    length = at + plain.length;
    replaced.push({ at, until: length, sourceAt: match.index, sourceUntil });
    done = sourceUntil;
  }
  if (replaced.length === 0) return null;
  parts.push(layer.text.slice(done));
  return {
    text: parts.join(""),
    start: (at) => layer.start(sourceOf(replaced, at, "sourceAt")),
    end: (at) => layer.end(sourceOf(replaced, at, "sourceUntil")),
  };
}

/** Inside a replaced stretch its beginning or its end stands for all of it. */
function sourceOf(
  replaced: readonly Replaced[],
  at: number,
  side: "sourceAt" | "sourceUntil",
): number {
  const before = lastBefore(replaced, at, side);
  if (before === undefined) return at;
  const isInside = side === "sourceAt" ? at < before.until : at <= before.until;
  return isInside ? before[side] : before.sourceUntil + at - before.until;
}

function lastBefore(
  replaced: readonly Replaced[],
  at: number,
  side: "sourceAt" | "sourceUntil",
): Replaced | undefined {
  let low = 0;
  let high = replaced.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const begins = replaced[middle]?.at ?? Infinity;
    if (side === "sourceAt" ? begins <= at : begins < at) low = middle + 1;
    else high = middle;
  }
  return replaced[low - 1];
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  amp: "&",
  lt: "<",
  gt: ">",
  apos: "'",
  sol: "/",
  bsol: "\\",
  equals: "=",
  plus: "+",
  colon: ":",
  commat: "@",
  excl: "!",
  num: "#",
  dollar: "$",
  percnt: "%",
  lpar: "(",
  rpar: ")",
  ast: "*",
  comma: ",",
  period: ".",
  semi: ";",
  quest: "?",
  lowbar: "_",
  lsqb: "[",
  rsqb: "]",
  lcub: "{",
  rcub: "}",
  verbar: "|",
  hat: "^",
  grave: "`",
  nbsp: "\u00a0",
  tab: "\t",
  newline: "\n",
};

/** @returns bytes as Latin-1 */
function plainOf(escape: string): string {
  if (escape.startsWith("%")) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  if (escape.startsWith("&")) return plainOfEntity(escape.slice(1, -1));
  const kind = escape.charAt(1).toLowerCase();
  if (kind === "x") return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  if (kind !== "u") return SHORT_ESCAPES[escape.charAt(1)] ?? escape.charAt(1);
  if (escape.charAt(2) === "{") return ofCodePoint(Number.parseInt(escape.slice(3, -1), 16));
  const units = escape.split(/\\u/i).slice(1);
  return latin1(units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join(""));
}

function plainOfEntity(name: string): string {
  if (!name.startsWith("#")) return latin1(ENTITIES[name.toLowerCase()] ?? "");
  const isHex = /^#x/i.test(name);
  return ofCodePoint(isHex ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
}

function ofCodePoint(code: number): string {
  return code > 0x10_ffff ? "" : latin1(String.fromCodePoint(code));
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
