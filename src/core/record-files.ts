/** An append-only set of files of records, as the journal needs it; which bytes a record has is the journal's business. */

export interface RecordFile {
  /** Of its records, UTC: `2026-01-31`. */
  readonly day: string;
  /** No record in it is younger; milliseconds since the epoch. */
  readonly writtenMs: number;
  /** @returns null when the file has gone meanwhile */
  read(): Promise<Uint8Array | null>;
}

export interface RecordFiles {
  /**
   * Adds one record, or several of one day one after another; they are with the
   * operating system when this returns. A record never touches another, whoever
   * else writes and whenever one dies.
   *
   * @throws {Error} when the folder cannot be written
   */
  append(record: Uint8Array, nowMs: number): void;
  /** Oldest first. */
  list(): Promise<readonly RecordFile[]>;
}
