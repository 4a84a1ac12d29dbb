/** Where what was signed and what the receiver has part, shown without showing a secret that happens to stand there. */

export interface FirstDifference {
  /** What is compared: the bodies, or all that is signed. */
  readonly of: "body" | "signed text";
  /** Bytes before it are equal. */
  readonly offset: number;
  /** The surroundings in what was signed. */
  readonly contextExpected: string;
  /** The surroundings in what the receiver has. */
  readonly contextFound: string;
}

const BEFORE = 20;
const AFTER = 20;
/** Shorter values stand everywhere by chance. */
const SHORTEST_MASKED = 4;

/**
 * @param of what the two are
 * @param expected what was signed
 * @param found what the receiver has
 * @returns null when they are equal
 */
export function firstDifference(
  of: FirstDifference["of"],
  expected: Buffer,
  found: Buffer,
  secrets: readonly string[],
): FirstDifference | null {
  if (expected.equals(found)) return null;
  const shorter = Math.min(expected.length, found.length);
  let offset = 0;
  while (offset < shorter && expected[offset] === found[offset]) offset += 1;
  const context = (body: Buffer) =>
    masked(body, secrets)
      .subarray(Math.max(0, offset - BEFORE), offset + AFTER)
      .toString("utf8");
  return {
    of,
    offset,
    contextExpected: context(expected),
    contextFound: context(found),
  };
}

/** Same length, so that offsets stay, and before cutting, so that no part of a secret is left. */
function masked(body: Buffer, secrets: readonly string[]): Buffer {
  const copy = Buffer.from(body);
  for (const needle of secrets.flatMap(encodings)) {
    let at = copy.indexOf(needle);
    while (at !== -1) {
      copy.fill("*", at, at + needle.length);
      at = copy.indexOf(needle, at + needle.length);
    }
  }
  return copy;
}

function encodings(secret: string): readonly Buffer[] {
  if (secret.length < SHORTEST_MASKED) return [];
  const bytes = Buffer.from(secret);
  return [
    bytes,
    Buffer.from(secret.trim()),
    Buffer.from(JSON.stringify(secret).slice(1, -1)),
    Buffer.from(encodeURIComponent(secret)),
    Buffer.from(bytes.toString("hex")),
    Buffer.from(bytes.toString("base64")),
  ].filter((needle) => needle.length >= SHORTEST_MASKED);
}
