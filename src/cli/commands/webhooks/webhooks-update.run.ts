/** `webhooks update`: sends what changes, and nothing else. */
import { UserError } from "../../../core/errors.js";
import { readWebhook, type WebhookChange } from "../../../protocols/webhook/management.js";
import { exactLine } from "../../../reports/printable.js";
import type { CommandRun } from "../../define-command.js";
import { assertNotLiveUrl, openSdkApi, sayRefusal } from "./webhooks-run.js";
import type { Options } from "./webhooks-update.js";

export const run: CommandRun<Options> = async (session, { arguments: [id = ""], options }) => {
  const change = changeOf(options);
  const profile = await session.openProfile(options);
  if (change.url !== undefined) assertNotLiveUrl(change.url, profile, session);
  const callApi = await openSdkApi(session, profile, "webhooks update");
  const answer = await callApi(`update webhook ${id}`, {
    method: "PUT",
    path: ["webhooks", id],
    body: change,
  });
  if (answer.reply.kind !== "data") return sayRefusal(answer, session);
  const webhook = readWebhook(answer.reply.data);
  if (session.flags.json) session.result(JSON.stringify(webhook ?? { id, ...change }, null, 2));
  else session.result(`webhook ${exactLine(id)} is updated`);
  return "done";
};

function changeOf(options: Options): WebhookChange {
  const { url, pause, resume, retryCount, timeoutMs } = options;
  if (pause && resume)
    throw new UserError("usage", "--pause and --resume exclude each other", "Leave one out.");
  const change = {
    ...(url === undefined ? {} : { url }),
    ...(pause ? { isActive: false } : {}),
    ...(resume ? { isActive: true } : {}),
    ...(retryCount === undefined ? {} : { retryCount }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  if (Object.keys(change).length > 0) return change;
  throw new UserError(
    "usage",
    "nothing to change is given",
    "Give one of --url, --pause, --resume, --retry-count, --timeout-ms.",
  );
}
