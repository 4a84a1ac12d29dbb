/** `webhooks delete`: removes one. */
import { exactLine } from "../../../reports/printable.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./webhooks-delete.js";
import { sayRefusal, openSdkApi } from "./webhooks-run.js";

export const run: CommandRun<Options> = async (session, { arguments: [id = ""], options }) => {
  const callApi = await openSdkApi(session, await session.openProfile(options), "webhooks delete");
  const answer = await callApi(`delete webhook ${id}`, {
    method: "DELETE",
    path: ["webhooks", id],
  });
  const { reply, sent } = answer;
  // What is gone is gone, whatever the reply holds.
  const isDone = reply.kind !== "error" && sent.outcome.reply !== null;
  if (!isDone) return sayRefusal(answer, session);
  session.result(
    session.flags.json
      ? JSON.stringify({ id, deleted: true }, null, 2)
      : `webhook ${exactLine(id)} is deleted`,
  );
  return "done";
};
