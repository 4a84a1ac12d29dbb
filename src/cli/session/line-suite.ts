/** Which suite the flags of a `conformance` call describe the target of. */
import { UserError } from "../../core/errors.js";
import type { LinePlace } from "./line-context.js";
import {
  type FlagName,
  flagsOf,
  isSection,
  type LineSection,
  type LineValues,
} from "./line-profile.js";

/**
 * Flags for one target go with one suite.
 *
 * @throws {UserError} `usage`
 */
export function suiteOnLine(values: LineValues, { words }: LinePlace): LineSection {
  const [suite, ...others] = words;
  const given = flagsOf(values).map(([flag]) => flag);
  assertHeard(given, words);
  const section = sectionOf(suite);
  if (section !== null && others.length === 0) return section;
  const ofOneTarget = given.find((flag) => !OF_ALL.includes(flag));
  if (ofOneTarget === undefined) return "webhook";
  throw new UserError(
    "usage",
    `${ofOneTarget} and its like describe one target, and so need exactly one suite`,
    `Name it: playcamp-gw conformance webhook --to … Suites: ${NAMED_ALONE.join(", ")}.`,
  );
}

const OF_ALL: readonly string[] = ["--partner", "--recipe"];

const OF_SOME = [
  [["wallet"], ["--public-key", "--user-token-env", "--session-token-env", "--currency"]],
  [["entry", "flow"], ["--recipe"]],
] as const satisfies readonly (readonly [suites: readonly string[], flags: readonly FlagName[]])[];

/** @param suites none stands for all */
function assertHeard(given: readonly FlagName[], suites: readonly string[]): void {
  if (suites.length === 0) return;
  for (const [takers, flags] of OF_SOME) {
    const unheard = given.filter((flag) => flags.some((each) => each === flag));
    if (unheard.length === 0 || takers.some((suite) => suites.includes(suite))) continue;
    const [who, none] =
      takers.length === 1
        ? [`suite ${takers[0]} takes`, "it is not"]
        : [`suites ${takers.join(" and ")} take`, "none of them is"];
    throw new UserError(
      "usage",
      `only the ${who} ${unheard.join(", ")}, and ${none} among those that run`,
      `Leave ${unheard.length === 1 ? "it" : "them"} out, or name ${takers.join(" or ")}.`,
    );
  }
}

const NAMED_ALONE = ["entry", "webhook", "wallet", "payments", "postback", "client"];

function sectionOf(suite: string | undefined): LineSection | null {
  if (suite === "client") return "sdkApi";
  return suite !== undefined && isSection(suite) ? suite : null;
}
