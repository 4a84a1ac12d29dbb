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
