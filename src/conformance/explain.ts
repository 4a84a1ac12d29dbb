/** Everything that is known of a check without running it. */
import { UserError } from "../core/errors.js";
import { nearestWords } from "../core/near-words.js";
import type { CheckDefinition } from "./check.js";
import { matchesGlob } from "./plan.js";
import { requirementsOf } from "./requirements/coverage.js";
import type { BoundScenario, Suite } from "./suite.js";

/** A defect that the sandbox can have. */
export interface KnownFault {
  readonly id: string;
  readonly title: string;
}

interface CaughtFault extends KnownFault {
  /** A race may slip through by luck of timing. */
  readonly certain: boolean;
}

export interface CheckExplanation {
  readonly id: string;
  readonly suite: string;
  readonly title: string;
  readonly level: CheckDefinition["level"];
  readonly clause: string;
  /** Ids of the requirements that it judges. */
  readonly requirements: readonly string[];
  readonly why: string;
  readonly fix: string;
  readonly scenario: {
    readonly id: string;
    readonly requests: number;
    readonly stakeMillis: number;
    /** Checks that the same steps judge. */
    readonly siblings: readonly CheckSummary[];
  };
  readonly catches: readonly CaughtFault[];
}

export interface CheckSummary {
  readonly id: string;
  readonly suite: string;
  readonly level: CheckDefinition["level"];
  readonly title: string;
}

interface Found {
  readonly check: CheckDefinition;
  readonly scenario: BoundScenario;
}

/**
 * @param typed an id, or the beginning of just one
 * @throws {UserError} `unknown_check`, suggesting near ones
 */
export function explainCheck(
  typed: string,
  suites: readonly Suite[],
  faults: readonly KnownFault[],
): CheckExplanation {
  const all = allChecks(suites);
  const found = all.find(({ check }) => check.id === typed) ?? onlyOneFrom(typed, all);
  if (found === null) throw unknownCheck(typed, suites, all);
  const { check, scenario } = found;
  const { id } = check;
  return {
    id,
    suite: scenario.suite,
    title: check.title,
    level: check.level,
    clause: check.clause,
    requirements: requirementsOf(id),
    why: check.why,
    fix: check.fix,
    scenario: {
      id: scenario.id,
      requests: scenario.requests,
      stakeMillis: scenario.stakeMillis,
      siblings: scenario.checks
        .filter((each) => each.id !== id)
        .map((each) => summaryOf({ check: each, scenario })),
    },
    catches: caughtFaults(check, faults),
  };
}

/** @throws {UserError} `unknown_check` when none matches */
export function checksMatching(glob: string, suites: readonly Suite[]): readonly CheckSummary[] {
  const all = allChecks(suites);
  const matching = all.filter(({ check }) => matchesGlob(glob, check.id));
  if (matching.length === 0) throw unknownCheck(glob, suites, all);
  return matching.map(summaryOf);
}

function allChecks(suites: readonly Suite[]): readonly Found[] {
  return suites.flatMap(({ scenarios }) =>
    scenarios.flatMap((scenario) => scenario.checks.map((check) => ({ check, scenario }))),
  );
}

function summaryOf({ check, scenario }: Found): CheckSummary {
  const { id, level, title } = check;
  return { id, suite: scenario.suite, level, title };
}

function caughtFaults(
  check: CheckDefinition,
  faults: readonly KnownFault[],
): readonly CaughtFault[] {
  const certain = new Set(check.kills);
  return [...new Set([...check.kills, ...(check.mayCatch ?? [])])].map((id) => ({
    id,
    title: faults.find((fault) => fault.id === id)?.title ?? "",
    certain: certain.has(id),
  }));
}

function onlyOneFrom(typed: string, all: readonly Found[]): Found | null {
  const [first = null, ...others] = all.filter(({ check }) => check.id.startsWith(typed));
  return others.length === 0 ? first : null;
}

function unknownCheck(typed: string, suites: readonly Suite[], all: readonly Found[]): UserError {
  const suite = suites.find(({ id }) => id === typed);
  if (suite !== undefined) {
    return new UserError(
      "unknown_check",
      `"${typed}" is a suite, not a check`,
      `List its checks: playcamp-gw explain '${typed}.*'.`,
    );
  }
  const near = nearestWords(
    typed,
    all.map(({ check }) => check.id),
  );
  return new UserError(
    "unknown_check",
    `no check ${typed.includes("*") ? "matches" : "has the id"} "${typed}"`,
    near.length === 0
      ? "List them all: playcamp-gw explain '*'."
      : `Did you mean ${near.map((id) => `"${id}"`).join(" or ")}?`,
  );
}
