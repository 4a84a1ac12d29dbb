/** Writes a file that the user named; one that cannot be written is the user's to mend. */
import { UserError } from "../../core/errors.js";
import type { CommandContext } from "../command.js";
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
  await explained(file, () => files.writeWhole(resolve(cwd, file), text));
}

/**
 * The same, piece by piece: the file is whole afterwards, or as it was.
 *
 * @throws {UserError} `file_unwritable`
 */
export async function writeNamedPieces(
  file: string,
  pieces: AsyncIterable<string>,
  { appendFiles, cwd }: Pick<CommandContext, "appendFiles" | "cwd">,
): Promise<void> {
  await explained(file, () => appendFiles.replace(resolve(cwd, file), pieces));
}

/**
 * The same, where nothing may be replaced.
 *
 * @throws {UserError} `file_exists`, `file_unwritable`
 */
export async function writeNewNamedFile(
  file: string,
  text: string,
  { files, cwd }: Pick<CommandContext, "files" | "cwd">,
): Promise<void> {
  const path = resolve(cwd, file);
  const isWritten = await explained(file, () => files.writeNew(path, text));
  if (isWritten) return;
  throw new UserError(
    "file_exists",
    `${file} exists already, and nothing was written`,
    "Choose another place, or replace it with --force.",
  );
}

async function explained<Result>(file: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw new UserError(
      "file_unwritable",
      `${file} could not be written: ${(error as Error).message}`,
      "Check the path, its permissions and the room on the disk.",
      { cause: error },
    );
  }
}
