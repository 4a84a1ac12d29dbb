/**
 * Fills one journal from several processes at once, then reads every entry
 * back, whole.
 *
 *     npx tsx test/bench/journal-writers.ts [processes] [entries each]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createJournalStore } from "../../src/adapters/files/journal-store.js";
import { systemRandom } from "../../src/adapters/process/system.js";
import { decodeEntry, recordsIn } from "../../src/journal/codec.js";
import { bodyOf, startWriter } from "../adapters/files/journal-writer.js";

interface WrittenJournal {
  readonly whole: number;
  readonly files: number;
  /** Entries that are not there. */
  readonly lost: number;
  /** Records that are there twice, or are not what was written. */
  readonly wrong: readonly string[];
}

export async function writeTogether(processes: number, each: number): Promise<WrittenJournal> {
  const folder = mkdtempSync(join(tmpdir(), "playcamp-gw-writers-"));
  try {
    const writers = Array.from({ length: processes }, (_, at) => `w${at}`);
    await Promise.all(
      writers.map(
        (writer) => new Promise((resolve) => startWriter(folder, writer, each).on("exit", resolve)),
      ),
    );
    return await readBack(folder, writers, each);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function readBack(
  folder: string,
  writers: readonly string[],
  each: number,
): Promise<WrittenJournal> {
  const files = await createJournalStore({
    folder,
    random: systemRandom,
  }).list();
  const missing = new Set(
    writers.flatMap((writer) => Array.from({ length: each }, (_, at) => `${writer}/${at}`)),
  );
  const wrong: string[] = [];
  let whole = 0;
  for (const file of files) {
    const bytes = (await file.read()) ?? new Uint8Array();
    let end = 0;
    for (const place of recordsIn(bytes)) {
      const entry = decodeEntry(bytes, place);
      const step = entry?.step ?? "";
      const [writer = "", at = ""] = step.split("/");
      const isRight = entry?.request.body?.content === bodyOf(writer, Number(at));
      if (isRight && missing.delete(step)) whole += 1;
      else wrong.push(step);
      end = place.end + 1;
    }
    if (end !== bytes.length) wrong.push(`${bytes.length - end} odd bytes`);
  }
  return { whole, files: files.length, lost: missing.size, wrong };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [processes = 8, each = 10_000] = process.argv.slice(2).map(Number);
  const started = performance.now();
  const result = await writeTogether(processes, each);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  process.stdout.write(`${JSON.stringify({ ...result, seconds }, null, 2)}\n`);
  process.exitCode = result.lost + result.wrong.length === 0 ? 0 : 1;
}
