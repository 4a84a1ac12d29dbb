/** Writes a file that the user named; one that cannot be written is the user's to mend. */
import { UserError } from "../core/errors.js";
import type { CommandContext } from "./command.js";
import { resolve } from "node:path";

/**
 * @param file as given; relative to where the command runs
 * @throws {UserError} `file_unwritable`
 */
export async function writeNamedFile(
  file: string,
  text: string,
  { files, cwd }: Pick<CommandContext, "files" | "cwd">,
): Promise<void> {
  try {
    await files.writeWhole(resolve(cwd, file), text);
  } catch (error) {
    throw new UserError(
      "file_unwritable",
      `${file} could not be written: ${(error as Error).message}`,
      "Check the path, its permissions and the room on the disk.",
      { cause: error },
    );
  }
}
