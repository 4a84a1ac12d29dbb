/** Puts what `init` has made on the disk: all that stands in the way is known before the first byte is written. */
import { errorMessage, UserError } from "../../core/errors.js";
import type { Files } from "../../core/ports.js";

export interface FileToWrite {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

export type Standing = "new" | "same" | "other";

/** What is there already. */
export async function standingOf(
  { path, text }: FileToWrite,
  files: Pick<Files, "readBytes">,
): Promise<Standing> {
  const bytes = await files.readBytes(path);
  if (bytes === null) return "new";
  return Buffer.from(bytes).toString("utf8") === text ? "same" : "other";
}

/**
 * Each file is written whole or not at all, in this order.
 *
 * @returns those that were written
 * @throws {UserError} `file_unwritable`, naming what was written before
 */
export async function writeFiles(
  wanted: readonly FileToWrite[],
  files: Pick<Files, "readBytes" | "writeWhole">,
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const file of wanted) {
    if ((await standingOf(file, files)) === "same") continue;
    try {
      await files.writeWhole(file.path, file.text);
    } catch (error) {
      throw new UserError(
        "file_unwritable",
        `${file.path} could not be written: ${errorMessage(error)}`,
        `Check the path, its permissions and the room on the disk. ${written.length === 0 ? "Nothing was written." : `Written before it: ${written.join(", ")}.`}`,
        { cause: error },
      );
    }
    written.push(file.path);
  }
  return written;
}
