/** `conformance --baseline`: reads the file before the run and, if asked, writes it after. */
import {
  type Baseline,
  isExpired,
  parseBaseline,
  renderBaseline,
  reportAgainst,
  updateBaseline,
  whyNoBaseline,
} from "../../../conformance/baseline.js";
import { SUITES } from "../../../conformance/suites/index.js";
import { UserError } from "../../../core/errors.js";
import type { ConformanceReport } from "../../../core/report.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { chooseSuites } from "../../../tasks/conformance/choose-suites.js";
import type { CommandContext } from "../../command.js";
import { writeNamedFile } from "../../session/named-files.js";
import { readNamedFile } from "../../session/named-files.js";
import type { Options } from "./conformance.js";

export interface BaselineFile {
  /** What the run itself excuses; null while the baseline is being drawn anew. */
  readonly excuses: Baseline | null;
  /** @returns the report to show */
  readonly conclude: (recorded: ConformanceReport) => ConformanceReport;
  /** Writes the file where that was asked for, once the reports are out. */
  readonly save: (recorded: ConformanceReport) => Promise<void>;
}

/**
 * @returns null without `--baseline`
 * @throws {UserError} `usage`, `baseline_not_found`, `baseline_invalid`, `unknown_check`
 */
export async function openBaseline(
  flags: Options,
  context: CommandContext,
): Promise<BaselineFile | null> {
  const update = flags.updateBaseline;
  if (update) assertWholeRun(flags);
  const file = flags.baseline;
  if (file === undefined) return null;
  const baseline = await readBaseline(file, update, context);
  if (!update) {
    return {
      excuses: baseline,
      conclude: (report) => report,
      save: () => Promise.resolve(),
    };
  }
  return {
    excuses: null,
    conclude: (report) =>
      reportAgainst(
        report,
        whyNoBaseline(report) === null ? updateBaseline(baseline, report).baseline : baseline,
        context.clock.nowMs(),
      ),
    save: (report) => writeAnew(file, baseline, report, context),
  };
}

/** A part of a run knows nothing of the rest, whose entries it would lose. */
function assertWholeRun(flags: Options): void {
  if (flags.baseline === undefined) {
    throw new UserError(
      "usage",
      "--update-baseline needs to know the file",
      "Name it: --baseline known.json --update-baseline.",
    );
  }
  const limits = [
    flags.only.length === 0 ? null : "--only",
    flags.skip.length === 0 ? null : "--skip",
    flags.level === undefined ? null : "--level",
    flags.shard === undefined ? null : "--shard",
    flags.bail ? "--bail" : null,
    flags.list ? "--list" : null,
  ].filter((limit) => limit !== null);
  if (limits.length === 0) return;
  throw new UserError(
    "usage",
    `--update-baseline needs a whole run, and this one is limited by ${limits.join(", ")}`,
    "Leave that out; a partial run cannot tell which entries still hold.",
  );
}

/**
 * Naming every suite that the profile has is naming none.
 *
 * @param named on the command line
 * @throws {UserError} `usage`
 */
export function assertEverySuite(
  { updateBaseline: update, sandbox }: Options,
  named: readonly string[],
  profile: ResolvedProfile,
): void {
  if (!update || named.length === 0) return;
  const left = chooseSuites([], profile, sandbox).flatMap(({ id }) =>
    named.includes(id) ? [] : id,
  );
  if (left.length === 0) return;
  throw new UserError(
    "usage",
    `--update-baseline needs a whole run, and this one leaves out ${left.join(", ")}`,
    "Name no suite, or all that the profile has; a partial run cannot tell which entries still hold.",
  );
}

async function readBaseline(
  file: string,
  mayBeAbsent: boolean,
  context: CommandContext,
): Promise<Baseline> {
  const bytes = await readNamedFile(file, context);
  if (bytes !== null) {
    const ids = SUITES.flatMap(({ scenarios }) =>
      scenarios.flatMap(({ checks }) => checks.map(({ id }) => id)),
    );
    return parseBaseline(Buffer.from(bytes).toString("utf8"), file, ids);
  }
  if (mayBeAbsent) return { entries: [] };
  throw new UserError(
    "baseline_not_found",
    `--baseline ${file}: there is no such file`,
    "Check the path, or add --update-baseline to write it from this run.",
  );
}

async function writeAnew(
  file: string,
  previous: Baseline,
  report: ConformanceReport,
  context: CommandContext,
): Promise<void> {
  const obstacle = whyNoBaseline(report);
  if (obstacle !== null) {
    context.say(`${file} was not updated: ${obstacle}`);
    return;
  }
  const { baseline, added, dropped } = updateBaseline(previous, report);
  await writeNamedFile(file, renderBaseline(baseline), context);
  context.say(
    `wrote ${file}: ${baseline.entries.length} known, ${added.length} of them new, ${dropped.length} dropped`,
  );
  added.forEach((id) => context.say(`  new: ${id}; give it a reason, an issue and an expiry date`));
  dropped.forEach((id) => context.say(`  dropped: ${id}`));
  baseline.entries
    .filter((entry) => isExpired(entry, context.clock.nowMs()))
    .forEach(({ id, expires }) =>
      context.say(`  still red: ${id}; its entry expired on ${expires ?? ""}`),
    );
}
