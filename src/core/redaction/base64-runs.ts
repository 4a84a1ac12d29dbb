/** Stretches of a text that may be Base64, in either alphabet. */

/**
 * Whether this is so of any run that has so many characters. Steps by that many, so that most
 * characters are never looked at, which no regular expression for a run does.
 *
 * @param shortest at least 1
 */
export function someBase64Run(
  text: string,
  shortest: number,
  isSo: (run: string) => boolean,
): boolean {
  let from = 0;
  for (let at = shortest - 1; at < text.length;) {
    let start = at;
    let end = at;
    while (start > from && isInBase64(text.charCodeAt(start - 1))) start -= 1;
    while (isInBase64(text.charCodeAt(end))) end += 1;
    if (end > at && end - start >= shortest && isSo(text.slice(start, end))) return true;
    // Another run begins behind the character that ended this one.
    from = end + 1;
    at = end + shortest;
  }
  return false;
}

/**
 * Whether such a run stands in what a run itself is Base64 of, from one of its first four characters
 * on: what it follows upon may be made of the same characters. Steps in the same way, over bytes that
 * are worked out one by one: hardly any signature holds a run, and to decode all of each takes longer
 * than all else that is asked of a header.
 *
 * @param run of characters of Base64 alone
 * @param shortest at least 1
 */
export function holdsBase64Run(run: string, shortest: number): boolean {
  return [0, 1, 2, 3].some((first) => {
    const bytes = Math.floor(((run.length - first) * 3) / 4);
    let from = 0;
    for (let at = shortest - 1; at < bytes;) {
      let start = at;
      let end = at;
      while (start > from && isInBase64(byteWithin(run, first, start - 1))) start -= 1;
      while (end < bytes && isInBase64(byteWithin(run, first, end))) end += 1;
      if (end - start >= shortest && end > at) return true;
      from = end + 1;
      at = end + shortest;
    }
    return false;
  });
}

/** Of what stands in Base64 from a character on. */
function byteWithin(run: string, first: number, at: number): number {
  const place = at % 3;
  const before = first + ((at - place) / 3) * 4 + place;
  const left = valueOf(run, before) << (2 + 2 * place);
  return (left | (valueOf(run, before + 1) >> (4 - 2 * place))) & 0xff;
}

function valueOf(run: string, at: number): number {
  return VALUES[run.charCodeAt(at)] ?? 0;
}

function isInBase64(code: number): boolean {
  // To look for what is in no table, such as NaN beyond the text's end, takes long.
  return code < VALUES.length && VALUES[code] !== NONE;
}

const NONE = 64;
const VALUES = new Uint8Array(128).fill(NONE);
for (const alphabet of ["+/", "-_"])
  `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${alphabet}`
    .split("")
    .forEach((character, value) => (VALUES[character.charCodeAt(0)] = value));
