/** How findings about an entry or a poll are shown: what is wrong, what was expected and found, what mends it. */
import type { EntryFinding } from "../../protocols/entry/finding.js";
import type { PollDiagnosis } from "../../protocols/payments/diagnose-poll.js";
import { exactLine } from "../../reports/printable.js";

export function describeFinding(finding: EntryFinding): string {
  const { part, message, expected, found, fix, proved } = finding;
  return [
    `${part}: ${message}${proved ? " (proved)" : ""}`,
    ...(expected === undefined ? [] : [`  expected: ${expected}`]),
    ...(found === undefined ? [] : [`  found:    ${found}`]),
    `  fix:      ${fix}`,
  ]
    .map(exactLine)
    .join("\n");
}

export function describePollFindings({ valid, findings }: PollDiagnosis): string {
  if (valid === null)
    return "not verified: nothing in this poll is signed with a key of the profile (payments.source.auth)";
  return valid ? "valid" : ["not valid", ...findings.map(describeFinding)].join("\n\n");
}
