/** Fills a journal from a process of its own; run as a script by journal-store.test.ts. */
import { fileURLToPath } from "node:url";
import { createJournalStore } from "../../src/adapters/journal-store.js";
import { systemRandom } from "../../src/adapters/system.js";
import { createIdSource, TAG_BYTES } from "../../src/journal/id.js";
import { createJournal } from "../../src/journal/journal.js";
import { captured, STARTED_MS } from "../journal/sample-entry.js";

/** The file to run. */
export const WRITER = fileURLToPath(import.meta.url);

/** @param count how many entries; each says which one it is, and has a body of a length of its own */
function writeEntries(folder: string, writer: string, count: number): void {
  const journal = createJournal(
    createJournalStore({ folder, random: systemRandom }),
  );
  const ids = createIdSource(systemRandom.bytes(TAG_BYTES));
  for (let at = 0; at < count; at += 1) {
    journal.append(
      captured(
        { body: `${writer}/${at}/${"x".repeat((at * 37) % 6000)}` },
        {},
        { id: ids(STARTED_MS), step: `${writer}/${at}` },
      ),
    );
  }
}

const [, script, folder, writer, count] = process.argv;
if (script === WRITER && folder !== undefined && writer !== undefined) {
  process.stdout.write("writing\n");
  writeEntries(folder, writer, Number(count));
}
