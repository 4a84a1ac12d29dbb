/** How `listen` shows what comes in and what it answers: a line each, for a person or as JSON. */
import { Chalk } from "chalk";
import type { UnreadRequest } from "../../../core/server.js";
import { urlWithoutCredentials } from "../../../profile/redaction.js";
import { exactLine } from "../../../reports/printable.js";
import { judgingCommand } from "../../../tasks/webhooks/other-kinds.js";
import type { Arrival, ReceivedDelivery } from "../../../tasks/webhooks/receive-deliveries.js";
import type { CommandContext } from "../../command.js";

type Style = Pick<CommandContext["flags"], "color">;

export function arrivalLine({ id, method, path, bytes, events, callbackIds }: Arrival): string {
  const size = bytes === null ? "not read" : `${bytes} bytes`;
  const callback = callbackIds.length === 1 ? ` ${cut(callbackIds[0] ?? "")}` : "";
  return exactLine(`--> ${id} ${method} ${path} ${summaryOf(events)}${callback} (${size})`);
}

/** For what the HTTP parser refused, or what ended too early. */
export function unreadLine({ reason, firstLine, status }: UnreadRequest): string {
  const shown = JSON.stringify(urlWithoutCredentials(firstLine));
  const begins = firstLine === "" ? "" : ` It begins with ${shown}.`;
  const answered = status === null ? "not answered" : `answered ${status}`;
  return exactLine(`--> NOT READ, ${answered}: ${reason}.${begins}`);
}

/** @param journalId null where no journal is kept */
export function receivedLines(
  delivery: ReceivedDelivery,
  journalId: string | null,
  { color }: Style,
): string {
  const { id, status, durationMs, forwarded, forwardNote, cause } = delivery;
  const ink = new Chalk({ level: color ? 1 : 0 });
  const shown = status < 300 ? ink.green(status) : ink.red.bold(status);
  const rest = [
    `${durationMs} ms`,
    ...(forwarded ? ["passed on"] : forwardNote === null ? [] : ["NOT PASSED ON"]),
    verdictOf(delivery),
    ...(journalId === null ? [] : [`kept as ${journalId}`]),
  ].join(", ");
  const command = cause === null ? null : judgingCommand(cause.id, journalId);
  const more = command === null ? [] : [`playcamp-gw ${command}`];
  return [
    `<-- ${id} ${shown} ${rest}`,
    ...(forwardNote === null ? [] : [`    ${exactLine(forwardNote)}`]),
    ...(cause === null ? [] : [cause.message, ...more].map((line) => `    ${exactLine(line)}`)),
  ].join("\n");
}

export function unreadJson(unread: UnreadRequest): string {
  const firstLine = urlWithoutCredentials(unread.firstLine);
  return JSON.stringify({ event: "unread", ...unread, firstLine });
}

/** @param journalId null where no journal is kept */
export function deliveryJson(delivery: ReceivedDelivery, journalId: string | null): string {
  // To spread it into another object takes as long as all the rest of this.
  const members = JSON.stringify(delivery).slice(1, -1);
  return `{"event":"delivery",${members},"journalId":${JSON.stringify(journalId)}}`;
}

function verdictOf({ bytes, valid }: ReceivedDelivery): string {
  if (bytes === null) return "too long (--max-body)";
  if (valid === null) return "not verified";
  return valid ? "signature valid" : "SIGNATURE INVALID";
}

const MOST_NAMES = 6;
const LONGEST_NAME = 60;

/** `sponsor.created x3, payment.created`: what a person wants to know of a batch. */
function summaryOf(events: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(event, (counts.get(event) ?? 0) + 1);
  if (counts.size === 0) return "no events";
  const parts = [...counts].map(([name, count]) =>
    count === 1 ? cut(name) : `${cut(name)} x${count}`,
  );
  const more = parts.length > MOST_NAMES ? ", …" : "";
  return parts.slice(0, MOST_NAMES).join(", ") + more;
}

function cut(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
}
