/** `profile schema`: prints what the package also holds as a file. */
import { publishedJsonSchema } from "../../../profile/json-schema.js";
import { shareRepeated } from "../../../profile/shared-schema.js";
import type { CommandRun } from "../../define-command.js";
import { writeNamedFile } from "../../session/named-files.js";
import { assertOutIsNotRead } from "../../session/out-file.js";
import type { Options } from "./profile-schema.js";

export const run: CommandRun<Options> = async (context, { options }) => {
  const { out } = options;
  await assertOutIsNotRead(out, [], context);
  const text = `${JSON.stringify(shareRepeated(publishedJsonSchema()), null, 2)}\n`;
  if (out === undefined) {
    context.result(text);
    return "done";
  }
  await writeNamedFile(out, text, context);
  context.say(`written to ${out}; a profile beside it names it in "$schema"`);
  return "done";
};
