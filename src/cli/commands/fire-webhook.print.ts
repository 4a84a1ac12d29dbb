/** What `fire-webhook` says: an attempt a line while it goes, and the result. */
import { renderDuration } from "../../core/duration.js";
import type { Exchange, RecordedBody } from "../../core/exchange.js";
import type { WebhookTamperKind } from "../../protocols/webhook/tamper.js";
import type { FireOrder, FireReport } from "../../tasks/fire-deliveries.js";
import type { CommandContext } from "../command.js";

export function createAttemptPrinter(
  context: CommandContext,
): NonNullable<FireOrder["onAttempt"]> {
  return ({ number, sent, nextInMs }) => {
    const { exchange } = sent;
    context.detail(renderExchange(exchange));
    if (number === 1 && nextInMs === null) return;
    const again =
      nextInMs === null ? "" : `; again in ${renderDuration(nextInMs)}`;
    context.say(`attempt ${number}: ${outcomeText(exchange)}${again}`);
  };
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

function outcomeText({ response, failure, durationMs }: Exchange): string {
  const took = renderDuration(durationMs);
  if (response === null) return `${failure?.message ?? "no reply"} (${took})`;
  const body = bodyText(response.body).replaceAll(/\s+/g, " ").trim();
  const shown = body.length > 160 ? `${body.slice(0, 160)}…` : body;
  return `${response.status}${shown === "" ? "" : ` ${shown}`} (${took})`;
}

function renderExchange({ request, response, failure }: Exchange): string {
  const headers = (pairs: Exchange["request"]["headers"]) =>
    pairs.map(([name, value]) => `  ${name}: ${value}`);
  return [
    `--> ${request.method} ${request.url}`,
    ...headers(request.headers),
    ...(request.body === null ? [] : [`  ${bodyText(request.body)}`]),
    response === null
      ? `<-- ${failure?.message ?? "no reply"}`
      : `<-- ${response.status}`,
    ...(response === null
      ? []
      : [...headers(response.headers), `  ${bodyText(response.body)}`]),
  ].join("\n");
}

function bodyText(body: RecordedBody): string {
  return body.text ?? `(${body.bytes} bytes that are no UTF-8)`;
}
