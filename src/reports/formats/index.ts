/**
 * Every report format. A new one is a file beside this one and a line here.
 *
 * Help and completion need the names alone, so what renders is loaded when it is wanted.
 */
import { namesOf } from "../../core/names-of.js";
import type { ReportFormat } from "./format.js";

const FORMATS = {
  table: async () => (await import("./table.js")).table,
  json: async () => (await import("./json.js")).json,
  junit: async () => (await import("./junit.js")).junit,
  tap: async () => (await import("./tap.js")).tap,
  ctrf: async () => (await import("./ctrf.js")).ctrf,
  markdown: async () => (await import("./markdown.js")).markdown,
  html: async () => (await import("./html.js")).html,
  github: async () => (await import("./github.js")).github,
} as const satisfies Record<string, () => Promise<ReportFormat>>;

export type ReportFormatId = keyof typeof FORMATS;

export const REPORT_FORMAT_IDS = namesOf(FORMATS);

/** The format of that name. */
export function loadReportFormat(id: ReportFormatId): Promise<ReportFormat> {
  return FORMATS[id]();
}
