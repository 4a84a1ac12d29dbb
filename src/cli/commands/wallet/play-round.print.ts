/** What `play-round` prints: the books as a table, what is wrong in them, and the verdict. */
import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import Table from "cli-table3";
import { type Millis, renderMillis } from "../../../protocols/wallet/millis.js";
import { oneLine } from "../../../reports/printable.js";
import { renderProblem } from "../../../tasks/wallet/judge-reply.js";
import type { RoundReport } from "../../../tasks/wallet/play-round.js";
import type { LeftBet } from "../../../tasks/wallet/round-course.js";
import type { LedgerRow } from "../../../tasks/wallet/round-ledger.js";
import type { CommandContext } from "../../command.js";
import { settleLine } from "../../output/resend/settle-line.js";

/** @param target the words that lead back to the same operator */
export function printRound(
  report: RoundReport,
  target: readonly string[],
  context: CommandContext,
): void {
  const commands = report.left.map((bet) => settleLine(bet, target));
  if (context.flags.json) {
    context.result(JSON.stringify(jsonReport(report, commands), null, 2));
    return;
  }
  const { plan, books, currency } = report;
  const bets = plan.bets.length === 1 ? "1 bet" : `${plan.bets.length} bets`;
  const wrong = books.rows.filter(({ ok }) => !ok);
  context.result(
    [
      `${plan.roundId}: ${plan.game} (${plan.flow}), ${bets}, in ${currency}`,
      renderTable(books.rows, currency, context),
      ...wrong.map((row) => `${rowName(row)}: ${oneLine(row.note)}`),
      ...(report.brokenOff === null ? [] : [`broken off: ${oneLine(report.brokenOff)}`]),
      ...report.left.map(leftText),
      verdictText(report),
    ].join("\n"),
  );
  commands.forEach((command) => context.say(`settle it with: ${command}`));
  sayNotes(books.rows, context);
}

const HEAD = ["action", "tx", "amount", "status", "expected", "reported", "ok?"];

function renderTable(
  rows: readonly LedgerRow[],
  currency: string,
  { flags, terminal }: CommandContext,
): string {
  const cells = rows.map((row) => rowCells(row, currency));
  const widths = HEAD.map((title, at) =>
    Math.max(...[title, ...cells.map((row) => row[at] ?? "")].map(widthOf)),
  );
  const whole = widths.reduce((sum, width) => sum + width + GAP, 0) - GAP;
  const spare = terminal.outIsTerminal ? terminal.columns - whole : 0;
  const idWidth = Math.max(NARROWEST_ID, (widths[1] ?? 0) + Math.min(0, spare));
  const ink = new Chalk({ level: flags.color ? 1 : 0 });
  const table = new Table({
    head: HEAD.map((title) => ink.bold(title)),
    colWidths: widths.map((width, at) => (at === 1 ? idWidth : width) + GAP),
    colAligns: ["left", "left", "right", "right", "right", "right", "left"],
    chars: NO_BORDERS,
    style: {
      head: [],
      border: [],
      "padding-left": 0,
      "padding-right": GAP,
    },
    wordWrap: true,
    wrapOnWordBoundary: false,
  });
  table.push(...cells);
  return (
    table
      .toString()
      .split("\n")
      .map((line) => line.trimEnd())
      // Where a border would be, a coloured head leaves an empty line.
      .filter((line) => stripVTControlCharacters(line) !== "")
      .join("\n")
  );
}

const GAP = 2;
const NARROWEST_ID = 12;

const NO_BORDERS = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((name) => [name, ""]),
);

function rowCells(row: LedgerRow, currency: string): string[] {
  const money = (amount: Millis | null) =>
    amount === null ? "" : (renderMillis(amount, currency).split(" ")[0] ?? "");
  const sign = row.delta !== null && row.delta > 0 ? "+" : "";
  const repeated = row.attempts > 1 ? ` (x${row.attempts})` : "";
  return [
    row.step,
    row.txId ?? "",
    sign + money(row.delta),
    `${row.status ?? "none"}${repeated}`,
    money(row.expected),
    money(row.reported),
    row.ok ? "yes" : "NO",
  ];
}

function widthOf(text: string): number {
  return text.length;
}

function rowName({ step, txId }: LedgerRow): string {
  return txId === null ? step : `${step} ${txId}`;
}

function leftText({ txId, action, settlementTxId }: LeftBet): string {
  return action === "WIN"
    ? `${txId} is left open: nobody knows whether ${settlementTxId} was credited, and a refund on top would pay twice`
    : `${txId} is left open: it was not rolled back`;
}

function verdictText(report: RoundReport): string {
  const { books, verdict, currency, expectedBalance } = report;
  switch (verdict) {
    case "consistent":
      return `consistent: ${books.rows.length} callbacks acknowledged, balance ${spanText(books.opening, expectedBalance, currency)} as expected`;
    case "wrong":
      return `NOT CONSISTENT: ${books.rows.filter(({ ok }) => !ok).length} of ${books.rows.length} callbacks ended wrongly`;
    case "incomplete":
      return "incomplete: the round was not played to its end";
  }
}

function spanText(from: Millis | null, to: Millis | null, currency: string): string {
  if (from === null || to === null) return "";
  return `${renderMillis(from, currency)} -> ${renderMillis(to, currency)}`;
}

/** What an operator should do better, once for each kind of callback. */
function sayNotes(rows: readonly LedgerRow[], { say }: Pick<CommandContext, "say">): void {
  const notes = rows.flatMap(({ step, problems, status }) =>
    problems
      .filter(({ level }) => level !== "MUST" && status === 200)
      .map((problem) => `note on ${step}: ${renderProblem(problem)}`),
  );
  new Set(notes).forEach((note) => say(note));
}

function jsonReport(report: RoundReport, commands: readonly string[]) {
  const { plan, books, left, attempts } = report;
  return {
    verdict: report.verdict,
    url: report.url,
    roundId: plan.roundId,
    game: plan.game,
    flow: plan.flow,
    currency: report.currency,
    openingBalance: books.opening,
    expectedBalance: report.expectedBalance,
    bets: plan.bets.map(({ bet, outcome, settlement, coefficient }) => ({
      txId: bet.txId,
      stake: bet.amount,
      outcome,
      ...(settlement === null
        ? {}
        : { settlementTxId: settlement.txId, settled: settlement.amount }),
      ...(outcome === "win" ? { coefficient } : {}),
    })),
    ledger: books.rows.map(({ step, delta, isUnreachable: _, ...row }) => ({
      action: step,
      amount: delta,
      ...row,
    })),
    ...(report.brokenOff === null ? {} : { brokenOff: report.brokenOff }),
    left: left.map((bet, at) => ({ ...bet, settleWith: commands[at] })),
    attempts: attempts.map(({ exchange }) => exchange),
  };
}
