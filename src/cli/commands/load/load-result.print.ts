/** What a load comes to, in words: first the money that is out, then what was sent, then how long it took. */
import { renderMillis, toMillis } from "../../../protocols/wallet/millis.js";
import { oneLine } from "../../../reports/printable.js";
import type { LoadResult } from "../../../tasks/load/load-result.js";
import { verdictOf } from "../../../tasks/load/verdict.js";
import { sumsOf, type WalletBooks } from "../../../tasks/load/wallet-books.js";
import { joinLatencies } from "../../../tasks/webhooks/load-latency.js";
import type { CommandContext, Outcome } from "../../command.js";
import { renderColumns } from "../../output/columns.js";
import { outcomeText } from "../../output/exchange-text.js";
import { latencyLines, milliseconds, number } from "../../output/latency-text.js";
import { keepNamedFile } from "../../session/named-files.js";

/** What `--json` prints and `--out` writes. */
function renderResult(result: LoadResult): string {
  const { format, tool, ...rest } = result;
  return JSON.stringify({ format, tool, verdict: verdictOf(result), ...rest }, null, 2);
}

export function printResult(result: LoadResult, context: CommandContext): void {
  if (context.flags.json) {
    context.result(renderResult(result));
    return;
  }
  context.result(
    [
      ...moneyOutLines(result.books),
      headLine(result),
      "",
      ...stageLines(result),
      ...bookLines(result.books),
      ...latencies(result),
    ].join("\n"),
  );
  for (const exchange of result.examples) context.detail(`for example: ${outcomeText(exchange)}`);
}

/**
 * @param out what `--out` says, if anything
 * @returns false where it could not be written
 */
export async function keepResult(
  out: string | null,
  result: LoadResult,
  context: CommandContext,
): Promise<boolean> {
  if (out === null) return true;
  const isWritten = await keepNamedFile(out, `${renderResult(result)}\n`, context);
  if (isWritten) context.say(`written to ${out}`);
  return isWritten;
}

export function outcomeOf(result: LoadResult, { signal }: Pick<CommandContext, "signal">): Outcome {
  return signal.aborted ? "interrupted" : verdictOf(result);
}

/** What has to be settled, and what the target's balances say that the reports do not. */
function moneyOutLines(books: WalletBooks | undefined): readonly string[] {
  if (books === undefined) return [];
  const open = books.openBets.map(
    ({ account, txId, action, settlementTxId, amountMillis, currency }) =>
      [
        `OUT: ${account}: the bet ${oneLine(txId)} is left open;`,
        `${action} ${oneLine(settlementTxId)} of ${money(amountMillis, currency)} may be missing`,
      ].join(" "),
  );
  const wrong = books.accounts
    .filter(({ differenceMillis }) => (differenceMillis ?? 0) !== 0)
    .map(({ account, differenceMillis, currency }) => {
      const difference = differenceMillis ?? 0;
      const side = difference > 0 ? "more" : "less";
      return `OUT: ${account}: the target's balance is ${money(Math.abs(difference), currency)} ${side} than the reports say, unless somebody else played there`;
    });
  const unknown = books.accounts
    .filter(({ differenceMillis }) => differenceMillis === null)
    .map(({ account }) => `NOT KNOWN: ${account}: the target did not tell the balance`);
  const lines = [...open, ...wrong, ...unknown];
  return lines.length === 0 ? [] : [...lines, ""];
}

function headLine({ kind, name, total, durationMs, shard }: LoadResult): string {
  const { sent, planned, answered } = total;
  const unit = kind === "webhook" ? "deliveries" : "rounds";
  const share =
    planned === null || sent === planned ? number(sent) : `${number(sent)} of ${number(planned)}`;
  const perSecond = durationMs > 0 ? Math.round((answered * 1000) / durationMs) : 0;
  const part = shard === null ? "" : `, part ${shard.index} of ${shard.count}`;
  return `${oneLine(name)}${part}: ${share} ${unit} in ${(durationMs / 1000).toFixed(2)} s, ${number(perSecond)} a second`;
}

function stageLines({ kind, stages, total }: LoadResult): readonly string[] {
  const good = kind === "webhook" ? "accepted" : "consistent";
  const row = (name: string, each: LoadResult["total"]) => [
    oneLine(name),
    each.planned === null ? "" : number(each.planned),
    number(each.sent),
    number(each.accepted),
    each.latencyMs === null ? "" : milliseconds(each.latencyMs.p50),
    each.latencyMs === null ? "" : milliseconds(each.latencyMs.p99),
    endsOf(each),
  ];
  return [
    renderColumns([
      ["stage", "planned", "sent", good, "p50", "p99", "what else"],
      ...stages.map((stage) => row(stage.name, stage)),
      ...(stages.length > 1 ? [row("all", total)] : []),
    ]),
  ];
}

/** All ends but the good one. */
function endsOf({ byStatus, byFailure, interrupted, overdue }: LoadResult["total"]): string {
  const ends = [
    ...Object.entries(byStatus).filter(([status]) => !/^(?:2\d\d|consistent)$/.test(status)),
    ...Object.entries(byFailure),
    ["interrupted", interrupted] as const,
    ["due, not sent", overdue] as const,
  ];
  return ends
    .filter(([, times]) => times > 0)
    .map(([what, times]) => `${what}: ${number(times)}`)
    .join(", ");
}

function bookLines(books: WalletBooks | undefined): readonly string[] {
  if (books === undefined) return [];
  const { callbackMs } = books;
  const sums = sumsOf(books).map(({ currency, staked, won, refunded, moved, difference }) => [
    currency,
    ...[staked, won, refunded].map((amount) => money(amount, currency)),
    moved === null ? "not known" : money(moved, currency),
    difference === null ? "not known" : difference === 0 ? "none" : money(difference, currency),
  ]);
  return [
    "",
    renderColumns([
      ["money", "staked", "won", "refunded", "balances moved", "difference"],
      ...sums,
    ]),
    books.closed
      ? "the books close: the target's balances moved by what the reports say"
      : "THE BOOKS DO NOT CLOSE",
    ...(callbackMs === null
      ? []
      : [
          `callbacks: ${number(callbackMs.count)}, p50 ${milliseconds(callbackMs.p50)}, p99 ${milliseconds(callbackMs.p99)}, max ${milliseconds(callbackMs.max)}`,
        ]),
  ];
}

function latencies({ stages, total }: LoadResult): readonly string[] {
  const all = joinLatencies(stages.map(({ latencyCounts }) => latencyCounts));
  return latencyLines(total.latencyMs, all.bars(), false);
}

function money(millis: number, currency: string): string {
  return renderMillis(toMillis(millis), currency);
}
