/** Files that only grow: what a run has done, kept so that a crash at any moment loses none of it. */
import type { TextOut } from "./text-out.js";

export interface AppendFile {
  /** Bytes in the file, those still on their way to the disk included. */
  readonly size: () => number;
  /**
   * Adds to the end; the order of calls is the order in the file.
   *
   * @param write writes one item; called for each of them before this returns
   * @returns the offset at which each begins, and when all of them are on the disk, crash or no crash
   */
  append<Item>(
    items: readonly Item[],
    write: (item: Item, out: TextOut) => void,
  ): {
    readonly offsets: readonly number[];
    readonly durable: Promise<void>;
  };
  /** Waits for what was appended; fewer bytes come back at the end of the file. */
  read(offset: number, bytes: number): Promise<Uint8Array>;
  /** From the beginning, in pieces; each is only good until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Drops everything from this offset on. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

export interface AppendFiles {
  /**
   * Opens a file for this process alone, creating it and its folders.
   *
   * @throws {UserError} `file_in_use` when another process has it open
   */
  open(path: string): Promise<AppendFile>;
  remove(path: string): Promise<void>;
  /** Writes a file anew, piece by piece: afterwards it is whole, or as it was. */
  replace(path: string, pieces: AsyncIterable<string>): Promise<void>;
}
