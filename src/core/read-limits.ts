/** How much of a file is read at most, by what it holds. More is no such file, and nothing waits for it. */

const KIB = 1024;
const MIB = 1024 * KIB;

export const READ_LIMITS = {
  /** A key, a token, a `.env`. */
  secret: 64 * KIB,
  profile: MIB,
  /** Certificates and their keys. */
  pem: MIB,
  /** Whatever else is read whole: captures, reports, settlements, stdin. */
  whole: 256 * MIB,
} as const;

/** Such as `64 KiB`. */
export function limitText(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${Math.ceil(bytes / KIB)} KiB`;
}

/** What a reader throws; whoever asked says which file it was. */
export function tooLarge(limit: number): Error {
  return new Error(`it holds more than ${limitText(limit)}`);
}
