/**
 * The two errors a command may end with on purpose. Whatever else is thrown is
 * a defect of this tool. A target's misbehaviour is never thrown: it is a finding.
 */

/** The call or the configuration is wrong; the user can mend it. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** Stable identifier, part of the public interface. */
  readonly code: string;
  /** What to do about it. */
  readonly hint: string | undefined;

  /** @param message what was wrong and where */
  constructor(code: string, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** The target could not be reached, so nothing can be said about it. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  readonly code = "target_unreachable";
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** The user pressed Ctrl-C, or the process was asked to stop. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("interrupted");
  }
}

/** The user wants to change the answer before this one. */
export class WentBack extends Error {
  override readonly name = "WentBack";

  constructor() {
    super("went back");
  }
}

/** What a caught value says: JavaScript lets anything be thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
