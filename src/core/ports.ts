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
  /**
   * @param limit bytes, at most; left out, `READ_LIMITS.whole`
   * @returns null when there is no such file
   */
  readBytes(path: string, limit?: number): Promise<Uint8Array | null>;
  /** Replaces the whole file or leaves it as it was; creates parent folders. */
  writeWhole(path: string, content: string | Uint8Array): Promise<void>;
  /** The same for what only this user may read. */
  writePrivate(path: string, content: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** A file of any length, piece by piece. */
  readChunks(path: string): AsyncIterable<Uint8Array>;
  /** What is in a folder, by name; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /**
   * Writes a whole file where there is none; creates parent folders.
   *
   * @returns false when there is one already, which stays as it is
   */
  writeNew(path: string, content: string | Uint8Array): Promise<boolean>;
}

/** Where the key of the secret store may also be given. */
export const STORE_KEY_VARIABLE = "PLAYCAMP_GW_STORE_KEY";

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
  /** The names of all, sorted. */
  names(): Promise<readonly string[]>;
  /** @returns false when nothing was stored under this name */
  delete(name: string): Promise<boolean>;
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
  /** Throws `Interrupted` when the process is asked to stop before stdin ends. */
  readStdin(): Promise<Uint8Array>;
  /**
   * stdin piece by piece, for input of any length, as far as it came when the process is asked to stop.
   *
   * @param until ends it too
   */
  stdinChunks(until?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Resolves when whoever reads stdout has caught up. */
  outDrained(): Promise<void>;
}

/**
 * Asks the user, at a terminal. Whoever breaks off (Ctrl-C, Ctrl-D, a request
 * to stop) makes the open question throw `Interrupted`.
 */
export interface Prompter {
  text(question: TextQuestion): Promise<string>;
  /** What is typed is shown as asterisks, and nowhere else. */
  secret(question: Question): Promise<string>;
  confirm(message: string, byDefault: boolean): Promise<boolean>;
  choose<Value>(question: ChoiceQuestion<Value>): Promise<Value>;
  /** @returns the ticked ones, in the order in which they were offered; at least one */
  chooseSome<Value>(question: ChoiceQuestion<Value>): Promise<readonly Value[]>;
}

export interface Question {
  readonly message: string;
  /** What is wrong with an answer, which is then asked for again; null accepts it. */
  readonly problem?: (answer: string) => string | null;
}

export interface TextQuestion extends Question {
  /** What an empty line means. */
  readonly byDefault?: string;
  /** Lines shown below the answer, anew with every key. */
  readonly preview?: (draft: string) => string;
}

export interface ChoiceQuestion<Value> {
  readonly message: string;
  readonly choices: readonly Choice<Value>[];
  /** Where the cursor stands, or what is ticked, at first. */
  readonly isDefault?: (value: Value) => boolean;
}

export interface Choice<Value> {
  readonly value: Value;
  readonly name: string;
  /** One line, shown while the cursor is on it. */
  readonly about?: string;
}

/** @param canGoBack Esc makes the open question throw `WentBack` */
export type OpenPrompter = (options: { readonly canGoBack: boolean }) => Promise<Prompter>;

/** What this user has set up once for all runs. */
export interface UserSettings {
  /**
   * @returns a name or an absolute path; null when none was chosen
   * @throws {UserError} `settings_invalid`
   */
  chosenProfile(): Promise<string | null>;
  /** @throws {UserError} `settings_invalid`, `settings_unwritable` */
  chooseProfile(choice: string | null): Promise<void>;
}
