/** Suites that judge what a target sends, not what it answers: their evidence is not ours to send again. */
const JUDGES_CALLS: ReadonlySet<string> = new Set(["client"]);

export function isSentByTarget(suite: string): boolean {
  return JUDGES_CALLS.has(suite);
}
