/** What a known mistake with a shared secret is. The tables beside this file hold them. */

/** One key that the signer may have used instead of the secret that is given here. */
export interface Mistaken {
  readonly key: Uint8Array;
  /** What the signer used, beginning with "the secret …" or the like. */
  readonly signed: string;
  /** What stands here. */
  readonly here: string;
}

/** One line of a table. `{secret}` in its texts is the secret's name where it is shown. */
export interface SecretMistake {
  /** The cause's id, behind `secret-`. */
  readonly id: string;
  /** The cause's id among those of entries, behind `key_`. */
  readonly entryId: string;
  /** What to do; both sides, where either may be the one to change. */
  readonly remedy: string;
  /** Many and unlikely: not combined with other mistakes. */
  readonly isLast?: true;
  readonly of: (secret: string) => Iterable<Mistaken>;
}

/** Keys that really differ from the secret. An empty one is a case of its own. */
export function mistaken(
  secret: string,
  keys: Iterable<string | Uint8Array | null>,
  signed: string,
  here: string,
): readonly Mistaken[] {
  const own = Buffer.from(secret);
  return [...keys].flatMap((each) => {
    if (each === null) return [];
    const key = typeof each === "string" ? Buffer.from(each) : each;
    return key.length === 0 || own.equals(key) ? [] : [{ key, signed, here }];
  });
}
