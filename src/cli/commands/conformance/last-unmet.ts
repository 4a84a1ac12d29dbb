/** The checks that the last run did not find met, for `explain last`. */
import { join } from "node:path";
import { UserError } from "../../../core/errors.js";
import type { CheckResult } from "../../../core/report.js";
import type { CommandContext } from "../../command.js";

const MOST_BYTES = 64 * 1024;

function pathIn({ folders }: Pick<CommandContext, "folders">): string {
  return join(folders.state, "last-unmet.txt");
}

/** What cannot be kept is no trouble of the run. */
export async function keepUnmet(
  checks: readonly CheckResult[],
  context: Pick<CommandContext, "folders" | "files" | "flags">,
): Promise<void> {
  if (context.flags.journal === false) return;
  const unmet = checks.filter(({ status }) => ["fail", "stale", "warn"].includes(status));
  const failed = unmet.toSorted(
    (a, b) => Number(a.status === "warn") - Number(b.status === "warn"),
  );
  await context.files
    .writeWhole(pathIn(context), failed.map(({ id }) => `${id}\n`).join(""))
    .catch(() => undefined);
}

/**
 * @returns the first that failed, or was only recommended
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
