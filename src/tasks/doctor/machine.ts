/** What holds before any profile is read: the version of Node, and the variables that this tool listens to. */
import { suggestionHint } from "../../core/suggest.js";
import { storeVariable } from "../../profile/secret-places.js";
import { type DoctorLine, fail, pass, warn } from "./line.js";

const LOWEST_NODE = [20, 18, 1] as const;

/** @param version such as `v20.18.1` */
export function examineNode(version: string): DoctorLine {
  const place = { check: "node", subject: version };
  const parts = version.replace(/^v/, "").split(".").map(Number);
  const at = LOWEST_NODE.findIndex((wanted, index) => parts[index] !== wanted);
  const wanted = LOWEST_NODE.join(".");
  return at === -1 || (parts[at] ?? 0) > (LOWEST_NODE[at] ?? 0)
    ? pass(place, `${wanted} or newer is needed`)
    : fail(place, `older than ${wanted}`, `Install Node.js ${wanted} or newer.`);
}

const PREFIX = "PLAYCAMP_GW_";
const STORED_SECRET_PREFIX = storeVariable("");

/**
 * Variables that look as if they were meant for this tool, and are not.
 *
 * @param known every variable that it reads
 */
export function examineVariables(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): readonly DoctorLine[] {
  return Object.keys(env)
    .filter(
      (name) =>
        name.startsWith(PREFIX) && !name.startsWith(STORED_SECRET_PREFIX) && !known.includes(name),
    )
    .sort()
    .map((name) =>
      warn(
        { check: "variable", subject: name },
        "no such variable is read, so it changes nothing",
        suggestionHint(name, known) || "Remove it.",
      ),
    );
}
