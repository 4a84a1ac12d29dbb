/**
 * Percent-encodes a text for one part of a URL. Half a character, which JSON may hold and
 * a URL may not, becomes U+FFFD, as in UTF-8.
 */
export function urlPart(text: string): string {
  return encodeURIComponent(Buffer.from(text, "utf8").toString("utf8"));
}
