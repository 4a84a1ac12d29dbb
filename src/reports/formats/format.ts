/** What a report format is; the formats themselves are one file each, listed in `index.ts`. */
import type { ConformanceReport } from "../../core/report.js";

/** What of a failing run fits on a screen. */
export const SHORT_TABLE_LINES = 60;

export interface RenderOptions {
  /** ANSI colours; only the table has any. */
  readonly color: boolean;
  /** Width of the terminal, for the table. */
  readonly columns: number;
  /** The table of a failing run in at most {@link SHORT_TABLE_LINES} lines. Default: whole. */
  readonly short?: boolean;
  /** Symbols beyond ASCII in the table. Default: true. */
  readonly unicode?: boolean;
  /** The most bytes of UTF-8 that a markdown report may have. Default: 1 MiB, GitHub's limit of a step summary. */
  readonly maxBytes?: number;
}

export interface ReportFormat {
  /** @returns the whole report, ending with a newline */
  readonly render: (report: ConformanceReport, options: RenderOptions) => string;
}
