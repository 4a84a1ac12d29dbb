/** The doctor's lines as a table for people, and as one JSON document. */
import { createInk } from "../../../reports/formats/table-ink.js";
import { oneLine } from "../../../reports/printable.js";
import { padEnd, wrapWords } from "../../../reports/text-width.js";
import type { DoctorLine } from "../../../tasks/doctor/line.js";
import { countStatuses, type DoctorVerdict, verdictOf } from "../../../tasks/doctor/verdict.js";

const FORMAT = "playcamp-gw/doctor@1";

const LONGEST_STATUS = "■ blocked".length;
const NARROWEST = 40;
const BELOW_INDENT = 2;

/** One line each: status, what was examined, what was found; below it what to do. */
export function renderLines(
  lines: readonly DoctorLine[],
  options: { readonly color: boolean; readonly columns: number },
): string {
  const ink = createInk(options);
  const checkWidth = Math.max(...lines.map(({ check }) => check.length));
  const beside = LONGEST_STATUS + checkWidth + 4;
  // In a narrow window the words stand below, not beside.
  const isBelow = options.columns - beside < NARROWEST;
  const indent = isBelow ? BELOW_INDENT : beside;
  const width = Math.max(NARROWEST - BELOW_INDENT, options.columns - indent);
  return lines
    .map(({ status, check, subject, message, fix }) => {
      const found = wrapWords(oneLine(`${subject}: ${message}`), width);
      const advice = fix === undefined ? [] : wrapWords(`→ ${fix}`, width);
      // Colour takes no room, so the gap is measured without it.
      const gap = " ".repeat(LONGEST_STATUS - `✓ ${status}`.length);
      const name = `${ink.status(status)}${gap}  `;
      const [first, ...rest] = isBelow
        ? [name + check, ...found]
        : [`${name}${padEnd(check, checkWidth)}  ${found[0] ?? ""}`, ...found.slice(1)];
      return [first, ...[...rest, ...advice].map((text) => " ".repeat(indent) + text)].join("\n");
    })
    .join("\n");
}

/** What it comes to, in one line. */
export function renderVerdict(lines: readonly DoctorLine[]): string {
  const counts = Object.entries(countStatuses(lines))
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
  return `${MEANINGS[verdictOf(lines)]}: ${counts.join(", ")}`;
}

const MEANINGS: Readonly<Record<DoctorVerdict, string>> = {
  healthy: "nothing stands in the way",
  unhealthy: "something has to be mended",
  incomplete: "not everything could be reached",
};

export function renderJson(
  lines: readonly DoctorLine[],
  about: {
    readonly version: string;
    readonly profile: string | null;
    readonly environment: string | null;
  },
): string {
  const { version, profile, environment } = about;
  const document = {
    format: FORMAT,
    tool: { name: "playcamp-gw", version },
    profile,
    environment,
    summary: { ...countStatuses(lines), verdict: verdictOf(lines) },
    checks: lines,
  };
  return JSON.stringify(document, null, 2);
}
