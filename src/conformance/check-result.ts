/** What a report says of a check: how it was settled, in its status and its words. */
import type { Exchange } from "../core/http-exchange.js";
import type { CheckResult, Level, Status } from "../core/report.js";
import type { CheckDefinition } from "./check.js";
import type { Finding } from "./finding.js";
import type { CheckVerdict } from "./verdict.js";
import type { BoundScenario } from "./suite.js";

/** How a check ended: settled, or by a failure of this tool. */
export type Conclusion =
  | CheckVerdict
  | {
      readonly status: "error";
      readonly error: unknown;
      /** What its scenario could not take back, in words. */
      readonly left?: string;
    };

export function toResult(
  check: CheckDefinition,
  scenario: BoundScenario,
  verdict: Conclusion,
  durationMs: number,
): CheckResult {
  const { id, title, level, clause, why, fix } = check;
  const { status, message, details, evidence } = outcomeOf(verdict, level);
  return {
    id,
    suite: scenario.suite,
    scenario: scenario.id,
    title,
    level,
    clause,
    why,
    fix,
    status,
    durationMs,
    message,
    ...details,
    evidence,
  };
}

/**
 * A conclusion beside what its scenario could not take back: a pass is none, and all others say it too.
 *
 * @param left in words
 */
export function besideLeft(conclusion: Conclusion, left: readonly string[]): Conclusion {
  if (left.length === 0) return conclusion;
  const words = left.join("; ");
  switch (conclusion.status) {
    case "pass":
      return { status: "blocked", reason: words, exchanges: conclusion.exchanges };
    case "blocked":
    case "na":
      return { ...conclusion, reason: `${conclusion.reason}; ${words}` };
    case "error":
      return { ...conclusion, left: words };
    case "unmet": {
      const { finding } = conclusion;
      return { ...conclusion, finding: { ...finding, message: `${messageOf(finding)}; ${words}` } };
    }
  }
}

interface Outcome {
  readonly status: Status;
  readonly message: string;
  readonly details: Pick<CheckResult, "expected" | "actual" | "hint">;
  readonly evidence: readonly Exchange[];
}

function outcomeOf(verdict: Conclusion, level: Level): Outcome {
  switch (verdict.status) {
    case "pass":
      return {
        status: "pass",
        message: "",
        details: {},
        evidence: verdict.exchanges,
      };
    case "blocked":
    case "na":
      return {
        status: verdict.status,
        message: verdict.reason,
        details: {},
        evidence: verdict.exchanges,
      };
    case "unmet":
      return unmet(verdict.finding, verdict.exchanges, level);
    case "error":
      return {
        status: "error",
        message: verdict.left === undefined ? TOOL_FAILED : `${TOOL_FAILED}; ${verdict.left}`,
        details: { actual: stackOf(verdict.error) },
        evidence: [],
      };
  }
}

const TOOL_FAILED = "this tool failed while judging; nothing is said about the target";

const UNMET_STATUS = { MUST: "fail", SHOULD: "warn", MAY: "na" } as const;

function unmet(finding: Finding, evidence: readonly Exchange[], level: Level): Outcome {
  const { expected, actual, hint } = finding;
  return {
    status: UNMET_STATUS[level],
    message: messageOf(finding),
    details: { expected, actual, ...(hint === undefined ? {} : { hint }) },
    evidence,
  };
}

function messageOf({ message, expected, actual }: Finding): string {
  return message ?? `expected ${expected}; got ${actual}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
