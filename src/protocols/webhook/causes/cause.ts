/** What a known cause of a signature mismatch is. The tables beside this file hold them. */

export const FIX_STACKS = ["express", "go", "spring", "php", "python"] as const;
/** One line of code for each stack that receivers are written in. */
export type Fixes = Readonly<Record<(typeof FIX_STACKS)[number], string>>;

export interface CauseText {
  /** One sentence that names the fault. */
  readonly message: string;
  /** What the signature was really made from. */
  readonly senderSigned: string;
  /** What the receiver verified it with. */
  readonly receiverHas: string;
}

export interface Cause extends CauseText {
  readonly id: string;
  readonly fixes: Fixes;
}

/** A guess at what the sender used; recomputing the signature proves or drops it. */
export interface Guess<Value> extends CauseText {
  readonly value: Value;
}

/** One line of a table: guesses made from what the receiver has. */
export interface CauseEntry<Given, Value> {
  readonly id: string;
  readonly fixes: Fixes;
  readonly guesses: (given: Given) => Iterable<Guess<Value>>;
}

/** A value with what is wrong about it; nothing where it is what the receiver has. */
export interface Variant<Value> {
  readonly value: Value;
  readonly causes: readonly Cause[];
}

/** The value itself, then every guess of the table. */
export function variantsOf<Given, Value>(
  asIs: Value,
  table: readonly CauseEntry<Given, Value>[],
  given: Given,
): readonly Variant<Value>[] {
  const guessed = table.flatMap(({ id, fixes, guesses }) =>
    [...guesses(given)].map(({ value, ...text }) => ({
      value,
      causes: [{ id, fixes, ...text }],
    })),
  );
  return [{ value: asIs, causes: [] }, ...guessed];
}
