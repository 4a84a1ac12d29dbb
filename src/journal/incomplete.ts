/** Captures that do not hold the whole request: never sent, and never judged, as if they did. */
import { UserError } from "../core/errors.js";

export function incompleteCapture(why: string): UserError {
  return new UserError(
    "capture_incomplete",
    `this capture does not hold the whole request: ${why}`,
    "Capture it again with its whole body; what is missing cannot be made up.",
  );
}
