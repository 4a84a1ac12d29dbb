/** `webhooks list`: reads every page and prints a table. */
import { type ManagedWebhook, readWebhook } from "../../../protocols/webhook/management.js";
import { exactLine, shortLine } from "../../../reports/printable.js";
import { listAll } from "../../../tasks/webhooks/list-webhooks.js";
import { renderColumns } from "../../output/columns.js";
import type { CommandRun } from "../../command.js";
import { sayRefusal, withWebhookApi } from "./webhooks-run.js";

interface Options {
  readonly page?: number;
  readonly limit?: number;
  readonly sandbox?: boolean;
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  return withWebhookApi(context, options, "webhooks list", async (callApi) => {
    const listed = await listAll(callApi, {
      step: "list webhooks",
      path: [],
      page: options.page ?? null,
      limit: options.limit ?? null,
      read: readWebhook,
    });
    if (!listed.ok) return sayRefusal(listed.answer, context);
    const { items, pagination } = listed;
    if (context.flags.json)
      context.result(JSON.stringify({ webhooks: items, pagination }, null, 2));
    else if (items.length === 0) context.say("no webhooks");
    else context.result(renderColumns([HEAD, ...items.map(rowOf)]));
    if (options.page !== undefined && pagination !== null)
      context.say(`page ${pagination.page} of ${pagination.totalPages}`);
    return "done";
  });
};

const HEAD = ["id", "event", "state", "retries", "time-out", "url"];

function rowOf(webhook: ManagedWebhook): readonly string[] {
  const { id, eventType, url, isActive, retryCount, timeoutMs } = webhook;
  return [
    shortLine(id, 40),
    shortLine(eventType, 40),
    isActive === null ? "?" : isActive ? "active" : "paused",
    String(retryCount ?? "?"),
    timeoutMs === null ? "?" : `${timeoutMs} ms`,
    exactLine(url),
  ];
}
