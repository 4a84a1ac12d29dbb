/** What `fire-webhook` prints when it is done. */
import type { WebhookTamperKind } from "../../../protocols/webhook/tamper.js";
import type { FireReport } from "../../../tasks/webhooks/fire-deliveries.js";
import type { CommandContext } from "../../command.js";
import { adviceLines, outcomeText } from "../../output/exchange-text.js";

/**
 * Whether every delivery was answered as it should be. A refusal shows nothing
 * where the right delivery is refused as well.
 */
export function behavedCorrectly(report: FireReport, kind: WebhookTamperKind | null): boolean {
  return answersFit(report, kind) && report.control?.accepted !== false;
}

function answersFit(
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
          ...(report.control === null ? {} : { control: report.control }),
        };
  const last = report.attempts.at(-1)?.exchange;
  const advice = answersFit(report, kind) ? [] : adviceLines(last);
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
          ...(advice.length === 0 ? {} : { advice: advice.join("\n") }),
          attempts: report.attempts.map(({ exchange }) => exchange),
        },
        null,
        2,
      ),
    );
    return;
  }
  const answer = last === undefined ? "nothing was sent" : outcomeText(last);
  if (kind === null) {
    const told =
      report.total === 1
        ? `${report.accepted === 1 ? "accepted" : "not accepted"}: ${answer}`
        : `${report.accepted} of ${report.total} accepted; the last one: ${answer}`;
    context.result([told, ...advice].join("\n"));
    return;
  }
  context.result(
    [
      `a delivery with ${kind.title}: ${answer}`,
      `a correct receiver answers ${kind.correct.statuses}: ${kind.correct.why}`,
      ...verdictLines(report, kind, context),
    ].join("\n"),
  );
}

function verdictLines(
  report: FireReport,
  kind: WebhookTamperKind,
  { signal }: CommandContext,
): readonly string[] {
  if (!answersFit(report, kind)) return ["THIS ONE DID NOT"];
  const { control } = report;
  if (control === null)
    return [signal.aborted ? "interrupted before the right one was tried" : "this one did"];
  const answer = outcomeText(control.exchange);
  return control.accepted
    ? [`this one did, and accepts the same delivery unbroken: ${answer}`]
    : [
        `NOTHING IS SHOWN BY THAT: the same delivery unbroken is not accepted either: ${answer}`,
        ...adviceLines(control.exchange),
      ];
}
