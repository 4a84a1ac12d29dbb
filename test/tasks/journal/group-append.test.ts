/** Entries of one turn are written together, and nobody goes on before theirs is written. */
import { expect, it } from "vitest";
import { createJournal } from "../../../src/journal/journal.js";
import { recordsIn } from "../../../src/journal/codec.js";
import { createGroupAppend } from "../../../src/tasks/journal/group-append.js";
import { captured } from "../../journal/sample-entry.js";

function turns() {
  const waiting: (() => void)[] = [];
  return {
    next: () => new Promise<void>((resolve) => waiting.push(resolve)),
    pass: async () => {
      for (const each of waiting.splice(0)) each();
      await new Promise(setImmediate);
    },
  };
}

it("writes what came in a turn at once, and resolves only then", async () => {
  const { next, pass } = turns();
  const written: (readonly string[])[] = [];
  const done: string[] = [];
  const append = createGroupAppend<string>((entries) => written.push(entries), next);
  const all = ["a", "b"].map((each) => append(each).then(() => done.push(each)));
  await new Promise(setImmediate);
  expect([written, done]).toEqual([[], []]);
  await pass();
  await Promise.all(all);
  expect([written, done]).toEqual([[["a", "b"]], ["a", "b"]]);
  const third = append("c");
  await pass();
  await third;
  expect(written).toEqual([["a", "b"], ["c"]]);
});

it("fails for everybody whose entry could not be written, and goes on", async () => {
  const { next, pass } = turns();
  const disk = { isFull: true };
  const append = createGroupAppend<string>(() => {
    if (disk.isFull) throw new Error("full");
  }, next);
  const all = Promise.allSettled([append("a"), append("b")]);
  await pass();
  expect((await all).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  disk.isFull = false;
  const later = append("c");
  await pass();
  await expect(later).resolves.toBeUndefined();
});

it("puts the entries of two days into the files of both", () => {
  const appended: [string, number][] = [];
  const journal = createJournal({
    append: (bytes, ms) =>
      appended.push([new Date(ms).toISOString().slice(0, 10), [...recordsIn(bytes)].length]),
    list: () => Promise.resolve([]),
  });
  const entryAt = (at: string) => ({ ...captured({}, {}, { id: "a".repeat(12) }), at });
  const days = ["2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00.000Z", "2026-02-01T00:00:00.001Z"];
  journal.appendAll(days.map(entryAt));
  expect(appended).toEqual([
    ["2026-01-31", 1],
    ["2026-02-01", 2],
  ]);
});
