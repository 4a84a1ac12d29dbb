/** What `sign-entry` prints: the URL alone, or with --json all that is known of it. */
import type { SignedEntry } from "../../../protocols/entry/sign.js";
import type { CommandContext } from "../../command.js";

export async function printEntry(
  entry: SignedEntry,
  withQr: boolean,
  context: CommandContext,
  judged: object = {},
): Promise<void> {
  context.result(context.flags.json ? JSON.stringify({ ...entry, ...judged }, null, 2) : entry.url);
  if (!withQr) return;
  const { renderUnicodeCompact } = await import("uqr");
  // The URL alone is the result; the picture is said about it.
  context.say(`\n${renderUnicodeCompact(entry.url)}`);
}
