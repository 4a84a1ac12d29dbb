/** The formats' names alone, so that help and completion need not load what renders them. */
export const REPORT_FORMAT_IDS = [
  "table",
  "json",
  "junit",
  "tap",
  "ctrf",
  "markdown",
  "html",
  "github",
] as const;

export type ReportFormatId = (typeof REPORT_FORMAT_IDS)[number];
