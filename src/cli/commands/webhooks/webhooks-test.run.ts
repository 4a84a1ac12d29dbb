/** `webhooks test`: exit 0 when the receiver took the test event. */
import { readTestResult } from "../../../protocols/webhook/management.js";
import { shortLine } from "../../../reports/printable.js";
import type { CommandRun } from "../../command.js";
import { sayRefusal, withWebhookApi } from "./webhooks-run.js";

export const run: CommandRun = (context, input) => {
  const options = input.options as { readonly sandbox?: boolean };
  const [id = ""] = input.arguments;
  return withWebhookApi(context, options, "webhooks test", async (callApi) => {
    const answer = await callApi(`test webhook ${id}`, {
      method: "POST",
      path: [id, "test"],
    });
    const result = answer.reply.kind === "data" ? readTestResult(answer.reply.data) : null;
    if (result === null) return sayRefusal(answer, context);
    const { success, responseStatus, responseBody, error } = result;
    const words = [String(responseStatus ?? ""), responseBody ?? "", error ?? ""]
      .filter((word) => word !== "")
      .join(" ");
    context.result(
      context.flags.json
        ? JSON.stringify(result, null, 2)
        : `${success ? "accepted" : "not accepted"}: ${shortLine(words, 200) || "no answer"}`,
    );
    return success ? "done" : "refused";
  });
};
