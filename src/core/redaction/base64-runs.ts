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
    while (start > from && isInBase64(text, start - 1)) start -= 1;
    while (isInBase64(text, end)) end += 1;
    if (end > at && end - start >= shortest && isSo(text.slice(start, end))) return true;
    // Another run begins behind the character that ended this one.
    from = end + 1;
    at = end + shortest;
  }
  return false;
}

function isInBase64(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // To look for what is in no table, such as NaN beyond the text's end, takes long.
  return code < IN_BASE64.length && IN_BASE64[code] === 1;
}

const IN_BASE64 = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/-")
  IN_BASE64[character.charCodeAt(0)] = 1;
