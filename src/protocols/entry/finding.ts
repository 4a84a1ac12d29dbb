/** What a diagnosis consists of. */

export type EntryPart =
  "url" | "usn" | "campaign" | "timestamp" | "param" | "signature" | "key" | "token";

export interface EntryFinding {
  readonly part: EntryPart;
  /** Stable identifier, part of the public interface. */
  readonly cause: string;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  /** What to do about it. */
  readonly fix: string;
  /** Shown by recomputation or plain comparison; otherwise only what is left over. */
  readonly proved: boolean;
}

export interface EntryDiagnosis {
  readonly accepted: boolean;
  /** Empty when accepted. */
  readonly findings: readonly EntryFinding[];
}

/** A finding that recomputation or comparison has shown. */
export function proved(
  part: EntryPart,
  cause: string,
  message: string,
  fix: string,
  compared: { readonly expected?: string; readonly found?: string } = {},
): EntryFinding {
  return { part, cause, message, ...compared, fix, proved: true };
}
