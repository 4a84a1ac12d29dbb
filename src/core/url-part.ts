/** Percent-encodes a text for one part of a URL: all but unreserved characters; a space is `%20`. */
export function urlPart(text: string): string {
  return encodeURIComponent(wellFormed(text));
}

/** Half a character, which JSON may hold and a URL may not, becomes U+FFFD, as in UTF-8. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? Buffer.from(text, "utf8").toString("utf8") : text;
}

const SURROGATE = /[\ud800-\udfff]/;

/** `%2F` as `%2f`: some encoders write their escapes so. */
export function lowerEscapes(encoded: string): string {
  return encoded.replaceAll(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase());
}
