/** `webhooks logs`: one page of deliveries. */
import { type DeliveryLog, readDeliveryLog } from "../../../protocols/webhook/management.js";
import { shortLine } from "../../../reports/printable.js";
import { listAll } from "../../../tasks/webhooks/list-webhooks.js";
import type { CommandRun } from "../../define-command.js";
import { renderColumns } from "../../output/columns.js";
import type { Options } from "./webhooks-logs.js";
import { sayRefusal, openSdkApi } from "./webhooks-run.js";

const DEFAULT_LIMIT = 20;

export const run: CommandRun<Options> = async (session, { arguments: [id = ""], options }) => {
  const callApi = await openSdkApi(session, await session.openProfile(options), "webhooks logs");
  const listed = await listAll(callApi, {
    step: `logs of webhook ${id}`,
    path: ["webhooks", id, "logs"],
    page: options.page ?? 1,
    limit: options.limit ?? DEFAULT_LIMIT,
    read: readDeliveryLog,
  });
  if (!listed.ok) return sayRefusal(listed.answer, session);
  const { items, pagination } = listed;
  if (session.flags.json) session.result(JSON.stringify({ logs: items, pagination }, null, 2));
  else if (items.length === 0) session.say("no deliveries");
  else session.result(renderColumns([HEAD, ...items.map(rowOf)]));
  if (pagination !== null && pagination.totalPages > 1)
    session.say(
      `page ${pagination.page} of ${pagination.totalPages}, ${pagination.total} deliveries; --page shows another`,
    );
  return "done";
};

const HEAD = ["id", "created", "event", "status", "attempt", "next", "answer"];

function rowOf(log: DeliveryLog): readonly string[] {
  const { attempt, maxAttempts, responseStatus, responseBody } = log;
  return [
    shortLine(log.id, 40),
    timeOf(log.createdAt),
    shortLine(log.eventType, 40),
    shortLine(log.status, 12),
    `${attempt ?? "?"} of ${maxAttempts ?? "?"}`,
    log.nextRetryAt === null ? "-" : timeOf(log.nextRetryAt),
    shortLine(`${responseStatus ?? ""} ${responseBody ?? ""}`.trim(), 80) || "-",
  ];
}

function timeOf(iso: string | null): string {
  return shortLine((iso ?? "?").replace("T", " ").replace(/\.\d+Z$/, ""), 24);
}
