/** What `fire-webhook` prints when it is done. */
import type { WebhookTamperKind } from "../../protocols/webhook/tamper.js";
import type { FireReport } from "../../tasks/fire-deliveries.js";
import type { CommandContext } from "../command.js";
import { outcomeText } from "../exchange-text.js";

export function printFireReport(
  report: FireReport,
  kind: WebhookTamperKind | null,
  context: CommandContext,
): void {
  const judged =
    kind === null
      ? {}
      : {
          tamper: kind.id,
          correct: kind.correct.statuses,
          behavedCorrectly:
            report.statuses.length === report.total &&
            report.statuses.every(kind.correct.accepts),
        };
  if (context.flags.json) {
    context.result(
      JSON.stringify(
        {
          url: report.url,
          total: report.total,
          accepted: report.accepted,
          statuses: report.statuses,
          ...judged,
          attempts: report.attempts.map(({ exchange }) => exchange),
        },
        null,
        2,
      ),
    );
    return;
  }
  const last = report.attempts.at(-1)?.exchange;
  const answer = last === undefined ? "nothing was sent" : outcomeText(last);
  if (kind === null) {
    context.result(
      report.total === 1
        ? `${report.accepted === 1 ? "accepted" : "not accepted"}: ${answer}`
        : `${report.accepted} of ${report.total} accepted; the last one: ${answer}`,
    );
    return;
  }
  const right =
    report.statuses.length === report.total &&
    report.statuses.every(kind.correct.accepts);
  context.result(
    [
      `a delivery with ${kind.title}: ${answer}`,
      `a correct receiver answers ${kind.correct.statuses}: ${kind.correct.why}`,
      right ? "this one did" : "THIS ONE DID NOT",
    ].join("\n"),
  );
}
