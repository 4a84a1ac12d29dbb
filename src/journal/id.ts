/** Ids of journal entries: twelve characters that sort by time and are typed without mistakes. */

/** Crockford's: no i, l, o, u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_LENGTH = 8;
const TAG_LENGTH = 4;
/** 2020-01-01: eight characters reach until 2054. */
const EPOCH_MS = 1_577_836_800_000;

/** Random bytes that tell two processes of the same millisecond apart. */
export const TAG_BYTES = 3;

/**
 * @param tag {@link TAG_BYTES} random bytes, one draw a process
 * @returns ids that rise within the process even when the clock stands still or goes back
 */
export function createIdSource(tag: Uint8Array): (nowMs: number) => string {
  const suffix = encode(Buffer.from(tag).readUIntBE(0, TAG_BYTES), TAG_LENGTH);
  let last = 0;
  return (nowMs) => {
    last = Math.max(Math.floor(nowMs), last + 1);
    return timePart(last) + suffix;
  };
}

/** The first part of every id of this millisecond: ids before it are smaller, later ones are not. */
export function timePart(ms: number): string {
  return encode(Math.max(0, Math.floor(ms) - EPOCH_MS), TIME_LENGTH);
}

/** Forgives upper case. */
export function normaliseId(text: string): string {
  return text.trim().toLowerCase();
}

function encode(value: number, length: number): string {
  let rest = value;
  let text = "";
  for (let at = 0; at < length; at += 1) {
    text = (ALPHABET[rest % 32] ?? "") + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
