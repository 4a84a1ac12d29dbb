import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  keyOf,
  type OutcomeLine,
  type PageLine,
  type RunIdentity,
} from "../../../src/tasks/payments/journal-lines.js";
import { writeText } from "../../../src/core/text-out.js";
import { openSyncJournal } from "../../../src/tasks/payments/sync-journal.js";
import { currencySums } from "../../../src/tasks/payments/tally.js";
import { memoryAppendFile } from "./memory-append-file.js";

const RUN: RunIdentity = {
  profile: "/game/playcamp-gw.json",
  source: "https://game.example.com/payments",
  push: "https://sdk-api.example.com",
  from: "2026-01-05T00:00:00.000Z",
  to: "2026-01-06T00:00:00.000Z",
  settings: "abc",
};

function pushed(id: string, page: number, amount = "9.99"): OutcomeLine {
  return {
    id,
    kind: "payment",
    outcome: "pushed",
    amount,
    currency: "USD",
    content: "c",
    page,
  };
}

function settled(page: number, fresh: number): PageLine {
  const next = {
    position: { kind: "number", number: page + 2 } as const,
    pages: page + 1,
    received: fresh,
    emptyPages: 0,
    probing: false,
  };
  return {
    page,
    window: 0,
    pass: 1,
    fetched: fresh,
    fresh,
    repeats: 0,
    moved: 0,
    conflicts: 0,
    outside: 0,
    next,
    marks: [`page:${page}`],
  };
}

async function writtenRun() {
  const file = memoryAppendFile();
  const journal = await openSyncJournal(file, RUN, "none");
  await journal.addOutcomes([pushed("tx-1", 0), pushed("거래-2", 0, "0.01")]);
  await journal.addPage(settled(0, 2));
  await journal.addOutcomes([pushed("tx-3", 1), pushed("tx-4", 2)]);
  await journal.addPage(settled(1, 1));
  await journal.addOutcomes([pushed("tx-5", 2)]);
  return file;
}

describe("openSyncJournal", () => {
  it("gives a resumed shard what others may have too, and since when they need not wait", async () => {
    const file = memoryAppendFile();
    const shard = { ...RUN, shard: "2/4" };
    const journal = await openSyncJournal(file, shard, "none");
    const at = "2026-01-05T06:00:00.000Z";
    await journal.addOutcomes([pushed("inner", 0), { ...pushed("border", 0), at }]);
    expect(journal.through()).toBeNull();
    await journal.addThrough("2026-01-07T00:00:00.000Z");
    const resumed = await openSyncJournal(file, shard, "resume");
    expect(resumed.listed).toEqual(journal.listed);
    expect(resumed.listed.lines).toMatchObject([{ id: "border", at }]);
    expect(resumed.through()).toBe("2026-01-07T00:00:00.000Z");
    await expect(openSyncJournal(file, { ...RUN, shard: "2/3" }, "resume")).rejects.toThrow("2/4");
    await expect(openSyncJournal(file, RUN, "resume")).rejects.toThrow("another shard: 2/4");
  });

  it("gives a resumed run the counts, sums and position of the broken one", async () => {
    const file = await writtenRun();
    const journal = await openSyncJournal(file, RUN, "resume");
    expect(journal.resumed).toBe(true);
    expect(journal.finished).toBe(false);
    expect(journal.tally.outcomes.pushed).toBe(5);
    expect(journal.tally.fetched).toBe(3);
    expect(currencySums(journal.tally)).toEqual([
      { currency: "USD", outcome: "pushed", count: 5, amount: "39.97" },
    ]);
    expect(journal.position.page).toBe(2);
    expect(journal.position.state?.seen).toEqual(["page:0", "page:1"]);
  });

  it("hands out what was settled on pages that were not", async () => {
    const file = await writtenRun();
    const { recovered } = await openSyncJournal(file, RUN, "resume");
    expect([...recovered.values()].map(({ id }) => id)).toEqual(["tx-4", "tx-5"]);
  });

  it("finds every transaction by reading its line, and no other", async () => {
    const file = await writtenRun();
    const journal = await openSyncJournal(file, RUN, "resume");
    const find = (id: string) => journal.find(keyOf("payment", id, undefined));
    for (const id of ["tx-1", "거래-2", "tx-3", "tx-4", "tx-5"])
      expect((await find(id))?.id).toBe(id);
    expect(find("tx-6")).toBeNull();
    expect(journal.find(keyOf("refund", "tx-1", undefined))).toBeNull();
  });

  it("will not begin again over an unfinished run, nor resume another one", async () => {
    const file = await writtenRun();
    await expect(openSyncJournal(file, RUN, "none")).rejects.toMatchObject({
      code: "sync_unfinished",
    });
    const other = { ...RUN, settings: "changed" };
    await expect(openSyncJournal(file, other, "resume")).rejects.toMatchObject({
      code: "sync_changed",
    });
    const restarted = await openSyncJournal(file, other, "restart");
    expect(restarted.tally.outcomes.pushed).toBe(0);
  });

  it("begins anew after a finished run, and shows it again when resumed", async () => {
    const file = await writtenRun();
    await (await openSyncJournal(file, RUN, "resume")).end();
    const again = await openSyncJournal(file, RUN, "resume");
    expect(again.finished).toBe(true);
    expect(again.tally.outcomes.pushed).toBe(5);
    const anew = await openSyncJournal(file, RUN, "none");
    expect(anew.resumed).toBe(false);
    expect(anew.tally.outcomes.pushed).toBe(0);
  });

  it("survives being cut off at any byte: a whole number of lines remains", async () => {
    const whole = (await writtenRun()).text();
    const bytes = Buffer.from(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), async (cut) => {
        const text = bytes.subarray(0, cut).toString("latin1");
        const file = memoryAppendFile();
        file.append([Buffer.from(text, "latin1").toString("utf8")], writeText);
        const journal = await openSyncJournal(file, RUN, "resume");
        await journal.addOutcomes([pushed("tx-9", 9)]);
        const resumed = await openSyncJournal(file, RUN, "resume");
        const lines = whole.slice(0, -1).split("\n");
        const kept = file.text().trimEnd().split("\n").slice(0, -1);
        expect(kept).toEqual(lines.slice(0, Math.max(1, kept.length)));
        expect(resumed.find(keyOf("payment", "tx-9", undefined))).not.toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});
