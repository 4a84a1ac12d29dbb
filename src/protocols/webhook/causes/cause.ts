/** What a known cause of a signature mismatch is. The tables beside this file hold them. */

export const FIX_STACKS = ["express", "go", "spring", "php", "python"] as const;
/** Further stacks, for causes whose remedy differs there. */
export const MORE_STACKS = ["nestjs", "fastify", "nextjs", "laravel", "aspnet", "rails"] as const;
/** One line of code for each stack that receivers are written in. */
export type Fixes = Readonly<Record<(typeof FIX_STACKS)[number], string>> &
  Readonly<Partial<Record<(typeof MORE_STACKS)[number], string>>>;

export interface CauseText {
  /** One sentence that names the fault. */
  readonly message: string;
  /** What the signature was really made from. */
  readonly senderSigned: string;
  /** What the receiver verified it with. */
  readonly receiverHas: string;
}

/** What to do about a cause: a sentence, lines of code, or both. */
export interface Remedy {
  /** Both sides, where either may be the one to change. */
  readonly remedy?: string;
  /** Left out where no framework's code has to do with it. */
  readonly fixes?: Fixes;
}

export interface Cause extends CauseText, Remedy {
  readonly id: string;
}

/** A guess at what the sender used; recomputing the signature proves or drops it. */
export interface Guess<Value> extends CauseText {
  readonly value: Value;
}

/** One line of a table: guesses made from what the receiver has. */
export interface CauseEntry<Given, Value> extends Remedy {
  readonly id: string;
  readonly guesses: (given: Given) => Iterable<Guess<Value>>;
}

/** A value with what is wrong about it; nothing where it is what the receiver has. */
export interface Variant<Value> {
  readonly value: Value;
  readonly causes: readonly Cause[];
  /** As how many mistakes the causes count; one each where it is not said. */
  readonly weight?: number;
}

export function weightOf({ causes, weight }: Variant<unknown>): number {
  return weight ?? causes.length;
}

/**
 * The value itself, then every guess of the table, made when it is asked for.
 *
 * @param perEntry how many guesses of one line
 */
export function* variantsOf<Given, Value>(
  asIs: Value,
  table: readonly CauseEntry<Given, Value>[],
  given: Given,
  perEntry = Infinity,
): Generator<Variant<Value>> {
  yield { value: asIs, causes: [] };
  for (const { guesses, ...entry } of table) {
    let count = 0;
    for (const { value, ...text } of guesses(given)) {
      if (count >= perEntry) break;
      count += 1;
      yield { value, causes: [{ ...entry, ...text }] };
    }
  }
}
