/** `webhooks delete`: removes one. */
import { exactLine } from "../../../reports/printable.js";
import type { CommandRun } from "../../command.js";
import { sayRefusal, withWebhookApi } from "./webhooks-run.js";

export const run: CommandRun = (context, input) => {
  const options = input.options as { readonly sandbox?: boolean };
  const [id = ""] = input.arguments;
  return withWebhookApi(context, options, "webhooks delete", async (callApi) => {
    const answer = await callApi(`delete webhook ${id}`, {
      method: "DELETE",
      path: [id],
    });
    const { reply, sent } = answer;
    // What is gone is gone, whatever the reply holds.
    const isDone = reply.kind !== "error" && sent.outcome.reply !== null;
    if (!isDone) return sayRefusal(answer, context);
    context.result(
      context.flags.json
        ? JSON.stringify({ id, deleted: true }, null, 2)
        : `webhook ${exactLine(id)} is deleted`,
    );
    return "done";
  });
};
