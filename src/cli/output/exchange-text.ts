/** How commands that fire messages show an exchange: in a line, or whole with --verbose. */
import { adviceOn } from "../../core/answer-advice.js";
import { renderDuration } from "../../core/duration.js";
import type { Exchange, RecordedBody } from "../../core/http-exchange.js";
import { printable, shortLine } from "../../reports/printable.js";
import type { RetryOptions } from "../../transport/retry.js";
import type { Terminal } from "../../core/ports.js";
import type { CommandContext } from "../command.js";
import { fold } from "./fold.js";

type OnAttempt = NonNullable<RetryOptions["onAttempt"]>;

/** Shows every attempt with --verbose, and otherwise those of a message that is sent again. */
export function createAttemptPrinter(
  context: Pick<CommandContext, "say" | "detail" | "terminal">,
): OnAttempt {
  return ({ number, sent: { exchange }, nextInMs }) => {
    context.detail(renderExchange(exchange, context.terminal));
    if (number === 1 && nextInMs === null) return;
    const again = nextInMs === null ? "" : `; again in ${renderDuration(nextInMs)}`;
    context.say(`${exchange.step}: ${outcomeText(exchange)}${again}`);
  };
}

/**
 * Status and body, or why there is no reply; one line.
 *
 * @param longestBody in characters
 */
export function outcomeText(
  { response, failure, durationMs }: Exchange,
  longestBody: number = USUAL_BODY,
): string {
  const took = renderDuration(durationMs);
  if (response === null) return `${failure?.message ?? "no reply"} (${took})`;
  const shown = shortLine(bodyText(response.body), longestBody);
  return `${response.status}${shown === "" ? "" : ` ${shown}`} (${took})`;
}

/** What to do about it, as a line of its own; none where the answer speaks for itself. */
export function adviceLines(exchange: Exchange | undefined): readonly string[] {
  const advice = exchange === undefined ? null : adviceOn(exchange);
  return advice === null ? [] : [printable(`→ ${advice}`)];
}

const USUAL_BODY = 160;

/** @param terminal where it is shown: long bodies are folded for a person */
export function renderExchange(
  { step, request, response, failure }: Exchange,
  terminal: Pick<Terminal, "errIsTerminal">,
): string {
  const shown = (body: RecordedBody) => fold(bodyText(body), terminal.errIsTerminal);
  const headers = (pairs: Exchange["request"]["headers"]) =>
    pairs.map(([name, value]) => `  ${name}: ${value}`);
  const lines = [
    `--> ${request.method} ${request.url} (${step})`,
    ...headers(request.headers),
    ...(request.body === null ? [] : [`  ${shown(request.body)}`]),
    response === null ? `<-- ${failure?.message ?? "no reply"}` : `<-- ${response.status}`,
    ...(response === null ? [] : [...headers(response.headers), `  ${shown(response.body)}`]),
  ];
  return printable(lines.join("\n"));
}

function bodyText(body: RecordedBody): string {
  return body.text ?? `(${body.bytes} bytes that are no UTF-8)`;
}
