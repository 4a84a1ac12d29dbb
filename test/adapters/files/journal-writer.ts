/** Fills a journal from a process of its own. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createJournalStore } from "../../../src/adapters/files/journal-store.js";
import { systemRandom } from "../../../src/adapters/process/system.js";
import { createIdSource, TAG_BYTES } from "../../../src/journal/id.js";
import { createJournal } from "../../../src/journal/journal.js";
import { captured, STARTED_MS } from "../../journal/sample-entry.js";

const SCRIPT = fileURLToPath(import.meta.url);
/** Beyond what any test writes: nothing is dropped. */
const KEEP_BYTES = 2 ** 33;

/**
 * Its entries' steps are `writer/0`, `writer/1`, …; it says a line on stdout
 * when it begins.
 */
export function startWriter(
  folder: string,
  writer: string,
  count: number,
): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, ["--import", "tsx", SCRIPT, folder, writer, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** What an entry's request holds: which one it is, and a length of its own. */
export function bodyOf(writer: string, at: number): string {
  return `${writer}/${at}/${"x".repeat((at * 37) % 6000)}`;
}

function writeEntries(folder: string, writer: string, count: number): void {
  const journal = createJournal(
    createJournalStore({ folder, random: systemRandom, keepBytes: KEEP_BYTES }),
  );
  const ids = createIdSource(systemRandom.bytes(TAG_BYTES));
  for (let at = 0; at < count; at += 1) {
    journal.append(
      captured({ body: bodyOf(writer, at) }, {}, { id: ids(STARTED_MS), step: `${writer}/${at}` }),
    );
  }
}

const [, script, folder, writer, count] = process.argv;
if (script === SCRIPT && folder !== undefined && writer !== undefined) {
  process.stdout.write("writing\n");
  writeEntries(folder, writer, Number(count));
}
