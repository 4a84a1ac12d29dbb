/** `profile validate`: everything that can be told of a profile without leaving the machine. */
import { acrossEnvironments, inspectProfile } from "../../../profile/inspect.js";
import { loadProfile, parseProfileJson, profileError } from "../../../profile/load.js";
import { parseOverride } from "../../../profile/overrides.js";
import { type ProfileProblem, renderProblem } from "../../../profile/problems.js";
import type { Profile } from "../../../profile/schema.js";
import { useProblems } from "../../../profile/use-checks.js";
import { profileWarnings } from "../../../profile/warnings.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { readProfileFile } from "./profile-file.js";
import type { Options } from "./profile-validate.js";

interface Verdict {
  readonly path: string;
  readonly valid: boolean;
  readonly sections: readonly string[];
  readonly environments: readonly string[];
  readonly problems: readonly ProfileProblem[];
  readonly warnings: readonly ProfileProblem[];
}

export const run: CommandRun<Options> = async (
  session,
  { arguments: [named], options: { strict } },
) => {
  const { path, text } = await readProfileFile(session, named);
  const { verdict, failing } = judge(text, path, strict);
  if (failing.length === 0) {
    // An environment that is not there, or --set that does not fit.
    loadProfile(text, {
      origin: path,
      environment: session.flags.environment,
      overrides: session.flags.overrides.map(parseOverride),
    });
  }
  if (session.flags.json) session.result(JSON.stringify(verdict, null, 2));
  else print(verdict, session, strict);
  if (failing.length > 0) throw profileError(path, failing);
  return "done";
};

function judge(
  text: string,
  path: string,
  strict: boolean,
): { readonly verdict: Verdict; readonly failing: readonly ProfileProblem[] } {
  const file = parseProfileJson(text, path);
  const inspection = inspectProfile(file);
  const { base, environments } = inspection;
  const problems =
    inspection.problems.length > 0
      ? inspection.problems
      : acrossEnvironments(inspection, useProblems);
  const warnings = inspection.problems.length > 0 ? [] : profileWarnings(file, inspection);
  const failing = strict ? [...problems, ...warnings] : problems;
  return {
    failing,
    verdict: {
      path,
      valid: failing.length === 0,
      sections: sectionsOf([...(base === null ? [] : [base]), ...environments.values()]),
      environments: [...environments.keys()],
      problems,
      warnings,
    },
  };
}

const NO_SECTIONS = new Set(["$schema", "version", "partner", "privacy", "live"]);

function sectionsOf(profiles: readonly Profile[]): readonly string[] {
  const keys = new Set(profiles.flatMap((profile) => Object.keys(profile)));
  return [...keys].filter((key) => !NO_SECTIONS.has(key));
}

function print(
  { path, valid, sections, environments, warnings }: Verdict,
  context: CommandContext,
  strict: boolean,
): void {
  // With --strict the error tells them.
  if (!strict) for (const warning of warnings) context.say(`warning: ${renderProblem(warning)}`);
  if (!valid) return;
  const parts = [
    sections.length === 0 ? "no section yet" : sections.join(", "),
    ...(environments.length === 0 ? [] : [`environments ${environments.join(", ")}`]),
    ...(warnings.length === 0
      ? []
      : [`${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"}`]),
  ];
  context.result(`${path} is valid: ${parts.join("; ")}`);
}
