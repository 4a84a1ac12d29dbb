/** `replay --edit`: the body in the user's editor, before it is sent. */
import { join } from "node:path";
import { UserError } from "../../../core/errors.js";
import { parseJson } from "../../../core/json/read.js";
import type { StoredMessage } from "../../../journal/message.js";
import { editableBody, editedMessage } from "../../../tasks/replay/edit-body.js";
import type { CommandContext } from "../../command.js";

/**
 * @throws {UserError} `usage`, `edit_impossible`, `edit_failed`, `edit_unchanged`
 */
export async function editFirst(
  messages: readonly StoredMessage[],
  context: CommandContext,
): Promise<readonly StoredMessage[]> {
  const { flags, folders, files, random, appendFiles } = context;
  const [message, ...others] = messages;
  if (message === undefined || others.length > 0)
    throw new UserError("usage", "--edit changes one message", "Name one.");
  if (!flags.input)
    throw new UserError(
      "usage",
      "--edit opens an editor, which needs a terminal",
      "Change the body with --set body.path=value instead.",
    );
  const { text, isJson } = editableBody(message);
  const name = `${Buffer.from(random.bytes(6)).toString("hex")}.${isJson ? "json" : "txt"}`;
  const path = join(folders.state, "edits", name);
  const shown = text.endsWith("\n") ? text : `${text}\n`;
  await files.writePrivate(path, shown);
  try {
    const end = await context.editFile(path);
    if (end.kind !== "exited" || end.code !== 0)
      throw new UserError(
        "edit_failed",
        `the editor ${end.kind === "not-started" ? `could not be started: ${end.message}` : "did not end well"}; nothing is sent`,
        "VISUAL or EDITOR names the editor to use.",
      );
    const bytes = await files.readBytes(path);
    const edited = bytes === null ? shown : Buffer.from(bytes).toString("utf8");
    if (edited === shown)
      throw new UserError(
        "edit_unchanged",
        "nothing was changed, so nothing is sent",
        "Leave --edit out to send it as it was.",
      );
    if (isJson && !parseJson(edited).ok)
      context.say("warning: the edited body is no JSON any more; it is sent as you left it");
    // Editors end a text with a line end that was not in the body.
    return [editedMessage(message, text.endsWith("\n") ? edited : edited.replace(/\r?\n$/, ""))];
  } finally {
    await appendFiles.remove(path);
  }
}
