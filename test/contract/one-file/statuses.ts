/** A report format: a check and its status on each line. */
import type { ReportFormat } from "../../../src/reports/formats/format.js";

export const statuses: ReportFormat = {
  render: ({ checks }) => checks.map(({ id, status }) => `${id} ${status}\n`).join(""),
};
