/** What `fire-webhook` prints when it is done. */
import type { WebhookTamperKind } from "../../../protocols/webhook/tamper.js";
import type { FireReport } from "../../../tasks/webhooks/fire-deliveries.js";
import type { CommandContext } from "../../command.js";
import { outcomeText } from "../../output/exchange-text.js";

/** Whether every delivery was answered as it should be. */
export function behavedCorrectly(
  { total, answered, byStatus }: FireReport,
  kind: WebhookTamperKind | null,
): boolean {
  const isRight = kind?.correct.accepts ?? isSuccess;
  return answered === total && Object.keys(byStatus).every((status) => isRight(Number(status)));
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

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
          behavedCorrectly: behavedCorrectly(report, kind),
        };
  if (context.flags.json) {
    context.result(
      JSON.stringify(
        {
          url: report.url,
          total: report.total,
          accepted: report.accepted,
          statuses: report.statuses,
          byStatus: report.byStatus,
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
  context.result(
    [
      `a delivery with ${kind.title}: ${answer}`,
      `a correct receiver answers ${kind.correct.statuses}: ${kind.correct.why}`,
      behavedCorrectly(report, kind) ? "this one did" : "THIS ONE DID NOT",
    ].join("\n"),
  );
}
