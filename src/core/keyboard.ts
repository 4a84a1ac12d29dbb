/** Single keys at a terminal, for commands that go on while somebody chooses. */

/** `up`, `down`, `enter`, or the character that was typed. */
export type Key = string;

/** Open, it has the terminal for itself. Ctrl-C and Ctrl-Z do what they always do. */
export interface Keyboard {
  /** @returns null once the signal aborts or the terminal is gone */
  next(signal: AbortSignal): Promise<Key | null>;
  /** Leaves the terminal to another program, or to a question, for the time of `use`. */
  lend<Result>(use: () => Promise<Result>): Promise<Result>;
  /** Asks the terminal to put a text on the clipboard (OSC 52); not every terminal does. */
  copy(text: string): void;
  close(): void;
}

export type OpenKeyboard = () => Promise<Keyboard>;
