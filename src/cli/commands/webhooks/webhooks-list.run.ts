/** `webhooks list`: reads every page and prints a table. */
import { type ManagedWebhook, readWebhook } from "../../../protocols/webhook/management.js";
import { exactLine, shortLine } from "../../../reports/printable.js";
import { listAll } from "../../../tasks/webhooks/list-webhooks.js";
import type { CommandRun } from "../../define-command.js";
import { renderColumns } from "../../output/columns.js";
import type { Options } from "./webhooks-list.js";
import { openSdkApi, sayCut, sayRefusal } from "./webhooks-run.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  const callApi = await openSdkApi(session, await session.openProfile(options), "webhooks list");
  const listed = await listAll(callApi, {
    step: "list webhooks",
    path: ["webhooks"],
    page: options.page ?? null,
    limit: options.limit ?? null,
    read: readWebhook,
  });
  if (!listed.ok) return sayRefusal(listed.answer, session);
  const { items, pagination } = listed;
  if (session.flags.json) session.result(JSON.stringify({ webhooks: items, pagination }, null, 2));
  else if (items.length === 0) session.say("no webhooks");
  else session.result(renderColumns([HEAD, ...items.map(rowOf)]));
  if (options.page !== undefined && pagination !== null)
    session.say(`page ${pagination.page} of ${pagination.totalPages}`);
  return listed.isCut ? sayCut(listed, session) : "done";
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
