/** Makes what a command line says of a profile part of the call, and saves it where that is wanted. */
import { type LineProfile, renderLineProfile } from "../../tasks/open-profile.js";
import type { CommandContext } from "../command.js";
import { writeNewNamedFile } from "./named-files.js";

export interface LinePlace {
  /** Where files are relative to. */
  readonly cwd: string;
  /** The arguments of the call. */
  readonly words: readonly string[];
}

/** @throws {UserError} `file_exists`, `file_unwritable` */
export async function withLine(
  context: CommandContext,
  line: LineProfile | null,
): Promise<CommandContext> {
  if (line === null) return context;
  if (line.saveAs !== null) {
    await writeNewNamedFile(line.saveAs, renderLineProfile(line), context);
    context.say(`wrote ${line.saveAs}`);
  }
  return { ...context, flags: { ...context.flags, line } };
}
