/** `conformance --coverage`: every requirement, and which checks judge it or why none can. */
import {
  coverage,
  type CoveredRequirement,
  REQUIREMENT_DOCUMENTS,
} from "../../../conformance/requirements/coverage.js";
import { REQUIREMENT_SET } from "../../../conformance/requirements/requirement.js";
import { SUITES } from "../../../conformance/suites/index.js";
import { counted } from "../../../reports/outcome.js";
import type { CommandContext } from "../../command.js";

export function renderCoverage({ flags }: Pick<CommandContext, "flags">): string {
  const checkIds = SUITES.flatMap(({ scenarios }) =>
    scenarios.flatMap(({ checks }) => checks.map(({ id }) => id)),
  );
  const requirements = coverage(checkIds);
  if (flags.json)
    return JSON.stringify(
      { requirementSet: REQUIREMENT_SET, total: requirements.length, requirements },
      null,
      2,
    );
  return [
    `requirement set ${REQUIREMENT_SET}: ${judgedOf(requirements)}`,
    ...REQUIREMENT_DOCUMENTS.map(({ title }) =>
      renderDocument(
        title,
        requirements.filter(({ document }) => document === title),
      ),
    ),
  ].join("\n\n");
}

function judgedOf(requirements: readonly CoveredRequirement[]): string {
  const judged = requirements.filter(({ checks }) => checks.length > 0);
  return `${counted(requirements.length, "requirement")}, ${judged.length} judged by checks`;
}

function renderDocument(title: string, requirements: readonly CoveredRequirement[]): string {
  return [`${title}: ${judgedOf(requirements)}`, ...requirements.map(renderRequirement)].join("\n");
}

function renderRequirement(requirement: CoveredRequirement): string {
  const { id, level, binds, text, checks, judgedBy, unjudged } = requirement;
  return [
    `  ${id}  ${level}, ${binds}`,
    `    ${text}`,
    unjudged === null
      ? `    ${counted(checks.length, "check")}: ${judgedBy.join(" ")}`
      : `    not judged: ${unjudged}`,
  ].join("\n");
}
