/** Why a check of a run that was stopped has no verdict: that is no obstacle of the target's. */
export const INTERRUPTED = {
  before: "not run: interrupted",
  midway: "interrupted before it was judged",
} as const;

export function isInterruption(reason: string): boolean {
  return /(?:^interrupted before|: interrupted$)/.test(reason);
}
