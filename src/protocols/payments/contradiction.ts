/** How what cannot be meant is told. */
import { UserError } from "../../core/errors.js";

/** @throws {UserError} `payments_contradiction` always */
export function contradiction(message: string, hint: string): never {
  throw new UserError("payments_contradiction", message, hint);
}
