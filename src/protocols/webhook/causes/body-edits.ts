/** What the tables of body causes are made of. */
import type { CauseEntry, CauseText, Guess } from "./cause.js";

export type BodyCause = CauseEntry<Buffer, Buffer>;

/** Guesses that really differ from the body; null is none. */
export function edits(
  body: Buffer,
  values: readonly (Buffer | null)[],
  text: CauseText,
): readonly Guess<Buffer>[] {
  return values.flatMap((value) =>
    value === null || value.equals(body) ? [] : [{ value, ...text }],
  );
}

/** Byte for byte, so that what is no UTF-8 survives. */
export function replaceText(body: Buffer, pattern: RegExp, by: string): Buffer {
  return Buffer.from(body.toString("latin1").replace(pattern, by), "latin1");
}
