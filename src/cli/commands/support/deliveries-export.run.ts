/** `deliveries export`: reads the journal, writes a file or stdout. */
import { resolve } from "node:path";
import type { JournalEntry } from "../../../journal/entry.js";
import {
  exportDeliveries,
  type ExportFormat,
  findDelivery,
} from "../../../tasks/journal/export-deliveries.js";
import type { CommandRun } from "../../command.js";
import { openJournal } from "../../session/journal.js";
import { profileAtHand } from "../../session/profile-at-hand.js";

interface Options {
  readonly format: ExportFormat;
  readonly out?: string;
}

export const run: CommandRun = async (context, input) => {
  const { format, out } = input.options as unknown as Options;
  const journal = await openJournal(context);
  const entries: JournalEntry[] = [];
  for (const id of input.arguments) entries.push(await findDelivery(journal, id));
  const text = await exportDeliveries(entries, format, {
    profile: await profileAtHand(context),
    version: context.version,
    nowMs: context.clock.nowMs(),
  });
  if (out === undefined) {
    context.result(text);
    return "done";
  }
  const path = resolve(context.cwd, out);
  await context.files.writeWhole(path, text);
  context.say(`wrote ${path}`);
  return "done";
};
