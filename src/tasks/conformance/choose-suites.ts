/** Which suites a run has: those that were named, or all that the profile has sections for. */
import { fitToProfile, type Suite } from "../../conformance/suite.js";
import { SUITES } from "../../conformance/suites/index.js";
import { UserError } from "../../core/errors.js";
import { suggestionHint } from "../../core/suggest.js";
import type { ResolvedProfile } from "../../profile/resolve.js";

/** Without names, every suite whose sections the profile has and that may run unasked there. */
export function chooseSuites(
  names: readonly string[],
  profile: ResolvedProfile,
  sandbox: boolean,
): readonly Suite[] {
  if (names.length === 0) {
    const configured = SUITES.filter(
      (suite) => suite.isConfigured(profile) && (sandbox || !suite.onlyWhenNamed),
    );
    if (configured.length > 0) return configured.map((suite) => fitToProfile(suite, profile));
    throw new UserError(
      "section_missing",
      `${profile.origin} has no section that a suite could judge`,
      `Add one of: ${sectionsOfSuites().join(", ")}; or try conformance --sandbox.`,
    );
  }
  for (const name of names) {
    const suite = SUITES.find(({ id }) => id === name);
    if (suite === undefined) {
      throw new UserError(
        "unknown_suite",
        `there is no suite "${name}"`,
        suggestionHint(
          name,
          SUITES.map(({ id }) => id),
        ),
      );
    }
    if (!suite.isConfigured(profile)) throw notConfigured(suite, profile);
  }
  return SUITES.filter(({ id }) => names.includes(id)).map((suite) => fitToProfile(suite, profile));
}

function sectionsOfSuites(): readonly string[] {
  return [...new Set(SUITES.flatMap(({ needs }) => needs))];
}

function notConfigured({ id, needs }: Suite, { origin, profile }: ResolvedProfile): UserError {
  const missing = needs.filter((name) => !Object.hasOwn(profile, name));
  const sections = missing.map((name) => `"${name}"`).join(" and ");
  return new UserError(
    "section_missing",
    `${origin} has no ${sections} section, which the ${id} suite needs`,
    `Add ${sections} to the profile, or try conformance ${id} --sandbox.`,
  );
}
