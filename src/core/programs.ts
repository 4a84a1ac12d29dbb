/** Running a program of the user's: lines in, lines out, everything bounded. */

export interface ProgramOrder {
  /** The program, found by the system's own search path, and its arguments; no shell sees them. */
  readonly words: readonly [string, ...string[]];
  readonly cwd: string;
  /** Written to stdin, which is closed after the last. */
  readonly lines: readonly string[];
  readonly timeoutMs: number;
  /** Of stdout; more ends the program. */
  readonly maxOutputBytes: number;
  /** Hears every new lines once; true once nothing more is wanted: the program may then end by itself, or is ended. */
  readonly isEnough: (lines: readonly string[]) => boolean;
  readonly signal: AbortSignal;
}

export type ProgramEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "killed"; readonly signal: string }
  /** It had not ended in time, and was ended with all its children. */
  | { readonly kind: "timeout" }
  /** It printed more than was allowed, and was ended. */
  | { readonly kind: "flood" }
  /** It had said everything, and was ended because it went on running. */
  | { readonly kind: "dismissed" }
  | { readonly kind: "aborted" }
  | {
      readonly kind: "not-started";
      readonly code: string;
      readonly message: string;
    };

export interface ProgramRun {
  /** Of stdout, line ends taken away. */
  readonly lines: readonly string[];
  /** The last part of stderr. */
  readonly stderr: string;
  readonly end: ProgramEnd;
}

export type RunProgram = (order: ProgramOrder) => Promise<ProgramRun>;

/** A program that runs beside this one until it is stopped. */
export interface RunningProgram {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<ProgramEnd>;
  /** The last part of what it printed, both streams as they came. */
  lastOutput(): string;
  /** Ends it with all its children: asked first, then by force. Safe to call twice. */
  stop(): Promise<void>;
}

/** @param line for the system's shell, as the user would type it */
export type StartProgram = (line: string, cwd: string) => Promise<RunningProgram>;

/**
 * Lets the user change a file in the editor of their choice (`VISUAL`, `EDITOR`), which has
 * the terminal meanwhile.
 */
export type EditFile = (path: string) => Promise<ProgramEnd>;
