/** How `fire-webhook` shows a load: a live rate, and what was measured. */
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import type { LoadReport } from "../../../tasks/webhooks/fire-load.js";
import type { FireWebhookHooks } from "../../../tasks/webhooks/fire-webhook.js";
import type { LoadCounts } from "../../../tasks/webhooks/load-tally.js";
import type { CommandContext, Outcome } from "../../command.js";
import { renderColumns } from "../../output/columns.js";
import { outcomeText } from "../../output/exchange-text.js";
import { latencyLines, number } from "../../output/latency-text.js";
import { createProgressLine } from "../../output/progress-line.js";

export interface LoadDisplay {
  readonly hooks: Pick<FireWebhookHooks, "onLoadStart" | "onAnswer">;
  /** Prints what was measured. */
  readonly conclude: (report: LoadReport) => Outcome;
}

export function createLoadDisplay(total: number, context: CommandContext): LoadDisplay {
  const progress = createProgressLine(context);
  const show = createRateText(total, context);
  return {
    hooks: {
      onLoadStart: ({ url }) => {
        if (!isLoopbackHost(hostOf(url)))
          context.say(`deliveries to send to ${hostOf(url)}: ${number(total)}`);
      },
      onAnswer: (soFar) => progress.update(() => show(soFar)),
    },
    conclude: (report) => {
      progress.clear();
      printLoadReport(report, context);
      if (isGivenUp(report, context)) context.say("gave up: nobody takes a connection there");
      return outcomeOf(report, context);
    },
  };
}

function isGivenUp({ sent, total }: LoadReport, { signal }: CommandContext) {
  return sent < total && !signal.aborted;
}

function outcomeOf(
  { accepted, answered, total, unreachable }: LoadReport,
  { signal }: CommandContext,
): Outcome {
  if (signal.aborted) return "interrupted";
  if (unreachable > 0 && answered === 0) return "incomplete";
  return accepted === total ? "done" : "refused";
}

/** How fast it goes now: since the line was last shown. */
export function createRateText(
  total: number | null,
  { clock }: Pick<CommandContext, "clock">,
): (soFar: Pick<LoadCounts, "sent" | "answered" | "accepted">) => string {
  let before = { answered: 0, atMs: clock.monotonicMs() };
  return ({ sent, answered, accepted }) => {
    const atMs = clock.monotonicMs();
    const tookMs = Math.max(1, atMs - before.atMs);
    const perSecond = ((answered - before.answered) * 1000) / tookMs;
    before = { answered, atMs };
    const bad = sent - accepted;
    const share = total === null ? number(sent) : `${number(sent)} of ${number(total)}`;
    return `${share}, ${number(perSecond)} a second${bad === 0 ? "" : `, ${number(bad)} not accepted`}`;
  };
}

function printLoadReport(report: LoadReport, context: CommandContext): void {
  if (context.flags.json) {
    context.result(JSON.stringify(report, null, 2));
    return;
  }
  context.result(
    [
      summaryLine(report),
      ...outcomeLines(report),
      ...latencyLines(report.latencyMs, report.histogram, report.rate !== null),
    ].join("\n"),
  );
  for (const exchange of report.examples) context.detail(`for example: ${outcomeText(exchange)}`);
}

function summaryLine(report: LoadReport): string {
  const { sent, total, elapsedMs, perSecond, concurrency, rate } = report;
  const share = sent === total ? number(sent) : `${number(sent)} of ${number(total)}`;
  const asked = rate === null ? "" : `, ${number(rate)} a second asked for`;
  return `${share} deliveries in ${(elapsedMs / 1000).toFixed(2)} s: ${number(perSecond)} answered a second, ${number(concurrency)} at a time${asked}`;
}

function outcomeLines(report: LoadReport): readonly string[] {
  const { byStatus, byFailure, interrupted, overdue } = report;
  const rows = [
    ...Object.entries(byStatus),
    ...Object.entries(byFailure),
    ["interrupted", interrupted] as const,
    ["due, not sent", overdue] as const,
  ].filter(([, times]) => times > 0);
  return rows.length === 0
    ? []
    : ["", renderColumns(rows.map(([what, times]) => [what, number(times)]))];
}
