/** Quotes and brackets around a secret. */

export const QUOTE_PAIRS = [
  '""',
  "''",
  "``",
  "“”",
  "‘’",
  "„“",
  "«»",
  "「」",
  "<>",
  "()",
  "[]",
  "{}",
];

/** Of any kind, once or twice, and of one side only. */
export function unquoted(text: string): readonly string[] {
  const found: string[] = [];
  for (let inner = text.trim(); ;) {
    const pair = QUOTE_PAIRS.find(
      (each) =>
        inner.length > 2 && inner.startsWith(each.charAt(0)) && inner.endsWith(each.charAt(1)),
    );
    if (pair === undefined) break;
    inner = inner.slice(1, -1);
    found.push(inner);
  }
  const isQuoted = QUOTE_AT_END.test(text.trimEnd().slice(-1));
  const loose = trimmed(isQuoted ? text.trimEnd() : text, null, QUOTE_AT_END);
  return [...found, loose.replace(QUOTES_IN_FRONT, ""), text.replace(/["'`“”‘’„«»「」]/g, "")];
}

const QUOTES_IN_FRONT = /^\s*b?["'`“”‘’„«»「」\\]+/;
const QUOTE_AT_END = /["'`“”‘’„«»「」\\]/;

/** @param front, end what may stand there, a character each */
export function trimmed(text: string, front: RegExp | null, end: RegExp): string {
  let from = 0;
  let to = text.length;
  while (front !== null && from < to && front.test(text.charAt(from))) from += 1;
  while (to > from && end.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}
