/** `deliveries export`: reads the journal, writes a file or stdout. */
import { resolve } from "node:path";
import type { JournalEntry } from "../../../journal/entry.js";
import { exportDeliveries, findDelivery } from "../../../tasks/journal/export-deliveries.js";
import type { CommandRun } from "../../define-command.js";
import { writeNamedFile } from "../../session/named-files.js";
import { assertOutIsNotRead } from "../../session/out-file.js";
import type { Options } from "./deliveries-export.js";

export const run: CommandRun<Options> = async (session, input) => {
  const { format, out } = input.options;
  await assertOutIsNotRead(out, [], session);
  const journal = await session.openJournal();
  const entries: JournalEntry[] = [];
  for (const id of input.arguments) entries.push(await findDelivery(journal, id));
  const text = await exportDeliveries(entries, format, {
    profile: await session.openProfileAtHand(),
    version: session.version,
    nowMs: session.clock.nowMs(),
  });
  if (out === undefined) {
    session.result(text, "exact");
    return "done";
  }
  await writeNamedFile(out, text, session);
  session.say(`wrote ${resolve(session.cwd, out)}`);
  return "done";
};
