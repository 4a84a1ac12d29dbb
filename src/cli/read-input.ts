/** Reads what a flag names: `@file`, or `-` for stdin. Never inline, so that nothing lands in a shell's history. */
import { resolve } from "node:path";
import { UserError } from "../core/errors.js";
import type { CommandContext } from "./command.js";

export async function readInput(
  flag: string,
  value: string,
  { files, terminal, cwd }: CommandContext,
): Promise<Uint8Array> {
  if (value === "-") return terminal.readStdin();
  if (!value.startsWith("@")) {
    throw new UserError(
      "flag_invalid",
      `${flag} ${value}: neither @file nor -`,
      `Write ${flag} @${value} to read the file, or ${flag} - to read stdin.`,
    );
  }
  const bytes = await files.readBytes(resolve(cwd, value.slice(1)));
  if (bytes !== null) return bytes;
  throw new UserError(
    "file_not_found",
    `${flag} ${value}: there is no such file`,
  );
}
