/** Which requirement set a run judges by. What came later only informs, so that an update turns no green run red. */
import { UserError } from "../../core/errors.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { CheckDefinition } from "../check.js";
import type { Suite } from "../suite.js";
import { REQUIREMENT_SET, REQUIREMENT_SETS } from "./requirement.js";

/**
 * @param asked by the caller; it outranks the profile
 * @throws {UserError} `requirements_unknown`
 */
export function chooseRequirementSet(
  asked: string | null,
  { profile }: Pick<ResolvedProfile, "profile">,
): string {
  const set = asked ?? profile.requirements ?? REQUIREMENT_SET;
  if (REQUIREMENT_SETS.includes(set)) return set;
  throw new UserError(
    "requirements_unknown",
    `there is no requirement set "${set}"`,
    `Known sets: ${REQUIREMENT_SETS.join(", ")}. A newer one needs a newer version of this tool.`,
  );
}

/** The suite with every check that came after a set as one that is never worse than `na`. */
export function underRequirementSet(suite: Suite, set: string): Suite {
  return {
    ...suite,
    scenarios: suite.scenarios.map((scenario) => ({
      ...scenario,
      checks: scenario.checks.map((check) => asInformation(check, set)),
    })),
  };
}

function asInformation(check: CheckDefinition, set: string): CheckDefinition {
  const { since, title } = check;
  // Sets are named by year and month: the later one is the greater text.
  if (since === undefined || since <= set) return check;
  return { ...check, level: "MAY", title: `info, since ${since}: ${title}` };
}
