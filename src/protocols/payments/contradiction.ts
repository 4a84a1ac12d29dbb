/** How what cannot be meant is told: with the keys of the profile that do not go together. */
import { UserError } from "../../core/errors.js";
import type { PaymentSource } from "./mapping.js";

export type Check = readonly [at: string, run: () => unknown];

/** As the profile has it: a parameter may be a reference to a secret. */
export type CheckedSource = Omit<PaymentSource, "params" | "jws"> & {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly jws?: { readonly path?: string | readonly string[] };
};

export interface SectionProblem {
  /** Inside the section, such as `map.amount.unit`. */
  readonly at: string;
  readonly message: string;
  readonly hint: string | undefined;
}

export function problemsOf(checks: readonly Check[]): readonly SectionProblem[] {
  return checks.flatMap(problemOf);
}

function problemOf([at, run]: Check): readonly SectionProblem[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ at, message: error.message, hint: error.hint }];
  }
}

/** @throws {UserError} `payments_contradiction` always */
export function contradiction(message: string, hint: string): never {
  throw new UserError("payments_contradiction", message, hint);
}
