/** This process, at work on records by the million. */
export interface BulkProcess {
  /**
   * Keeps a long run's memory flat.
   *
   * @param work what the run is at
   * @returns to be called every now and then
   */
  createMemoryKeeper(work: "syncing" | "writing"): () => void;
  /** Resolves when everything that waits for this thread now has had its turn. */
  nextTurn(): Promise<void>;
}
