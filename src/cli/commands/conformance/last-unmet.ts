/** The checks that the last run did not find met, for `explain last`. */
import { join } from "node:path";
import { UserError } from "../../../core/errors.js";
import type { CheckResult } from "../../../core/report.js";
import { BY_URGENCY, needsDetail } from "../../../reports/outcome.js";
import type { CommandContext } from "../../command.js";

const MOST_BYTES = 64 * 1024;

function pathIn({ folders }: Pick<CommandContext, "folders">): string {
  return join(folders.state, "last-unmet.txt");
}

/** What cannot be kept is no trouble of the run; of an earlier run nothing is left then. */
export async function keepUnmet(
  checks: readonly CheckResult[],
  context: Pick<CommandContext, "folders" | "files" | "appendFiles" | "flags">,
): Promise<void> {
  const path = pathIn(context);
  const forget = () => context.appendFiles.remove(path).catch(() => undefined);
  if (context.flags.journal === false) return forget();
  const unmet = BY_URGENCY.filter(needsDetail).flatMap((wanted) =>
    checks.filter(({ status }) => status === wanted),
  );
  await context.files.writeWhole(path, unmet.map(({ id }) => `${id}\n`).join("")).catch(forget);
}

/**
 * @returns the most urgent check that somebody has to look into
 * @throws {UserError} `nothing_selected`
 */
export async function lastUnmet(
  context: Pick<CommandContext, "folders" | "files">,
): Promise<string> {
  const bytes = await context.files.readBytes(pathIn(context), MOST_BYTES).catch(() => null);
  const [first = ""] = Buffer.from(bytes ?? "")
    .toString("utf8")
    .split("\n");
  if (first !== "") return first;
  throw new UserError(
    "nothing_selected",
    bytes === null ? "no run is known here" : "the last run found everything met",
    "Name a check; playcamp-gw conformance --list shows their ids.",
  );
}
