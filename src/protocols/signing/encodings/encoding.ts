/** What an encoding of digest bytes is; the encodings themselves are one file each, listed in `../encodings.ts`. */
export interface Encoding {
  /** @internal */
  readonly encode: (bytes: Buffer) => string;
  /** The characters it writes apart from `=`, as between the brackets of a regular expression. */
  readonly alphabet: string;
  /** The same characters, by rising value. */
  readonly characters: string;
  /** Whether `=` fills up the end. */
  readonly isPadded: boolean;
  /**
   * Reads what {@link encode} wrote.
   *
   * @param text in the alphabet, without padding; may be cut off, and then gives the whole bytes before the cut
   * @internal
   */
  readonly decode: (text: string) => Buffer;
}
