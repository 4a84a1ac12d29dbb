/** Latencies as a load shows them: percentiles, and a histogram. */
import type { LatencyBar, LatencySummary } from "../../tasks/webhooks/load-latency.js";
import { renderColumns } from "./columns.js";

/** @param fromDue whether they count from when each was to be sent */
export function latencyLines(
  latencyMs: LatencySummary | null,
  histogram: readonly LatencyBar[],
  fromDue: boolean,
): readonly string[] {
  if (latencyMs === null) return [];
  const { p50, p90, p99, p999, max } = latencyMs;
  const cells = [p50, p90, p99, p999, max].map(milliseconds);
  const most = Math.max(...histogram.map((bar) => bar.count));
  return [
    "",
    renderColumns([
      ["latency", "p50", "p90", "p99", "p99.9", "max"],
      [fromDue ? "from due" : "", ...cells],
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
export function milliseconds(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Number(ms.toPrecision(3))} ms`;
}

export function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}
