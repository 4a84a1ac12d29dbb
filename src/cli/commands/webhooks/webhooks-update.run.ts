/** `webhooks update`: sends what changes, and nothing else. */
import { UserError } from "../../../core/errors.js";
import { readWebhook, type WebhookChange } from "../../../protocols/webhook/management.js";
import { exactLine } from "../../../reports/printable.js";
import type { CommandRun } from "../../command.js";
import { sayRefusal, withWebhookApi } from "./webhooks-run.js";

interface Options {
  readonly url?: string;
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly retryCount?: number;
  readonly timeoutMs?: number;
  readonly sandbox?: boolean;
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  const [id = ""] = input.arguments;
  const change = changeOf(options);
  return withWebhookApi(context, options, "webhooks update", async (callApi) => {
    const answer = await callApi(`update webhook ${id}`, {
      method: "PUT",
      path: [id],
      body: change,
    });
    if (answer.reply.kind !== "data") return sayRefusal(answer, context);
    const webhook = readWebhook(answer.reply.data);
    if (context.flags.json) context.result(JSON.stringify(webhook ?? { id, ...change }, null, 2));
    else context.result(`webhook ${exactLine(id)} is updated`);
    return "done";
  });
};

function changeOf(options: Options): WebhookChange {
  const { url, pause, resume, retryCount, timeoutMs } = options;
  if (pause === true && resume === true)
    throw new UserError("usage", "--pause and --resume exclude each other", "Leave one out.");
  const change = {
    ...(url === undefined ? {} : { url }),
    ...(pause === true ? { isActive: false } : {}),
    ...(resume === true ? { isActive: true } : {}),
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
