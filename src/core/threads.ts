/** Work that is sent to a thread of its own, for more than one processor. */

export interface ThreadOrder {
  /** Plain data: it is copied. */
  readonly data: object;
  readonly onProgress: (progress: unknown) => void;
  /** Asks the thread to come to its end; what it has by then is its result. */
  readonly signal: AbortSignal;
}

/**
 * @returns what the work came to, copied; null where this program has no threads to start
 * @internal
 */
export type RunThread = (order: ThreadOrder) => Promise<unknown>;

/**
 * Runs one command line in a thread of its own, where memory has bounds, with the terminal of this process.
 *
 * @param argv the words after the program's name
 * @returns its exit code; null where this program has no threads to start
 * @throws {UserError} `out_of_memory`
 * @internal
 */
export type RunInThread = (argv: readonly string[]) => Promise<number | null>;
