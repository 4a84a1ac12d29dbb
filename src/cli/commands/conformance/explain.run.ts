/** `explain`: one check in full, or the list of those that match. */
import {
  type CheckExplanation,
  checksMatching,
  type CheckSummary,
  explainCheck,
} from "../../../conformance/explain.js";
import { SUITES } from "../../../conformance/suites/index.js";
import { SANDBOX_FAULTS } from "../../../sandbox/sandbox.js";
import type { CommandRun } from "../../define-command.js";
import { lastUnmet } from "./last-unmet.js";
import { faultLine } from "../../output/resend/check-lines.js";

export const run: CommandRun = async (context, input) => {
  const [named = ""] = input.arguments;
  const asked = named === "last" ? await lastUnmet(context) : named;
  const { json } = context.flags;
  if (asked.includes("*")) {
    const checks = checksMatching(asked, SUITES);
    context.result(
      json ? JSON.stringify({ total: checks.length, checks }, null, 2) : renderList(checks),
    );
  } else {
    const found = explainCheck(asked, SUITES, SANDBOX_FAULTS);
    context.result(
      json ? JSON.stringify(withCommandLines(found), null, 2) : renderExplanation(found),
    );
  }
  return "done";
};

function withCommandLines(found: CheckExplanation) {
  const catches = found.catches.map((fault) => ({
    ...fault,
    command: faultLine(found, fault.id),
  }));
  return { ...found, catches };
}

function renderList(checks: readonly CheckSummary[]): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  return checks
    .map(({ id, level, title }) => `${id.padEnd(width)}  ${level.padEnd(6)}  ${title}`)
    .join("\n");
}

function renderExplanation(found: CheckExplanation): string {
  return [
    `${found.id} (${found.level})`,
    `  ${found.title}`,
    "",
    `Clause    ${found.clause}`,
    ...found.requirements.map((id, at) => (at === 0 ? "Requires" : "").padEnd(10) + id),
    `Why       ${found.why}`,
    `Fix       ${found.fix}`,
    `Scenario  ${scenarioText(found)}`,
    ...found.scenario.siblings.map(({ id, level }) => `          also settles ${id} (${level})`),
    "",
    ...faultLines(found),
  ].join("\n");
}

function scenarioText({ scenario }: CheckExplanation): string {
  const { id, requests, stakeMillis } = scenario;
  const cost = `at most ${requests} ${requests === 1 ? "request" : "requests"}`;
  return stakeMillis === 0
    ? `${id}: ${cost}, no money moves`
    : `${id}: ${cost}, at most ${stakeMillis} millis move`;
}

function faultLines(found: CheckExplanation): string[] {
  const { catches } = found;
  if (catches.length === 0) return ["No fault of the sandbox makes it fail."];
  return [
    "See it fail on the sandbox:",
    ...catches.flatMap(({ id, title, certain }) => [
      `  # ${title === "" ? "a fault" : title}${certain ? "" : " (a race: not every run catches it)"}`,
      `  ${faultLine(found, id)}`,
    ]),
  ];
}
