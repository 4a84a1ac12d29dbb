/**
 * Known failures: a file that says which unmet requirements are accepted for
 * now, why and until when. Reading and writing the file is left to the command.
 */
import * as z from "zod/mini";
import { errorMessage, UserError } from "../core/errors.js";
import type { CheckResult, ConformanceReport } from "../core/report.js";
import { summarise } from "../core/report.js";
import { suggestionHint } from "../core/suggest.js";
import { problemsOf, renderProblems } from "../profile/problems.js";
import { renderPath } from "../core/json/path.js";

const BASELINE_FORMAT = "playcamp-gw/baseline@1";

const DAY_MS = 86_400_000;

const entrySchema = z.strictObject({
  id: z.string().check(z.minLength(1)),
  message: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  issue: z.exactOptional(
    z.string().check(z.regex(/^https?:\/\/\S+$/, "an http:// or https:// link")),
  ),
  expires: z.exactOptional(z.iso.date("a date such as 2030-12-31")),
});

const baselineSchema = z.strictObject({
  format: z.exactOptional(z.literal(BASELINE_FORMAT)),
  entries: z.array(entrySchema),
});

/** One check that is known to fail. */
export interface BaselineEntry {
  readonly id: string;
  /** How the failure's message begins; another failure of the check is not excused. Absent: any. */
  readonly message?: string;
  readonly reason?: string;
  readonly issue?: string;
  /** `YYYY-MM-DD`, the last day (UTC) on which the entry excuses anything. */
  readonly expires?: string;
}

export interface Baseline {
  readonly entries: readonly BaselineEntry[];
}

/**
 * @param origin the file, for messages
 * @param knownIds every check there is, selected in this run or not
 * @throws {UserError} `baseline_invalid`, `unknown_check`
 */
export function parseBaseline(text: string, origin: string, knownIds: readonly string[]): Baseline {
  const input = parseJson(text.replace(/^\uFEFF/, ""), origin);
  const parsed = baselineSchema.safeParse(input);
  if (!parsed.success) throw invalid(parsed.error, input, origin);
  const { entries } = parsed.data;
  entries.forEach(({ id }, at) => {
    const path = `${origin}: ${renderPath(["entries", at, "id"])}`;
    if (!knownIds.includes(id)) {
      throw new UserError(
        "unknown_check",
        `${path}: there is no check "${id}"`,
        suggestionHint(id, knownIds) || "Run conformance --list for the ids.",
      );
    }
    if (entries.findIndex((each) => each.id === id) !== at) {
      throw new UserError(
        "baseline_invalid",
        `${path}: "${id}" has an entry already`,
        "Keep one entry for each check.",
      );
    }
  });
  return { entries };
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UserError(
      "baseline_invalid",
      `${origin} is not JSON: ${errorMessage(error)}`,
      "Correct it, or move it away and write a new one with --update-baseline.",
      { cause: error },
    );
  }
}

function invalid(error: z.core.$ZodError, input: unknown, origin: string): UserError {
  const keysAt = (path: readonly PropertyKey[]) =>
    Object.keys(path.length === 0 ? baselineSchema.shape : entrySchema.shape);
  return new UserError(
    "baseline_invalid",
    renderProblems(origin, problemsOf(error, input, keysAt), "the baseline"),
    `A baseline is {"entries":[{"id":"…","message":"…","reason":"…","issue":"https://…","expires":"YYYY-MM-DD"}]}.`,
  );
}

/**
 * A result as it stands beside the baseline: an excused failure is `known`, a
 * success with an entry is `stale`. What could not be judged is never excused.
 */
export function judgeAgainst(result: CheckResult, baseline: Baseline, nowMs: number): CheckResult {
  const entry = baseline.entries.find(({ id }) => id === result.id);
  if (entry === undefined) return result;
  switch (result.status) {
    case "pass":
      return { ...result, status: "stale", message: staleMessage(entry) };
    case "fail":
    case "warn":
      return excuse(result, entry, nowMs);
    case "error":
    case "blocked":
    case "na":
    case "known":
    case "stale":
      return result;
  }
}

function excuse(result: CheckResult, entry: BaselineEntry, nowMs: number): CheckResult {
  const { message } = result;
  if (!message.startsWith(entry.message ?? "")) {
    const known = oneLine(entry.message ?? "");
    return withNote(result, `not excused: the baseline knows another failure, "${known}"`);
  }
  if (isExpired(entry, nowMs)) {
    return withNote(result, `not excused: its baseline entry expired on ${entry.expires ?? ""}`);
  }
  return { ...withNote(result, knownNote(entry)), status: "known" };
}

function withNote(result: CheckResult, note: string): CheckResult {
  return { ...result, message: `${result.message} (${note})` };
}

function knownNote({ reason, issue, expires }: BaselineEntry): string {
  const parts = [
    reason === undefined || reason === "" ? null : oneLine(reason),
    issue ?? null,
    expires === undefined ? null : `until ${expires}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "known" : `known: ${parts.join(", ")}`;
}

function staleMessage({ reason, issue }: BaselineEntry): string {
  const about = knownNote({
    id: "",
    ...(reason === undefined ? {} : { reason }),
    ...(issue === undefined ? {} : { issue }),
  }).replace(/^known:? ?/, "");
  return `the requirement is met, and yet the baseline has an entry for it${about === "" ? "" : ` (${about})`}: remove the entry`;
}

/** The whole last day still counts. */
export function isExpired({ expires }: BaselineEntry, nowMs: number): boolean {
  return expires !== undefined && nowMs >= Date.parse(expires) + DAY_MS;
}

/** A report with every result judged beside the baseline. */
export function reportAgainst(
  report: ConformanceReport,
  baseline: Baseline,
  nowMs: number,
): ConformanceReport {
  const checks = report.checks.map((each) => judgeAgainst(each, baseline, nowMs));
  const statuses = checks.map(({ status }) => status);
  return { ...report, checks, summary: summarise(statuses, report) };
}

/** Why no baseline can be drawn from a run, or null when one can. */
export function whyNoBaseline({ interrupted, summary }: ConformanceReport): string | null {
  if (interrupted) return "the run was interrupted";
  if (summary.error > 0)
    return `${summary.error} of ${summary.total} checks ended in a fault of this tool`;
  if (summary.blocked > 0) return `${summary.blocked} of ${summary.total} checks could not run`;
  return summary.verdict === "incomplete" ? "nothing was executed" : null;
}

export interface BaselineUpdate {
  readonly baseline: Baseline;
  readonly added: readonly string[];
  readonly dropped: readonly string[];
}

/**
 * The baseline that excuses exactly what failed in this run. Entries that still
 * hold keep their reason, link and date; entries for checks that were not
 * judged are kept as they are.
 *
 * @param report judged without any baseline
 */
export function updateBaseline(previous: Baseline, report: ConformanceReport): BaselineUpdate {
  const { checks, strict } = report;
  const resultOf = (id: string) => checks.find((each) => each.id === id);
  const survivors = previous.entries.flatMap((entry): BaselineEntry[] => {
    const result = resultOf(entry.id);
    if (result === undefined || !isUnmet(result)) return result?.status === "pass" ? [] : [entry];
    if (result.message.startsWith(entry.message ?? "")) return [entry];
    return [{ ...entry, message: stablePrefix(result.message) }];
  });
  const listed = new Set(previous.entries.map(({ id }) => id));
  const added = checks
    .filter(
      (each) =>
        !listed.has(each.id) && (each.status === "fail" || (strict && each.status === "warn")),
    )
    .map(({ id, message }) => ({ id, message: stablePrefix(message) }));
  const kept = new Set(survivors.map(({ id }) => id));
  return {
    baseline: {
      entries: [...survivors, ...added].sort((a, b) => (a.id < b.id ? -1 : 1)),
    },
    added: added.map(({ id }) => id),
    dropped: [...listed].filter((id) => !kept.has(id)),
  };
}

function isUnmet({ status }: CheckResult): boolean {
  return status === "fail" || status === "warn";
}

/** What is the same in every run: the statuses that are wanted and that came. */
const STATUS = /\b(?:expected|got|or) [1-5](?:\d\d|xx)\b/g;

/** Where what changes from run to run begins: a reply's body, amounts, identifiers, times, addresses. */
const VOLATILE = /(?<=; got xxx),|[\d{["<]|https?:/;

/** The part of a message that the next run repeats, whatever its seed and identifiers. */
export function stablePrefix(message: string): string {
  const masked = message.replace(STATUS, (words) => words.replaceAll(/\d/g, "x"));
  const at = masked.search(VOLATILE);
  return at === -1 ? message : message.slice(0, at).trimEnd();
}

/** @returns the file's text, with a newline at its end */
export function renderBaseline({ entries }: Baseline): string {
  return `${JSON.stringify({ format: BASELINE_FORMAT, entries }, null, 2)}\n`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
