/** Reads and writes what the user named. What is wrong with a place is the user's to correct. */
import { resolve } from "node:path";
import { errorMessage, UserError } from "../../core/errors.js";
import type { CommandContext, Outcome } from "../command.js";

/**
 * `@file`, or `-` for stdin. Never inline, so that nothing lands in a shell's history.
 *
 * @throws {UserError} `flag_invalid`, `file_not_found`, `file_unreadable`
 */
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
      `${file} cannot be read: ${errorMessage(error)}`,
      "Check that it is a file, and its permissions.",
      { cause: error },
    );
  }
}

/**
 * @param file as given; relative to where the command runs
 * @throws {UserError} `file_unwritable`
 */
export async function writeNamedFile(
  file: string,
  text: string,
  { files, cwd, redact }: Pick<CommandContext, "files" | "cwd" | "redact">,
): Promise<void> {
  await explained(file, () => files.writeWhole(resolve(cwd, file), redact(text)));
}

/**
 * The same for what has been found already: a bad path must not cost it.
 *
 * @returns false where it could not be written; stderr says why
 */
export async function keepNamedFile(
  file: string,
  text: string,
  context: Pick<CommandContext, "files" | "cwd" | "redact" | "complain">,
): Promise<boolean> {
  try {
    await writeNamedFile(file, text, context);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.complain(error);
    return false;
  }
}

/** What could not be kept is not green, and what failed has failed. */
export function keptOutcome(outcome: Outcome, isKept: boolean): Outcome {
  return outcome === "done" && !isKept ? "incomplete" : outcome;
}

/**
 * The same as {@link writeNamedFile}, piece by piece: the file is whole afterwards, or as it was.
 *
 * @throws {UserError} `file_unwritable`
 */
export async function writeNamedPieces(
  file: string,
  pieces: AsyncIterable<string>,
  { appendFiles, cwd, redact }: Pick<CommandContext, "appendFiles" | "cwd" | "redact">,
): Promise<void> {
  const path = resolve(cwd, file);
  await explained(file, () => appendFiles.replace(path, redactedPieces(pieces, redact)));
}

/** No line is longer; what is cut off one goes by itself. */
const LONGEST_LINE = 1024 * 1024;

/** Line by line, so that no secret is cut in two where a piece ends. */
async function* redactedPieces(
  pieces: AsyncIterable<string>,
  redact: (text: string) => string,
): AsyncGenerator<string> {
  let held = "";
  for await (const piece of pieces) {
    held += piece;
    const end = held.lastIndexOf("\n") + 1;
    if (end === 0 && held.length < LONGEST_LINE) continue;
    const whole = end === 0 ? held.length : end;
    yield redact(held.slice(0, whole));
    held = held.slice(whole);
  }
  if (held !== "") yield redact(held);
}

/**
 * The same, where nothing may be replaced.
 *
 * @throws {UserError} `file_exists`, `file_unwritable`
 */
export async function writeNewNamedFile(
  file: string,
  text: string,
  { files, cwd, redact }: Pick<CommandContext, "files" | "cwd" | "redact">,
): Promise<void> {
  const path = resolve(cwd, file);
  const isWritten = await explained(file, () => files.writeNew(path, redact(text)));
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
      `${file} could not be written: ${errorMessage(error)}`,
      "Check the path, its permissions and the room on the disk.",
      { cause: error },
    );
  }
}
