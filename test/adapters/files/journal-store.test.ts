import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { repetitions } from "../../soak.js";
import {
  createJournalStore,
  type JournalStoreOptions,
} from "../../../src/adapters/files/journal-store.js";
import { systemRandom } from "../../../src/adapters/process/system.js";
import { EVERYTHING } from "../../../src/journal/filter.js";
import { createIdSource } from "../../../src/journal/id.js";
import { createJournal } from "../../../src/journal/journal.js";
import { captured, STARTED_MS } from "../../journal/sample-entry.js";
import { writeTogether } from "../../bench/journal-writers.js";
import { startWriter } from "./journal-writer.js";

let folder = "";
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "journal-")), "a", "journal");
});
afterEach(() => rmSync(join(folder, "../.."), { recursive: true }));

const DAY_MS = 86_400_000;
const ids = createIdSource(new Uint8Array([7, 7, 7]));

function store(options: Partial<JournalStoreOptions> = {}) {
  return createJournalStore({ folder, random: systemRandom, ...options });
}

function entry(step = "", body = "x") {
  return captured({ body }, {}, { id: ids(STARTED_MS), step });
}

async function steps(): Promise<readonly string[]> {
  const listed = await createJournal(store()).list(EVERYTHING);
  return listed.map((each) => each.step);
}

/** Of a process that has surely ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.on("exit", resolve));
  return child.pid ?? 0;
}

describe("a journal on disk", () => {
  it("gives back what was appended, to its owner alone", async () => {
    const journal = createJournal(store());
    const first = entry("first");
    journal.append(first);
    journal.append(entry("second"));
    expect(await steps()).toEqual(["first", "second"]);
    expect(await journal.read(first.id)).toEqual([first]);
    expect(await journal.read(first.id.slice(0, 8))).toHaveLength(1);
    expect(await journal.read(first.id.slice(-4))).toHaveLength(2);
    expect((await journal.last())?.step).toBe("second");
    const [file = ""] = readdirSync(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it("is empty where there is no folder", async () => {
    const journal = createJournal(store());
    expect(await journal.list(EVERYTHING)).toEqual([]);
    expect(await journal.last()).toBeNull();
  });

  it("reads past a torn end, and a later process writes on behind it", async () => {
    createJournal(store({ pid: await deadPid() })).append(entry("whole"));
    const [file = ""] = readdirSync(folder);
    const bytes = readFileSync(join(folder, file));
    appendFileSync(join(folder, file), bytes.subarray(0, bytes.length - 9));
    expect(await steps()).toEqual(["whole"]);
    createJournal(store()).append(entry("after"));
    expect(await steps()).toEqual(["whole", "after"]);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("leaves the file of a process that lives alone", async () => {
    createJournal(store({ pid: process.ppid })).append(entry("theirs"));
    createJournal(store()).append(entry("ours"));
    expect(readdirSync(folder)).toHaveLength(2);
    expect(await steps()).toEqual(["theirs", "ours"]);
  });

  it("reads a file that changes hands between listing and reading", async () => {
    const dead = await deadPid();
    createJournal(store({ pid: dead })).append(entry("moved"));
    const [listed] = await store().list();
    createJournal(store()).append(entry("mover"));
    expect(readdirSync(folder)[0]).not.toContain(`.${dead}.`);
    expect(Buffer.from((await listed?.read()) ?? []).toString()).toContain("moved");
  });

  it("goes on in a new file where its own has been deleted", async () => {
    const journal = createJournal(store());
    journal.append(entry("lost"));
    readdirSync(folder).forEach((name) => rmSync(join(folder, name)));
    journal.append(entry("kept"));
    expect(await steps()).toEqual(["kept"]);
  });

  it("drops files older than it keeps", async () => {
    createJournal(store()).append(entry("old"));
    const later = STARTED_MS + 31 * DAY_MS;
    const young = captured({}, {}, { id: ids(later), step: "young" });
    createJournal(store()).append({
      ...young,
      at: new Date(later).toISOString(),
    });
    expect(await steps()).toEqual(["young"]);
  });

  it.each([80 * 365, 200])("drops nothing where the clock has jumped by %i days", async (days) => {
    createJournal(store()).append(entry("first"));
    const later = STARTED_MS + days * DAY_MS;
    const jumped = captured({}, {}, { id: ids(later), step: "jumped" });
    const append = () =>
      createJournal(store()).append({ ...jumped, at: new Date(later).toISOString() });
    append();
    append();
    expect(await steps()).toContain("first");
  });

  it("drops the oldest files beyond its size, and nothing else in the folder", async () => {
    const journal = createJournal(store({ fileBytes: 1, keepBytes: 10_000 }));
    for (let at = 0; at < 6; at += 1) {
      journal.append(entry(String(at), "y".repeat(3_000)));
      readdirSync(folder).forEach((name) => {
        const path = join(folder, name);
        const time = statSync(path).mtimeMs / 1000 - 60;
        utimesSync(path, time, time);
      });
      writeFileSync(join(folder, "notes.txt"), "mine");
    }
    const kept = await steps();
    expect(kept.at(-1)).toBe("5");
    expect(kept.length).toBeLessThan(5);
    expect(kept).toEqual([...kept].sort());
    expect(existsSync(join(folder, "notes.txt"))).toBe(true);
  });
});

describe("several processes", () => {
  const writers = repetitions({ quick: 4, full: 8 });

  it(`lose nothing and mix nothing: ${writers} with 1,250 entries each`, async () => {
    const written = await writeTogether(writers, 1_250);
    expect(written).toMatchObject({ whole: writers * 1_250, lost: 0, wrong: [] });
  });

  it("leave a readable journal when one is killed while it writes", async () => {
    const writer = startWriter(folder, "killed", 1_000_000);
    await new Promise((resolve) => writer.stdout.once("data", resolve));
    while ((await steps()).length < 20) await new Promise((resolve) => setImmediate(resolve));
    const ended = new Promise((resolve) => writer.on("exit", resolve));
    writer.kill("SIGKILL");
    await ended;
    const before = await steps();
    createJournal(store()).append(entry("after"));
    const after = await steps();
    expect([...after].sort()).toEqual([...before, "after"].sort());
    expect(before).toEqual(before.map((_, at) => `killed/${at}`));
  }, 180_000);
});
