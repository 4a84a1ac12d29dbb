/** A diagnosis as the suites leave it: what to do next is data here, and the command line words it. */
import type { Diagnosis } from "../../core/report.js";

/** What the user has to look at. */
export type NextStep =
  /** The URL that the profile has for the suite. */
  | { readonly kind: "url"; readonly suggested: string | null }
  /** The secret that the profile has for the suite, or the bytes that the target verifies. */
  | { readonly kind: "credential" }
  /** What the request holds: real users and campaigns of the target. */
  | { readonly kind: "content" }
  /** The target's own log at a moment (ISO 8601). */
  | { readonly kind: "log"; readonly at: string }
  /** Said in words. */
  | { readonly kind: "advice"; readonly text: string };

export interface RunDiagnosis extends Omit<Diagnosis, "next"> {
  readonly suite: string;
  readonly next: NextStep;
}
