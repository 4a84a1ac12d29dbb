import { expect, it } from "vitest";
import type { Status } from "../../src/core/report.js";
import { verdictLine } from "../../src/reports/outcome.js";
import { checkOf, reportOf } from "./sample-report.js";

const checksOf = (...statuses: Status[]) =>
  statuses.map((status, index) => checkOf({ id: `wallet.a.${index}`, status }));

it.each([
  [["pass"], {}, "CONFORMANT: every requirement that was checked is met (1 check: 1 pass; 12.3 s)"],
  [
    ["pass", "known"],
    {},
    "CONFORMANT: nothing failed that the baseline does not know (2 checks: 1 known, 1 pass; 12.3 s)",
  ],
  [
    ["pass", "warn"],
    { strict: true },
    "NONCONFORMANT: 1 recommendation not met (strict) (2 checks: 1 warn, 1 pass; 12.3 s)",
  ],
  [
    ["fail", "fail", "stale"],
    {},
    "NONCONFORMANT: 2 requirements not met, 1 check in the baseline, yet passed (3 checks: 2 fail, 1 stale; 12.3 s)",
  ],
  [
    ["pass", "blocked"],
    {},
    "INCOMPLETE: 1 check could not run (2 checks: 1 blocked, 1 pass; 12.3 s)",
  ],
  [
    ["pass"],
    { interrupted: true },
    "INCOMPLETE: the run was interrupted (1 check: 1 pass; 12.3 s)",
  ],
  [["na"], {}, "INCOMPLETE: nothing was executed (1 check: 1 na; 12.3 s)"],
  [[], {}, "INCOMPLETE: nothing was executed (0 checks; 12.3 s)"],
  [
    ["error", "fail"],
    {},
    "INCOMPLETE: 1 check ended in a fault of this tool (2 checks: 1 error, 1 fail; 12.3 s)",
  ],
] as const)("%j %j", (statuses, options, line) => {
  expect(verdictLine(reportOf(checksOf(...statuses), options))).toBe(line);
});
