/** How what cannot be meant is told. */
import { UserError } from "../../core/errors.js";
import type { PaymentSource } from "./mapping.js";

export type Check = readonly [at: string, run: () => unknown];

/** As the profile has it: a parameter may be a reference to a secret. */
export type CheckedSource = Omit<PaymentSource, "params" | "jws"> & {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly jws?: { readonly path?: string | readonly string[] };
};

/** @throws {UserError} `payments_contradiction` always */
export function contradiction(message: string, hint: string): never {
  throw new UserError("payments_contradiction", message, hint);
}
