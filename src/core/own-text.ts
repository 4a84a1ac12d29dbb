/**
 * A part of a text is kept as a view of the whole, by V8 from 13 characters on: what is to be
 * remembered is copied, so that it keeps no more than itself in memory.
 */
export function ownText(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
