/**
 * The world as the rest of the code sees it. Adapters implement these;
 * tests pass plain objects.
 */

export interface Clock {
  /** Wall-clock time in milliseconds since the epoch. */
  nowMs(): number;
  /** Never goes backwards; only differences mean anything. */
  monotonicMs(): number;
  /** Resolves after `ms`, or early (without throwing) when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** Cryptographically strong bytes. */
  bytes(count: number): Uint8Array;
}

export interface Files {
  /** @returns null when there is no such file */
  readBytes(path: string): Promise<Uint8Array | null>;
  /** Replaces the whole file or leaves it as it was; creates parent folders. */
  writeWhole(path: string, content: string | Uint8Array): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** A file of any length, piece by piece; where it is missing, `readBytes` has to do. */
  readChunks?(path: string): AsyncIterable<Uint8Array>;
}

/** Secrets that the user has stored on this machine, encrypted. */
export interface SecretStore {
  /**
   * @returns null when nothing is stored under this name
   * @throws {UserError} `store_*` when the store cannot be read; it is never taken for an empty one
   */
  get(name: string): Promise<string | null>;
  /**
   * Stores or replaces one secret; the others stay as they are.
   *
   * @throws {UserError} `store_*`; what was stored before is still there then
   */
  set(name: string, value: string): Promise<void>;
}

export interface Terminal {
  /** The result alone goes to stdout. */
  out(text: string): void;
  /** Everything said about the result goes to stderr. */
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly inIsTerminal: boolean;
  readonly columns: number;
  readStdin(): Promise<Uint8Array>;
  /** stdin piece by piece, for input of any length; where it is missing, `readStdin` has to do. */
  stdinChunks?(): AsyncIterable<Uint8Array>;
  /** Resolves when whoever reads stdout has caught up. */
  outDrained?(): Promise<void>;
}
