/** What a command's thread and the process around it tell each other. All of it is copied. */

/** Told to the thread: come to your end. */
export const STOP = "stop";

/** What a thread knows from the start. */
export interface ThreadStart {
  readonly columns: number;
}

/** A thread has no terminal of its own. */
export interface Question {
  readonly id: number;
  /** `drained`: tell when whoever reads stdout has caught up. */
  readonly asks: "drained" | "secret";
  /** What a person reads. */
  readonly message: string;
}

export type ToldByThread =
  { readonly to: "out" | "err"; readonly text: string } | { readonly code: number } | Question;

export interface Answer {
  readonly id: number;
  /** A secret as it was typed. */
  readonly value?: string;
  readonly error?: ToldError;
}

export type ToldError =
  | { readonly kind: "interrupted" }
  | {
      readonly kind: "user";
      readonly code: string;
      readonly message: string;
      readonly hint: string | undefined;
    }
  | { readonly kind: "defect"; readonly cause: unknown };
