/** `webhooks test`: exit 0 when the receiver took the test event. */
import { readTestResult } from "../../../protocols/webhook/management.js";
import { shortLine } from "../../../reports/printable.js";
import type { CommandRun } from "../../define-command.js";
import { sayRefusal, openSdkApi } from "./webhooks-run.js";
import type { Options } from "./webhooks-test.js";

export const run: CommandRun<Options> = async (session, { arguments: [id = ""], options }) => {
  const callApi = await openSdkApi(session, await session.openProfile(options), "webhooks test");
  const answer = await callApi(`test webhook ${id}`, {
    method: "POST",
    path: ["webhooks", id, "test"],
  });
  const result = answer.reply.kind === "data" ? readTestResult(answer.reply.data) : null;
  if (result === null) return sayRefusal(answer, session);
  const { success, responseStatus, responseBody, error } = result;
  const words = [String(responseStatus ?? ""), responseBody ?? "", error ?? ""]
    .filter((word) => word !== "")
    .join(" ");
  session.result(
    session.flags.json
      ? JSON.stringify(result, null, 2)
      : `${success ? "accepted" : "not accepted"}: ${shortLine(words, 200) || "no answer"}`,
  );
  return success ? "done" : "refused";
};
