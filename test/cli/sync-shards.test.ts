/** `sync-payments --shard` and what `merge-reports` makes of it, beside one run over the same range. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { jsonReply } from "../../src/core/server.js";
import { HERE, type RecordedRun } from "./recording-world.js";
import {
  type GameRecord,
  openStage,
  type PaymentsStage,
  record,
  type StageOptions,
} from "./scripted-payments.js";

const FROM = Date.parse("2026-01-05T00:00:00Z");
const HOUR_MS = 3_600_000;
const RANGE = ["--from", "2026-01-05T00:00:00Z", "--to", "2026-01-06T00:00:00Z"];
/** Of four parts. */
const BORDERS = [6, 12, 18].map((hours) => FROM + hours * HOUR_MS);

const stages: PaymentsStage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});

async function open(options: StageOptions): Promise<PaymentsStage> {
  const stage = await openStage(options);
  stages.push(stage);
  return stage;
}

function at(ms: number): Pick<GameRecord, "at"> {
  return { at: new Date(ms).toISOString() };
}

/** A game that takes its range as written: the beginning included, and the end where `inclusive` says so. */
function game(all: readonly GameRecord[], inclusive = false): StageOptions["page"] {
  return (token, _number, query) => {
    const [from, to] = ["from", "to"].map((name) => Date.parse(query.get(name) ?? ""));
    const given = all.filter(({ at: time = "" }) => {
      const ms = Date.parse(time);
      return ms >= (from ?? 0) && (ms < (to ?? 0) || (inclusive && ms === to));
    });
    const start = Number(token ?? 0);
    const end = Math.min(start + 7, given.length);
    return {
      list: given.slice(start, end),
      ...(end < given.length ? { next: String(end) } : {}),
    };
  };
}

/** A payment an hour, and those at each border: on it, within the overlap on both sides, and beyond. */
function sold(): readonly GameRecord[] {
  const hourly = Array.from({ length: 24 }, (_, hour) =>
    record(`h-${hour}`, `${hour + 1}.01`, at(FROM + hour * HOUR_MS + 1_800_000)),
  );
  const offsets = [-1_001, -1_000, -999, -1, 0, 1, 999];
  const edges = BORDERS.flatMap((border, b) =>
    offsets.map((offset, at_) =>
      record(`b-${b}-${at_}`, `0.${10 + at_}`, {
        ...at(border + offset),
        cur: at_ % 2 === 0 ? "EUR" : "USD",
      }),
    ),
  );
  return [...hourly, ...edges].toSorted((a, b) => ((a.at ?? "") < (b.at ?? "") ? -1 : 1));
}

function shardWords(index: number, count = 4): readonly string[] {
  return ["sync-payments", ...RANGE, "--shard", `${index}/${count}`, "--report", `s${index}.json`];
}

async function runShards(
  { run }: PaymentsStage,
  order: readonly number[],
  ...more: readonly string[]
): Promise<readonly RecordedRun[]> {
  const runs: RecordedRun[] = [];
  for (const index of order) runs.push(await run([...shardWords(index, order.length), ...more]));
  return runs;
}

function merge({ run }: PaymentsStage, count = 4): Promise<RecordedRun> {
  const files = Array.from({ length: count }, (_, index) => `s${index + 1}.json`);
  return run(["merge-reports", ...files, "--json"]);
}

interface Merged {
  readonly finished: boolean;
  readonly fetched: number;
  readonly converted: number;
  readonly repeats: number;
  readonly seenTwice: number;
  readonly refunded: number;
  readonly refundsInPart: number;
  readonly conflicts: number;
  readonly doubts: readonly string[];
  readonly sums: readonly { currency: string; count: number; amount: string }[];
  readonly stop: { kind: string; message: string } | null;
}

function read({ out }: RecordedRun): Merged {
  return JSON.parse(out) as Merged;
}

function codesOf(runs: readonly RecordedRun[]): readonly number[] {
  return runs.map(({ code }) => code);
}

const ALL = [1, 2, 3, 4];

describe("sync-payments --shard", () => {
  it.each([
    ["leaves out the end", false, 3 * 3],
    ["includes the end", true, 3 * 4],
  ])("joined, says what one run says, of a source that %s", async (_name, inclusive, seenTwice) => {
    const page = game(sold(), inclusive);
    const [whole, cut] = [await open({ page }), await open({ page })];
    const one = await whole.run(["sync-payments", ...RANGE, "--json"]);
    expect(codesOf(await runShards(cut, [3, 1, 4, 2]))).toEqual([0, 0, 0, 0]);
    const merged = await merge(cut);
    expect(merged.code).toBe(0);
    expect([...cut.playcamp.book].sort()).toEqual([...whole.playcamp.book].sort());
    const { fetched, repeats, ...rest } = read(one);
    expect(read(merged)).toEqual({
      ...rest,
      ...{ shards: 4, seenTwice },
      fetched: fetched + seenTwice,
      repeats: repeats + seenTwice,
    });
    expect(await readdir(join(cut.folder, "state"))).toEqual([]);
  });

  const KST_MS = 9 * HOUR_MS;
  const seoul = (text: string) => Date.parse(`${text}:00:00Z`) - KST_MS;
  it.each<[string, object, (from: string, to: string) => readonly [number, number]]>([
    [
      "whole seconds, the last one included",
      { format: "s" },
      (from, to) => [Number(from) * 1_000, Number(to) * 1_000 + 1_000],
    ],
    [
      "whole hours of Seoul, the last one included",
      { format: "yyyy-MM-dd HH", zone: "Asia/Seoul" },
      (from, to) => [seoul(from.replace(" ", "T")), seoul(to.replace(" ", "T")) + HOUR_MS],
    ],
    [
      "whole days of Seoul, the last one included as the profile says",
      { format: "yyyy-MM-dd", zone: "Asia/Seoul", inclusive: true },
      (from, to) => [seoul(`${from}T00`), seoul(`${to}T00`) + 24 * HOUR_MS],
    ],
    [
      "windows of at most five hours, their beginning left out",
      { maxWindow: "5h" },
      (from, to) => [Date.parse(from) + 1, Date.parse(to)],
    ],
  ])("joined, says what one run says, of a source that takes %s", async (_name, range, read_) => {
    const half = 1_800_000;
    // Four days, a payment each half hour and one within each second around it.
    const all = Array.from({ length: 4 * 48 }, (_, at_) =>
      [-999, -1, 0, 1].map((offset, n) =>
        record(
          `s-${at_}-${n}`,
          `${at_ + 1}.0${n}`,
          at(seoul("2026-01-05T00") + at_ * half + offset),
        ),
      ),
    ).flat();
    const page: StageOptions["page"] = (token, _number, query) => {
      const [from, behind] = read_(query.get("from") ?? "", query.get("to") ?? "");
      const given = all.filter(({ at: time = "" }) => {
        const ms = Date.parse(time);
        return ms >= from && ms < behind;
      });
      const start = Number(token ?? 0);
      const end = Math.min(start + 50, given.length);
      return {
        list: given.slice(start, end),
        ...(end < given.length ? { next: String(end) } : {}),
      };
    };
    const words = ["--from", "2026-01-05T00:00:00+09:00", "--to", "2026-01-09T00:00:00+09:00"];
    const options = { page, source: { range }, batchSize: 500 };
    const [whole, cut] = [await open(options), await open(options)];
    const one = await whole.run(["sync-payments", ...words, "--json"]);
    for (const index of ALL)
      await cut.run([
        ...["sync-payments", ...words],
        ...["--shard", `${index}/4`, "--report", `s${index}.json`],
      ]);
    const merged = await merge(cut);
    expect(merged.code).toBe(one.code);
    expect([...cut.playcamp.book].sort()).toEqual([...whole.playcamp.book].sort());
    const { converted, sums, doubts } = read(one);
    expect(converted).toBeGreaterThan(760);
    expect(read(merged)).toMatchObject({ converted, sums, doubts });
  });

  it("counts no payment twice that PlayCamp had before, and none that was converted alone", async () => {
    const stage = await open({ page: game(sold()) });
    const one = read(await stage.run(["sync-payments", ...RANGE, "--json"]));
    await runShards(stage, ALL);
    const again = read(await merge(stage));
    expect(again.sums.map(({ amount }) => amount)).toEqual(one.sums.map(({ amount }) => amount));
    expect(again).toMatchObject({ pushed: 0, skipped: one.converted, converted: one.converted });
    await runShards(stage, ALL, "--dry-run");
    const dry = read(await merge(stage));
    expect(dry).toMatchObject({ converted: one.converted, dryRun: true, seenTwice: 9 });
    expect(dry.sums.map(({ amount }) => amount)).toEqual(one.sums.map(({ amount }) => amount));
  });

  it("counts a refused record and a refund once that two shards were given", async () => {
    const [border = 0] = BORDERS;
    const more = [
      record("bad", "free", at(border - 500)),
      record("", "1.00", at(border - 400)),
      record("back", "5.00", { ...at(border - 300), state: "refunded" }),
    ];
    const page = game([...sold(), ...more]);
    const [whole, cut] = [await open({ page }), await open({ page })];
    const one = read(await whole.run(["sync-payments", ...RANGE, "--json"]));
    await runShards(cut, ALL);
    for (const index of [1, 2]) await cut.run([...shardWords(index), "--resume"]);
    const merged = await merge(cut);
    expect(merged.code).toBe(1);
    expect(read(merged)).toMatchObject({
      ...one,
      doubts: [],
      fetched: one.fetched + 12,
      repeats: 12,
      seenTwice: 12,
    });
    expect(merged.err).toContain(
      'came to more than one of them: each counts once, and beyond that in "records fetched" and "came again unchanged"',
    );
    expect(merged.err).not.toContain("no payments");
  });

  it("says of records that are no payments that both shards may have counted them", async () => {
    const [border = 0] = BORDERS;
    const gift = record("gift", "1.00", { cur: "GEM", ...at(border - 500) });
    const cut = await open({
      page: game([...sold(), gift]),
      source: { counts: { path: "cur", in: ["USD", "EUR"] } },
    });
    await runShards(cut, ALL);
    const merged = await merge(cut);
    expect(read(merged)).toMatchObject({ others: 2 });
    expect(merged.err).toContain('"no payments" (2) are sums of all shards');
  });

  it("tells a payment that says another thing in the other shard", async () => {
    const [border = 0] = BORDERS;
    let polls = 0;
    const page: StageOptions["page"] = (token, number, query) => {
      polls += 1;
      const changing = record("c", polls === 1 ? "1.00" : "2.00", at(border - 500));
      return game([changing])(token, number, query);
    };
    const stage = await open({ page });
    await runShards(stage, ALL);
    const merged = await merge(stage);
    expect(merged.code).toBe(1);
    expect(read(merged)).toMatchObject({ converted: 1, conflicts: 1, seenTwice: 1 });
    // PlayCamp keeps the first, and so do the sums.
    expect(stage.playcamp.book.get("c")).toBe("1");
    expect(read(merged).sums).toMatchObject([{ outcome: "pushed", count: 1, amount: "1" }]);
  });

  it("says where a source's clock gives payments to shards in whose part they do not lie", async () => {
    const shifted: StageOptions["page"] = (token, number, query) => {
      const moved = new URLSearchParams(query);
      for (const name of ["from", "to"])
        moved.set(name, new Date(Date.parse(query.get(name) ?? "") + 300_000).toISOString());
      const deep = record("d", "1.00", at((BORDERS[0] ?? 0) + 120_000));
      return game([...sold(), deep])(token, number, moved);
    };
    const stage = await open({ page: shifted });
    await runShards(stage, ALL);
    const merged = await merge(stage);
    expect(merged.code).toBe(3);
    expect(read(merged).doubts.join()).toContain("deep in another's part");
  });
});

describe("refunds of what another shard brings", () => {
  /** Paid in the first part, given back in the last. */
  const returned = (back?: string): readonly GameRecord[] => [
    record("p-1", "10.00", at(FROM + HOUR_MS)),
    record("r-1", "10.00", {
      ...at(FROM + 20 * HOUR_MS),
      ...{ state: "refunded", of: "p-1" },
      ...(back === undefined ? {} : { back }),
    }),
  ];
  const source = {
    refund: { path: "state", in: ["refunded"], of: "of", amount: "back" },
  };

  it("stay open until it is through, and are called then", async () => {
    const stage = await open({ page: game(returned("10.00")), source });
    const [last] = await runShards(stage, [4, 3, 2, 1]);
    expect(last?.code).toBe(3);
    expect(last?.err).toContain("run this one with --resume");
    const early = await merge(stage);
    expect(early.code).toBe(3);
    expect(read(early)).toMatchObject({ finished: false, refunded: 0 });
    expect(read(early).stop?.message).toContain("shard 4/4");
    expect(stage.playcamp.refunds).toEqual([]);

    const resumed = await stage.run([...shardWords(4), "--resume"]);
    expect(resumed.code).toBe(0);
    expect(stage.playcamp.refunds).toEqual(["p-1"]);
    const merged = await merge(stage);
    expect(merged.code).toBe(0);
    expect(read(merged)).toMatchObject({ finished: true, refunds: 1, refunded: 1, converted: 1 });
    expect(await readdir(join(stage.folder, "state"))).toEqual([]);
  });

  it("are said to have been asked for too early, where the other shard was not through", async () => {
    const stage = await open({ page: game(returned("10.00")), source });
    for (const index of [4, 3, 2]) await stage.run(shardWords(index));
    // Nobody waited for the first one.
    expect((await stage.run([...shardWords(4), "--resume"])).code).toBe(3);
    await stage.run(shardWords(1));
    const merged = await merge(stage);
    expect(merged.code).toBe(3);
    expect(read(merged)).toMatchObject({ finished: true, refundsUnknown: 1 });
    expect(read(merged).doubts.join()).toContain("shard 4/4 asked PlayCamp");
    // Whoever does what is said there has them right in the end.
    expect((await stage.run(shardWords(4))).code).toBe(0);
    const right = await merge(stage);
    expect(right.code).toBe(0);
    expect(read(right)).toMatchObject({ refundsUnknown: 0, refunded: 1, doubts: [] });
  });

  it("count as needless where no shard brought the payment", async () => {
    const whole = [record("s-1", "3.00", { ...at(FROM + HOUR_MS), state: "refunded" })];
    const stage = await open({ page: game(whole) });
    expect(codesOf(await runShards(stage, ALL))).toEqual([3, 0, 0, 0]);
    expect((await stage.run([...shardWords(1), "--resume"])).code).toBe(0);
    const merged = await merge(stage);
    expect(merged.code).toBe(0);
    expect(read(merged)).toMatchObject({ refunds: 1, refundsUnknown: 0, doubts: [] });
  });

  it("in parts are said where together they may be all of the payment", async () => {
    const parts = [
      record("p-1", "10.00", at(FROM + HOUR_MS)),
      ...[8, 20].map((hours) =>
        record(`r-${hours}`, "10.00", {
          ...at(FROM + hours * HOUR_MS),
          ...{ state: "refunded", of: "p-1", back: "5.00" },
        }),
      ),
    ];
    const stage = await open({ page: game(parts), source });
    await runShards(stage, ALL);
    const merged = await merge(stage);
    expect(merged.code).toBe(3);
    expect(read(merged)).toMatchObject({ refundsInPart: 1, refunds: 2 });
    expect(read(merged).doubts.join()).toContain("came to several shards");
    expect(stage.playcamp.refunds).toEqual([]);
  });
});

describe("what cannot be a shard", () => {
  it.each<[string, object, readonly string[], string, string]>([
    ["a source that takes no range", { range: undefined }, ["1/4"], "shard_unfit", "no range"],
    ["a source that takes no end", { range: { open: true } }, ["1/4"], "shard_unfit", "no end"],
    [
      "a rate that is too low to share",
      { rate: { requests: 3, per: "1h" } },
      ["1/4"],
      "shard_unfit",
      "3 shards",
    ],
    ["days that are too few", { range: { format: "yyyy-MM-dd" } }, ["1/2"], "shard_unfit", "short"],
    ["an index beyond the number", {}, ["5/4"], "flag_invalid", "5/4"],
  ])("refuses %s", async (_name, source, [shard = ""], code, part) => {
    const stage = await open({ page: game(sold()), source });
    const words = [...RANGE, "--shard", shard, "--report", "s.json", "--json"];
    const run = await stage.run(["sync-payments", ...words]);
    expect(run.code).toBe(2);
    const { error } = JSON.parse(
      run.err.split("\n").find((line) => line.startsWith("{")) ?? "",
    ) as {
      error: { code: string; message: string; hint: string };
    };
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint}`).toContain(part);
    expect(stage.polled).toEqual([]);
  });

  it.each<[string, readonly string[], string]>([
    ["without --to", ["--from", "2026-01-05", "--shard", "1/2", "--report", "s.json"], "--to"],
    ["without a report", [...RANGE, "--shard", "1/2"], "--report"],
    ["a report without it", [...RANGE, "--report", "s.json"], "--shard"],
    [
      "one file for two",
      [...RANGE, "--shard", "1/2", "--report", "x", "--out", "x"],
      "Give each its own",
    ],
    [
      "the profile's place",
      [...RANGE, "--shard", "1/2", "--report", "playcamp-gw.json"],
      "--report playcamp-gw.json would take the place",
    ],
  ])("is refused %s", async (_name, words, part) => {
    const stage = await open({ page: game(sold()) });
    const run = await stage.run(["sync-payments", ...words]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(part);
    expect(stage.polled).toEqual([]);
  });

  it("lets shards run beside each other, and none beside itself", async () => {
    let openGate: () => void = () => undefined;
    let tellBothAsked: () => void = () => undefined;
    const isOpen = new Promise<void>((resolve) => (openGate = resolve));
    const bothAsked = new Promise<void>((resolve) => (tellBothAsked = resolve));
    const askers = new Set<string | null>();
    const page = game(sold());
    const stage = await open({
      page: async (token, number, query) => {
        if (askers.add(query.get("from")).size === 2) tellBothAsked();
        await isOpen;
        return page(token, number, query);
      },
    });
    const twins = [stage.run(shardWords(1, 2)), stage.run(shardWords(1, 2))];
    const other = stage.run(shardWords(2, 2));
    // One of the twins waits for the gate, so that the first to end is the other one.
    const refused = await Promise.race(twins);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("working on this")]);
    await bothAsked;
    openGate();
    const ended = await Promise.all([...twins, other]);
    expect(codesOf(ended).toSorted((x, y) => x - y)).toEqual([0, 0, 2]);
  });

  it("refuses to go on with another number of shards, and to begin beside an open one", async () => {
    const stage = await open({ page: game(sold()), onPush: () => jsonReply(401, { error: "no" }) });
    expect((await stage.run(shardWords(2))).code).toBe(1);
    const begun = await stage.run(shardWords(2));
    expect([begun.code, begun.err]).toEqual([2, expect.stringContaining("--resume")]);
    const other = await stage.run([...shardWords(2, 3), "--resume"]);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("another shard: 2/4")]);
    // Other shards have journals of their own, and so has the whole range.
    expect((await stage.run(shardWords(1))).code).toBe(1);
    expect((await readdir(join(stage.folder, "state"))).length).toBe(2);
  });
});

describe("merge-reports of shards", () => {
  async function written(): Promise<PaymentsStage> {
    const stage = await open({ page: game(sold()) });
    await runShards(stage, [1, 2]);
    return stage;
  }

  it.each<[string, readonly string[], string]>([
    ["a missing shard", ["s1.json"], "merge_shard_missing"],
    ["a doubled shard", ["s1.json", "s1.json", "s2.json"], "merge_shard_doubled"],
    ["another number of shards", ["s1.json", "s3.json"], "merge_mismatch"],
    ["another range", ["s1.json", "range.json"], "merge_mismatch"],
    ["a dry run beside others", ["s1.json", "dry.json"], "merge_mismatch"],
    ["another profile", ["s1.json", "profile.json"], "merge_mismatch"],
    ["another tool version", ["s1.json", "version.json"], "merge_mismatch"],
    ["parts that do not adjoin", ["s1.json", "gap.json"], "merge_reports_differ"],
    ["sums that were changed", ["s1.json", "sums.json"], "report_invalid"],
    ["an index beyond the number", ["s1.json", "index.json"], "report_invalid"],
    ["a report of another kind", ["s1.json", "other.json"], "report_invalid"],
    ["half a report", ["s1.json", "half.json"], "report_invalid"],
    ["a form of other reports", ["s1.json", "s2.json", "--reporter", "junit"], "usage"],
  ])("refuses %s", async (_name, words, code) => {
    const stage = await written();
    const { files } = stage;
    const second = files.text(`${HERE}/s2.json`) ?? "";
    const change = (name: string, edit: (report: Record<string, unknown>) => object) =>
      files.writeWhole(
        `${HERE}/${name}.json`,
        JSON.stringify({ ...JSON.parse(second), ...edit(JSON.parse(second)) }),
      );
    const shard = { index: 2, count: 2, to: "2026-01-06T00:00:00.000Z" };
    await stage.run(shardWords(3, 4));
    await change("range", () => ({ from: "2026-01-04T00:00:00.000Z" }));
    await change("dry", () => ({ dryRun: true }));
    await change("profile", ({ target }) => ({ target: { ...(target as object), settings: "x" } }));
    await change("version", () => ({ tool: { name: "playcamp-gw", version: "0.0.1" } }));
    await change("gap", () => ({ shard: { ...shard, from: "2026-01-05T13:00:00.000Z" } }));
    await change("sums", ({ pushed }) => ({ pushed: Number(pushed) + 1 }));
    await change("index", () => ({ shard: { ...shard, index: 3, from: shard.to } }));
    await files.writeWhole(`${HERE}/other.json`, '{"format":"playcamp-gw/conformance@1"}');
    await files.writeWhole(`${HERE}/half.json`, second.slice(0, second.length / 2));
    const run = await stage.run(["merge-reports", ...words, "--json"]);
    expect([run.code, run.out]).toEqual([2, ""]);
    const { error } = JSON.parse(run.err) as { error: { code: string } };
    expect(error.code).toBe(code);
  });

  it("reads reports whose members another program has sorted", async () => {
    const stage = await written();
    for (const file of ["s1.json", "s2.json"]) {
      const report = JSON.parse(stage.files.text(`${HERE}/${file}`) ?? "") as object;
      const members = Object.entries(report).toSorted(([a], [b]) => (a < b ? 1 : -1));
      await stage.files.writeWhole(`${HERE}/${file}`, JSON.stringify(Object.fromEntries(members)));
    }
    expect(read(await merge(stage, 2))).toMatchObject({ finished: true, pushed: 45 });
  });

  it("is complete only where every shard is", async () => {
    const stage = await open({
      page: game(sold()),
      onPush: (ids) => (ids.includes("h-20") ? jsonReply(401, { error: "no" }) : null),
    });
    expect(codesOf(await runShards(stage, ALL))).toEqual([0, 0, 0, 1]);
    const merged = await merge(stage);
    expect(merged.code).toBe(1);
    expect(read(merged)).toMatchObject({ finished: false });
    expect(read(merged).stop?.message).toMatch(/^shard 4\/4: /);
  });

  it("shows counts and sums to a person, and how many came twice", async () => {
    const stage = await written();
    const { code, out, err } = await stage.run(["merge-reports", "s1.json", "s2.json"]);
    expect(code).toBe(0);
    expect(out).toMatch(/pushed +45/);
    expect(err).toContain("2 shards");
    expect(err).toContain("3 transactions came to more than one");
  });
});
