/** How to run a check again, and to send again what it sent: put into a report before it is shown. */
import { isSentByTarget } from "../../../conformance/sent-by-target.js";
import type { FreshMessage } from "../../../conformance/fresh-message.js";
import type { Exchange } from "../../../core/http-exchange.js";
import type { Redactor } from "../../../core/redaction.js";
import { profileRedactor } from "../../../profile/redaction.js";
import type { CheckResult, ConformanceReport, Diagnosis } from "../../../core/report.js";
import { shellLine } from "../../../core/shell.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { ConformanceRun } from "../../../tasks/conformance/run-conformance.js";
import { curlLine } from "./curl-line.js";
import { freshLine } from "./fresh-line.js";
import { giveBackLine } from "./give-back-line.js";
import { nextStepWords } from "./next-step.js";
import { replayLine } from "./replay-line.js";
import { type ResendTarget, targetWords } from "./target-words.js";

/** What did not pass can be run and sent again, on the same target. */
export function withResendLines(
  { report, fresh, moneyOut, diagnoses }: ConformanceRun,
  profile: ResolvedProfile,
  target: ResendTarget,
): ConformanceReport {
  const order: ResendOrder = {
    seed: report.seed,
    fresh,
    target,
    envNames: profile.secrets.envNames(),
    // A player's token may stand in --set.
    redactor: profileRedactor(profile, "own"),
  };
  const [diagnosis, ...furtherDiagnoses] = diagnoses.map((each): Diagnosis => {
    const { text, certainty, checks } = each;
    const next = order.redactor.text(nextStepWords(each, report, target));
    return { text: order.redactor.quotation(text), certainty, checks, next };
  });
  return {
    ...report,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...(furtherDiagnoses.length === 0 ? {} : { furtherDiagnoses }),
    moneyOut: moneyOut.map((out) => ({
      ...out,
      giveBack: order.redactor.text(giveBackLine(out.giveBack, targetWords(target))),
    })),
    checks: report.checks.map((result) => withLines(result, order)),
  };
}

/** Shows a check catching a fault of the sandbox. */
export function faultLine({ id, suite }: Pick<CheckResult, "id" | "suite">, fault: string): string {
  return shellLine([...suiteWords(suite), "--sandbox", "--fault", fault, "--only", id]);
}

function suiteWords(suite: string): readonly string[] {
  return ["playcamp-gw", "conformance", suite];
}

interface ResendOrder {
  readonly seed: number;
  readonly fresh: ReadonlyMap<Exchange, FreshMessage>;
  readonly target: ResendTarget;
  readonly envNames: ReadonlyMap<string, string>;
  readonly redactor: Redactor;
}

function withLines(result: CheckResult, order: ResendOrder): CheckResult {
  const { status, evidence } = result;
  if (status === "pass" || status === "na") return result;
  const { target, redactor } = order;
  const replay = replayLine(evidence, target);
  const curl = isSentByTarget(result.suite) ? [] : curlLines(evidence, order);
  return {
    ...result,
    // What is stale has passed: there is nothing to look into.
    ...(status === "stale" ? {} : { reproduce: redactor.text(reproduceLine(result, order)) }),
    ...(replay === null ? {} : { replay: redactor.text(replay) }),
    ...(curl.length === 0 ? {} : { curl }),
  };
}

function reproduceLine({ id, suite }: CheckResult, { seed, target }: ResendOrder): string {
  const which = ["--only", id, "--seed", String(seed)];
  return shellLine([...suiteWords(suite), ...which, ...targetWords(target)]);
}

/** By hand: as recorded, and signed anew where that is the same request. */
function curlLines(
  evidence: readonly Exchange[],
  { fresh, target, envNames, redactor }: ResendOrder,
): readonly string[] {
  const lines = evidence.flatMap((exchange) => {
    const message = fresh.get(exchange);
    const again = message === undefined ? null : freshLine(message, target);
    return [curlLine(exchange, envNames), again === null ? null : redactor.text(again)];
  });
  // The eight of a race are one line.
  return [...new Set(lines)].filter((line) => line !== null);
}
