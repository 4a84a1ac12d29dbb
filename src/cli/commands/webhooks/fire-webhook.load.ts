/** `fire-webhook --concurrency`, `--rate`: many deliveries, a live rate, and what was measured. */
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { WebhookSettings } from "../../../profile/webhook-settings.js";
import { fireLoad, type LoadOrder, type LoadReport } from "../../../tasks/load/fire-load.js";
import type { LoadCounts } from "../../../tasks/load/tally.js";
import type { CommandContext, Outcome } from "../../command.js";
import { renderColumns } from "../../output/columns.js";
import { outcomeText } from "../../output/exchange-text.js";
import { createProgressLine } from "../../output/progress-line.js";
import { sayReplay } from "../../output/replay-line.js";
import type { SandboxFlags } from "../../session/sandbox-options.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./fire-webhook.js";

export type LoadOptions = SandboxFlags &
  Pick<Options, "repeat" | "concurrency" | "rate"> &
  Pick<LoadOrder, "url" | "makeDelivery">;

/** Enough for a rate to be kept up by a target that takes its time. */
const USUAL_LANES_OF_A_RATE = 64;

export async function fireWebhookLoad(
  options: LoadOptions,
  settings: WebhookSettings,
  profile: ResolvedProfile,
  session: Session,
): Promise<Outcome> {
  const { url, makeDelivery, repeat = 1, rate } = options;
  const order = {
    url,
    makeDelivery,
    total: repeat,
    concurrency: options.concurrency ?? (rate === undefined ? 1 : USUAL_LANES_OF_A_RATE),
    perSecond: rate ?? null,
    allowLive: session.flags.allowLive,
  };
  if (!isLoopbackHost(hostOf(url)))
    session.say(`deliveries to send to ${hostOf(url)}: ${number(order.total)}`);
  const progress = createProgressLine(session);
  const show = createRateText(order.total, session);
  const { load } = await session.openClient(profile);
  const report = await fireLoad(
    { ...order, onAnswer: (soFar) => progress.update(() => show(soFar)) },
    settings,
    profile,
    { ...session, http: load },
  );
  progress.clear();
  printLoadReport(report, session);
  if (isGivenUp(report, session)) session.say("gave up: nobody takes a connection there");
  const outcome = outcomeOf(report, session);
  if (outcome !== "done") sayReplay(report.examples.slice(-1), options, profile, session);
  return outcome;
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
function createRateText(total: number, { clock }: CommandContext): (soFar: LoadCounts) => string {
  let before = { answered: 0, atMs: clock.monotonicMs() };
  return ({ sent, answered, accepted }) => {
    const atMs = clock.monotonicMs();
    const tookMs = Math.max(1, atMs - before.atMs);
    const perSecond = ((answered - before.answered) * 1000) / tookMs;
    before = { answered, atMs };
    const bad = sent - accepted;
    return `${number(sent)} of ${number(total)}, ${number(perSecond)} a second${bad === 0 ? "" : `, ${number(bad)} not accepted`}`;
  };
}

function printLoadReport(report: LoadReport, context: CommandContext): void {
  if (context.flags.json) {
    context.result(JSON.stringify(report, null, 2));
    return;
  }
  context.result(
    [summaryLine(report), ...outcomeLines(report), ...latencyLines(report)].join("\n"),
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

function latencyLines({ latencyMs, histogram, rate }: LoadReport): readonly string[] {
  if (latencyMs === null) return [];
  const { p50, p90, p99, p999, max } = latencyMs;
  const cells = [p50, p90, p99, p999, max].map(milliseconds);
  const most = Math.max(...histogram.map((bar) => bar.count));
  return [
    "",
    renderColumns([
      ["latency", "p50", "p90", "p99", "p99.9", "max"],
      [rate === null ? "" : "from due", ...cells],
    ]),
    "",
    renderColumns(
      histogram.map((bar) => [
        `up to ${milliseconds(bar.upToMs)}`,
        number(bar.count),
        "█".repeat(Math.ceil((bar.count / most) * LONGEST_BAR)),
      ]),
    ),
  ];
}

const LONGEST_BAR = 40;

/** Three digits, which is what the histogram knows. */
function milliseconds(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Number(ms.toPrecision(3))} ms`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}
