/** Every report format. A new one is a file beside this one, a line here and its name in `ids.ts`. */
import { ctrf } from "./ctrf.js";
import type { ReportFormat } from "./format.js";
import { github } from "./github.js";
import { html } from "./html.js";
import type { ReportFormatId } from "./ids.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { table } from "./table.js";
import { tap } from "./tap.js";

export const REPORT_FORMATS = [
  table,
  json,
  junit,
  tap,
  ctrf,
  markdown,
  html,
  github,
] as const satisfies readonly ReportFormat<ReportFormatId>[];

/** The format of that name. */
export function reportFormat(id: ReportFormatId): ReportFormat {
  const format = REPORT_FORMATS.find((candidate) => candidate.id === id);
  if (format === undefined) throw new TypeError(`no such report format: ${id}`);
  return format;
}
