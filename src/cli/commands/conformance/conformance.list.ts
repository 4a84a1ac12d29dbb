/** `conformance --list`: what would run. */
import type { Plan } from "../../../conformance/plan.js";
import type { Cost } from "../../../conformance/suite.js";
import type { CommandContext } from "../../command.js";

export function renderCheckList(
  plan: Plan,
  cost: Cost,
  { flags }: Pick<CommandContext, "flags">,
): string {
  const checks = plan.scenarios.flatMap(({ scenario, checks }) =>
    checks.map(({ id, level, title }) => ({
      id,
      suite: scenario.suite,
      scenario: scenario.id,
      level,
      title,
    })),
  );
  if (flags.json)
    return JSON.stringify({ plan: plan.hash, total: checks.length, ...cost, checks }, null, 2);
  const width = Math.max(...checks.map(({ id }) => id.length));
  return checks
    .map(({ id, level, title }) => `${id.padEnd(width)}  ${level.padEnd(6)}  ${title}`)
    .join("\n");
}
