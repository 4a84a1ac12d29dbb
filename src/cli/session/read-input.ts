/** Reads what the user named: a file, or by a flag `@file` or `-` for stdin. Never inline, so that nothing lands in a shell's history. */
import { resolve } from "node:path";
import { UserError } from "../../core/errors.js";
import type { CommandContext } from "../command.js";

export async function readInput(
  flag: string,
  value: string,
  context: CommandContext,
): Promise<Uint8Array> {
  if (value === "-") return context.terminal.readStdin();
  if (!value.startsWith("@")) {
    throw new UserError(
      "flag_invalid",
      `${flag} ${value}: neither @file nor -`,
      `Write ${flag} @${value} to read the file, or ${flag} - to read stdin.`,
    );
  }
  const bytes = await readNamedFile(value.slice(1), context);
  if (bytes !== null) return bytes;
  throw new UserError("file_not_found", `${flag} ${value}: there is no such file`);
}

/**
 * @param file as given; relative to where the command runs
 * @returns null when there is none
 * @throws {UserError} `file_unreadable`, such as a folder
 */
export async function readNamedFile(
  file: string,
  { files, cwd }: Pick<CommandContext, "files" | "cwd">,
): Promise<Uint8Array | null> {
  try {
    return await files.readBytes(resolve(cwd, file));
  } catch (error) {
    throw new UserError(
      "file_unreadable",
      `${file} cannot be read: ${(error as Error).message}`,
      "Check that it is a file, and its permissions.",
      { cause: error },
    );
  }
}
