/** One suite's rows of the table. Passes fold by topic once there are many, so that the rest stands out. */
import Table from "cli-table3";
import type { CheckResult, Level, Status } from "../../core/report.js";
import type { SuiteChecks } from "../order.js";
import { BY_URGENCY, counted, countsLine, countStatuses, needsDetail } from "../outcome.js";
import { exactLine, shortLine } from "../printable.js";
import { displayWidth, wrapColumns, wrapWords } from "../text-width.js";
import type { Ink } from "./table-ink.js";

/** A suite with no more passes than this lists each of them. */
const LISTED_PASSES = 8;
/** From this width on the message has a column of its own. */
const WIDE_TERMINAL = 120;
/** A symbol, a space and the longest status. */
const STATUS_WIDTH = 2 + "blocked".length;
const LEVEL_WIDTH = 6;
const GAP = 2;
const LONGEST_MESSAGE = 300;

interface Row {
  readonly status: Status;
  readonly level: Level | null;
  readonly label: string;
  readonly message: string;
}

/** @param mostUnmet rows of what is not met; with a bound, all that is well becomes one row a status */
export function renderSuite(
  suite: SuiteChecks,
  ink: Ink,
  columns: number,
  mostUnmet: number | null = null,
): string {
  const rows = mostUnmet === null ? rowsOf(suite.checks) : shortRowsOf(suite.checks, mostUnmet);
  const idWidth = columns - STATUS_WIDTH - LEVEL_WIDTH - 2 * GAP;
  const widest = Math.max(...rows.map((row) => displayWidth(row.label)));
  const isWide = columns >= WIDE_TERMINAL && widest <= columns / 2;
  const table = new Table({
    chars: BORDERLESS,
    style: {
      "padding-left": 0,
      "padding-right": 0,
      head: [],
      border: [],
      compact: true,
    },
  });
  for (const row of rows) {
    const label = wrapColumns(row.label, isWide ? widest : idWidth);
    const messageWidth = isWide ? idWidth - widest - GAP : idWidth;
    const message = row.message === "" ? [] : wrapWords(row.message, messageWidth);
    const cells = [ink.status(row.status), (row.level ?? "").padEnd(LEVEL_WIDTH)];
    if (isWide) table.push([...cells, label.join("\n"), message.join("\n")]);
    else table.push([...cells, [...label, ...message.map(ink.dim)].join("\n")]);
  }
  return [...headingLines(suite, ink, columns), table.toString().replaceAll(/ +$/gm, "")].join(
    "\n",
  );
}

function headingLines({ suite, target, checks }: SuiteChecks, ink: Ink, columns: number): string[] {
  const name = exactLine(suite);
  const counts = countsLine(countStatuses(checks));
  const judged = target === null ? "" : ` ${exactLine(target)}`;
  if (displayWidth(`${name}${judged}  ${counts}`) <= columns) {
    return [`${ink.strong(name)}${ink.dim(judged)}  ${counts}`];
  }
  return [
    ...wrapColumns(`${name}${judged}`, columns).map(ink.strong),
    ...wrapWords(counts, columns - 2).map((line) => `  ${line}`),
  ];
}

function rowsOf(checks: readonly CheckResult[]): Row[] {
  const passes = checks.filter((check) => check.status === "pass");
  const folds = passes.length > LISTED_PASSES;
  const groups = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const key = foldKey(check, folds);
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].map(rowOf);
}

function shortRowsOf(checks: readonly CheckResult[], mostUnmet: number): Row[] {
  const unmet = checks.filter(({ status }) => needsDetail(status));
  const rows = rowsOf(
    unmet.toSorted((a, b) => BY_URGENCY.indexOf(a.status) - BY_URGENCY.indexOf(b.status)),
  );
  const left = rows.slice(mostUnmet);
  const well = BY_URGENCY.filter((status) => !needsDetail(status)).flatMap((status) => {
    const count = checks.filter((check) => check.status === status).length;
    return count === 0
      ? []
      : [{ status, level: null, label: counted(count, "check"), message: "" }];
  });
  return [
    ...rows.slice(0, mostUnmet),
    ...left.slice(0, 1).map((row) => moreRow(row, left)),
    ...well,
  ];
}

function moreRow({ status }: Row, left: readonly Row[]): Row {
  return { status, level: null, label: `and ${counted(left.length, "more line")}`, message: "" };
}

/** Rows with one key become one row: passes of a topic, what is `na` and what was blocked for one reason. */
function foldKey(check: CheckResult, foldsPasses: boolean): string {
  if (check.status === "pass" && foldsPasses) return JSON.stringify(["pass", topicOf(check.id)]);
  if (check.status === "na") return JSON.stringify(["na", topicOf(check.id), check.message]);
  if (check.status === "blocked") return JSON.stringify(["blocked", check.message]);
  return JSON.stringify(["check", check.id]);
}

function rowOf(group: readonly CheckResult[]): Row {
  const [first] = group;
  if (first === undefined) throw new TypeError("a group of no checks");
  const message = first.status === "pass" ? "" : shortLine(first.message, LONGEST_MESSAGE);
  const levels = new Set(group.map((check) => check.level));
  return {
    status: first.status,
    level: levels.size === 1 ? first.level : null,
    label:
      group.length === 1
        ? exactLine(first.id)
        : `${exactLine(sharedTopic(group))}.* (${group.length} checks)`,
    message,
  };
}

/** The longest topic that all of a group belong to. */
function sharedTopic(group: readonly CheckResult[]): string {
  const [first = [], ...others] = group.map(({ id }) => topicOf(id).split("."));
  const length = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return first.slice(0, length === -1 ? first.length : length).join(".");
}

/** `wallet.withdraw` of `wallet.withdraw.moves-money-once`. */
function topicOf(id: string): string {
  return id.split(".").slice(0, -1).join(".") || id;
}

const BORDERLESS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ".repeat(GAP),
};
