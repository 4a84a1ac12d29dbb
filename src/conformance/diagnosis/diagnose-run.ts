/** One cause for each suite of a finished run, where there is one to be named. */
import type { CheckResult } from "../../core/report.js";
import type { CheckDefinition } from "../check.js";
import { isInterruption } from "../interrupted.js";
import type { Suite } from "../suite.js";
import { REPLY_IN_TIME } from "../verdict.js";
import { diagnoseControl } from "./control.js";
import { explainFailures, isCrash, type KnownDefect, type Part } from "./likely-faults.js";
import type { RunDiagnosis } from "./run-diagnosis.js";

/** So many checks that could not run for one reason are told as one. */
const LEAST_ALIKE = 2;
/** More defects that fit equally are counted, not named. */
const NAMED_DEFECTS = 3;

/**
 * @param results all of the run
 * @param defects those of the sandbox
 * @returns the most urgent first: a suite that could not be judged before one that was
 */
export function diagnoseRun(
  results: readonly CheckResult[],
  suites: readonly Suite[],
  defects: readonly KnownDefect[],
): readonly RunDiagnosis[] {
  const judged = suites.map((suite) => ({
    suite,
    results: results.filter((result) => result.suite === suite.id),
  }));
  const obstacles = judged.map(({ suite, results: own }) => refusedControl(suite, own));
  return [
    ...obstacles.filter((each) => each !== null),
    ...judged.flatMap(({ suite, results: own }, at) =>
      obstacles[at] === null
        ? (likelyCause(suite, own, defects) ?? sharedObstacle(suite.id, own) ?? [])
        : [],
    ),
  ];
}

function refusedControl(suite: Suite, results: readonly CheckResult[]): RunDiagnosis | null {
  const control = results.find(({ id }) => id === suite.control);
  const refused = control === undefined ? null : diagnoseControl(control);
  if (refused === null) return null;
  const followed = results
    .filter(({ id, status }) => status === "blocked" && id !== suite.control)
    .map(({ id }) => id);
  return {
    ...refused,
    text: `${refused.text}; so ${followed.length} other checks could not be judged`,
    checks: [...refused.checks, ...followed],
  };
}

function likelyCause(
  suite: Suite,
  results: readonly CheckResult[],
  defects: readonly KnownDefect[],
): RunDiagnosis | null {
  const unmet = results.filter(({ status }) => status === "fail" || status === "warn");
  // What was not answered in time says nothing of what would have been answered.
  const failed = unmet.filter(({ expected }) => expected !== REPLY_IN_TIME);
  if (failed.length === 0 && unmet.length > 0) return tooLate(suite, unmet);
  const gravest = [...failed.filter(({ status }) => status === "fail"), ...failed];
  const [first] = gravest;
  if (first === undefined) return null;
  const said = failed.flatMap(({ actual }) => actual ?? []);
  const parts = explainFailures(
    {
      failed: failed.map(({ id }) => id),
      passed: results.filter(({ status }) => status === "pass").map(({ id }) => id),
      said,
    },
    checksOf(suite),
    defects,
  );
  if (parts.length === 0) return isCrash(said) ? crash(suite, failed, first) : null;
  const [whole] = parts;
  const cause =
    parts.length === 1 && whole !== undefined
      ? {
          text: causeWords(whole.defects, failed.length, first),
          explained: whole.checks,
        }
      : causesOf(parts, failed.length);
  if (cause === null) return null;
  const { fix } = gravest.find(({ id }) => cause.explained.includes(id)) ?? first;
  return {
    suite: suite.id,
    text: cause.text,
    certainty: "likely",
    checks: failed.map(({ id }) => id),
    next: { kind: "advice", text: fix },
  };
}

function tooLate(suite: Suite, unmet: readonly CheckResult[]): RunDiagnosis {
  const [first] = unmet;
  return {
    suite: suite.id,
    text: `the target did not answer in time, ${unmet.length === 1 ? "once" : `in ${unmet.length} checks`}: ${first?.message ?? ""}`,
    certainty: "proved",
    checks: unmet.map(({ id }) => id),
    next: {
      kind: "advice",
      text: "Run again with --concurrency 1 --rate 2: if that is well, it is the load; if not, its own log says where it waits.",
    },
  };
}

/** No defect that is known, and plain to see: it does not refuse, it breaks. */
function crash(suite: Suite, failed: readonly CheckResult[], first: CheckResult): RunDiagnosis {
  return {
    suite: suite.id,
    text: `the target fails (5xx) where it should refuse with a 4xx: ${first.actual ?? first.message}`,
    certainty: "proved",
    checks: failed.map(({ id }) => id),
    next: {
      kind: "advice",
      text: `Its own log says what broke. ${first.fix}`,
    },
  };
}

function causeWords(defects: readonly KnownDefect[], failed: number, first: CheckResult): string {
  const named = defects.slice(0, NAMED_DEFECTS).map(({ title }) => title);
  const seen = `“${first.title}” is not met: ${first.message}`;
  // The known defects are examples of what a check finds: that one fails points to none of them.
  if (failed === 1)
    return defects.length > NAMED_DEFECTS ? seen : `${seen}; as it is where ${named.join(", or ")}`;
  const left = defects.length - named.length;
  const what = `these ${failed} failures`;
  if (defects.length === 1) return `${named.join("")}: that alone explains ${what}`;
  const more = left === 0 ? "" : `; or one of ${left} more`;
  return `${named.join("; or ")}${more}: each alone explains ${what}`;
}

/** Where more than two defects explain a part equally, none of them is named for it. */
function causesOf(
  parts: readonly Part[],
  failed: number,
): { readonly text: string; readonly explained: readonly string[] } | null {
  const sure = parts.filter(({ defects }) => defects.length <= 2);
  if (sure.length === 0) return null;
  const named = sure
    .map(({ defects }) => defects.map(({ title }) => title).join(", or "))
    .join("; and ");
  const explained = sure.flatMap(({ checks }) => checks);
  const rest = parts.filter((part) => !sure.includes(part)).flatMap(({ checks }) => checks);
  if (rest.length === 0)
    return { text: `${named}: together they explain these ${failed} failures`, explained };
  const some = `${sure.length === 1 ? "that explains" : "they explain"} ${failed - rest.length} of these ${failed} failures`;
  const [one, ...others] = rest;
  const left = others.length === 0 ? `${one} has` : `the other ${rest.length} have`;
  return { text: `${named}: ${some}; ${left} another cause`, explained };
}

/** Checks that were blocked for the same reason. */
function sharedObstacle(suite: string, results: readonly CheckResult[]): RunDiagnosis | null {
  const byReason = new Map<string, string[]>();
  for (const { id, status, message } of results)
    if (status === "blocked" && !isInterruption(message))
      byReason.set(message, [...(byReason.get(message) ?? []), id]);
  const [most] = [...byReason].sort(([, one], [, other]) => other.length - one.length);
  if (most === undefined || most[1].length < LEAST_ALIKE) return null;
  const [reason, checks] = most;
  return {
    suite,
    text: reason,
    certainty: "proved",
    checks,
    next: { kind: "advice", text: `Mend this first: ${checks.length} checks could not run.` },
  };
}

function checksOf({ scenarios }: Suite): readonly CheckDefinition[] {
  return scenarios.flatMap(({ checks }) => checks);
}
