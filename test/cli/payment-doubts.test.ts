/** What the payments commands make of a source that may have more, and of refunds. */
import { afterEach, describe, expect, it } from "vitest";
import { jsonReply } from "../../src/core/server.js";
import {
  type GameRecord,
  openStage,
  record,
  type PaymentsStage,
  type StageOptions,
} from "./scripted-payments.js";

const RANGE = ["--from", "2026-01-05T00:00:00Z", "--to", "2026-01-06T00:00:00Z"];
const SYNC = ["sync-payments", ...RANGE, "--json"];

let stage: PaymentsStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(options: StageOptions): Promise<PaymentsStage> {
  stage = await openStage(options);
  return stage;
}

const TWO = [record("tx-1"), record("tx-2")];

describe("a source that always names another page", () => {
  const MOST = 5;
  const endless = (more: Partial<StageOptions> = {}) =>
    open({
      page: (token) => {
        const number = Number(token ?? 0);
        return { list: [record(`tx-${number}`)], next: String(number + 1) };
      },
      source: { maxPages: MOST },
      ...more,
    });

  it("ends a poll as incomplete, by the name of the key", async () => {
    const { run, polled } = await endless();
    const done = await run(["poll-payments", ...RANGE]);
    expect(done.code).toBe(3);
    expect(done.err).toContain("5 pages of one window came, and the source names still another");
    expect(done.err).toContain("payments.source.maxPages");
    expect(done.out.trim().split("\n")).toHaveLength(MOST);
    // One page is asked for ahead.
    expect(polled.length).toBeLessThanOrEqual(MOST + 1);
  });

  it("ends a sync as incomplete: what came is pushed, and going on ends so again", async () => {
    const { run, playcamp } = await endless();
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain("payments.source.maxPages");
    expect(JSON.parse(done.out)).toMatchObject({ finished: false });
    expect([...playcamp.book.keys()]).toEqual(["tx-0", "tx-1", "tx-2", "tx-3", "tx-4"]);
    const again = await run([...SYNC, "--resume"]);
    expect(again.code).toBe(3);
    expect(again.err).toContain("payments.source.maxPages");
  });

  it("is not what a day of many pages is: an hour of it ends", async () => {
    const sample = { from: "2026-01-05T00:00:00Z", to: "2026-01-06T00:00:00Z" };
    const at = (hour: number) => `2026-01-05T${String(hour).padStart(2, "0")}:00:00.000Z`;
    const { conform } = await open({
      page: (token, _, query) => {
        const inRange = Array.from({ length: 24 }, (_hour, hour) => at(hour)).filter(
          (time) => time >= (query.get("from") ?? "") && time < (query.get("to") ?? ""),
        );
        const number = Number(token ?? 0);
        const time = inRange[number];
        return {
          list: time === undefined ? [] : [record(`tx-${time}`, "9.99", { at: time })],
          ...(number + 1 < inRange.length ? { next: String(number + 1) } : {}),
        };
      },
      source: { range: { sample }, maxPages: MOST },
    });
    const done = await conform(["payments", "--only", "payments.paging.ends"]);
    expect([done.code, done.err]).toEqual([0, ""]);
  });

  it.each<[string, object, number, object]>([
    [
      "fails where the profile says how many pages there are at most",
      { maxPages: MOST },
      1,
      { status: "fail", actual: expect.stringContaining("5 pages of one window came") },
    ],
    [
      "is not judged where the check walks no further",
      {},
      3,
      { status: "blocked", message: expect.stringContaining("not at its end after 8 pages") },
    ],
  ])("%s, in conformance", async (_, source, code, expected) => {
    const sample = { from: "2026-01-05T00:00:00Z", to: "2026-01-06T00:00:00Z" };
    const { conform } = await endless({ source: { range: { sample }, ...source } });
    const done = await conform(["payments", "--only", "payments.paging.ends", "--json"]);
    const { checks } = JSON.parse(done.out) as { checks: readonly object[] };
    expect(checks).toEqual([expect.objectContaining(expected)]);
    expect(JSON.stringify(checks)).toContain("payments.source.maxPages");
    expect(done.code).toBe(code);
  });
});

it.each([
  ["page", (query: URLSearchParams) => (Number(query.get("page")) - 1) * 10],
  ["offset", (query: URLSearchParams) => Number(query.get("offset"))],
])(
  "a %s behind one that says that it is the last is judged by conformance",
  async (kind, skipOf) => {
    const sample = { from: "2026-01-05T00:00:00Z", to: "2026-01-06T00:00:00Z" };
    for (const isRight of [true, false]) {
      const { conform } = await open({
        page: (_token, _number, query) => {
          const list = Array.from({ length: 25 }, (_, at) =>
            record(`tx-${at}`, "9.99", { at: new Date(Date.UTC(2026, 0, 5, 0, at)).toISOString() }),
          );
          const skip = Math.min(skipOf(query), isRight ? 99 : 20);
          return jsonReply(200, {
            list: list.slice(skip, skip + 10),
            hasMore: skip + 10 < 25 ? "Y" : "N",
          });
        },
        source: {
          range: { sample },
          paging: { kind, [kind]: kind, size: "size", limit: 10, more: "hasMore" },
        },
      });
      const done = await conform([
        "payments",
        "--only",
        "payments.paging.after-last-empty",
        "--json",
      ]);
      const { checks } = JSON.parse(done.out) as { checks: readonly { status: string }[] };
      expect(checks.map(({ status }) => status)).toEqual([isRight ? "pass" : "warn"]);
      await stage?.close();
      stage = undefined;
    }
  },
);

describe("a source that may have more", () => {
  it.each<[string, object, string]>([
    ["says so", { list: TWO, has_more: true }, '"has_more" is true'],
    ["counts more", { list: TWO, total: 5 }, '"total" says 5 records'],
    ["tells of an error beside its records", { list: TWO, error: { code: 9 } }, '"error" is'],
    ["has nothing at the path", { items: TWO }, '"list" led nowhere'],
  ])("ends a run as incomplete: it %s", async (_, body, expected) => {
    const { run, playcamp } = await open({ page: () => jsonReply(200, body) });
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain(`may not be all: `);
    expect(done.err).toContain(expected);
    expect(JSON.parse(done.out)).toMatchObject({ finished: true, doubts: [expect.any(String)] });
    expect(playcamp.book.size).toBe("list" in body ? 2 : 0);
  });

  it.each<[string, Parameters<typeof jsonReply>, string]>([
    ["is not ready", [202, { id: "r1" }], "being made ready"],
    ["tells of an error alone", [200, { error: "quota" }], "tells of an error"],
  ])("stops a run: it %s", async (_, reply, expected) => {
    const { run } = await open({ page: () => jsonReply(...reply) });
    const done = await run(["poll-payments", ...RANGE]);
    expect(done.code).toBe(3);
    expect(done.err).toContain(expected);
  });

  it.each<[string, object, object, string]>([
    [
      "leaves a refund out",
      { state: "REFUNDED" },
      { counts: { path: "state", in: ["PAID"] } },
      'state says "REFUNDED", and payments.source.counts leaves',
    ],
    ["tells records apart by a code", { type: 0 }, {}, "type tells records apart"],
  ])("marks a run whose profile %s", async (_, odd, source, expected) => {
    const paid = { state: "PAID", type: 1 };
    const list = [record("tx-1", "1", paid), record("tx-2", "1", { ...paid, ...odd })];
    const { run } = await open({ page: () => ({ list }), source });
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain(expected);
  });

  it.each<[string, object, number, string]>([
    ["as the only kind", { type: 20002 }, 3, "type is not read"],
    ["as another kind", { type: 10001 }, 3, "type tells records apart"],
    ["that the profile reads", { type: 20002 }, 0, ""],
  ])("is not done with a code of a type that nobody knows: %s", async (what, kind, code, said) => {
    const list = [record("tx-1", "1", { ...kind }), record("tx-2", "1", { type: 20002 })];
    const source = what === "that the profile reads" ? { ignore: ["type"] } : {};
    const { run } = await open({ page: () => ({ list }), source });
    const done = await run(SYNC);
    expect([done.code, done.err.includes("may not be all")]).toEqual([code, code === 3]);
    expect(done.err).toContain(said);
  });

  describe("of a zone whose clocks go back", () => {
    const berlin = { range: { zone: "Europe/Berlin" } };
    const night = ["--from", "2026-10-24T22:00:00Z", "--to", "2026-10-25T23:00:00Z"];
    const at = (tid: string, time: string) => record(tid, "1", { at: `2026-10-25 ${time}` });
    const list = [at("tx-1", "01:30:00"), at("tx-2", "02:30:00"), at("tx-3", "02:45:00")];

    it("has the payments of the doubled hour marked by a sync", async () => {
      const { run } = await open({ page: () => ({ list }), source: berlin });
      const done = await run(["sync-payments", ...night, "--json"]);
      expect(JSON.parse(done.out)).toMatchObject({ pushed: 3, unsureTimes: 2 });
      expect(done.err).toMatch(
        /tx-2 is dated "2026-10-25 02:30:00", .*Europe\/Berlin showed twice/,
      );
      expect(done.err).toContain("2 payments at a time");
    });

    it("has them marked by a poll, and says nothing of the others", async () => {
      const { run } = await open({ page: () => ({ list }), source: berlin });
      expect((await run(["poll-payments", ...night])).err).toContain("showed twice");
      const named = list.map((each) => ({ ...each, at: `${each.at ?? ""}+01:00` }));
      await stage?.close();
      const other = await open({ page: () => ({ list: named }), source: berlin });
      const done = await other.run(["sync-payments", ...night, "--json"]);
      expect(JSON.parse(done.out)).toMatchObject({ pushed: 3, unsureTimes: 0 });
      expect(done.err).not.toContain("twice");
    });
  });

  it("is empty where the profile says how it says so", async () => {
    const { run } = await open({
      page: () => jsonReply(404, { message: "none" }),
      source: { empty: { status: 404 } },
    });
    expect((await run(SYNC)).code).toBe(0);
  });

  it("is not reconciled as if it were all", async () => {
    const { run } = await open({ page: () => jsonReply(200, { list: [], has_more: true }) });
    const done = await run(["reconcile-payments", "--month", "2026-01"]);
    expect(done.code).toBe(3);
  });

  it("stops where a time cannot be meant", async () => {
    const { run, playcamp } = await open({
      page: () => ({ list: [record("tx-1"), record("tx-2", "1", { at: "1978-03-30T00:00:00Z" })] }),
    });
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain("tx-2 is dated 1978");
    expect(playcamp.book.size).toBe(0);
  });

  it("stops where the clock of its times stands in another field", async () => {
    const day = (id: string, time: string) =>
      record(id, "1", { at: "2026-01-05T00:00:00Z", payTime: time });
    const { run, playcamp } = await open({
      page: () => ({ list: [day("tx-1", "10:30:00"), day("tx-2", "11:00:00")] }),
    });
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain("payTime holds a time of day");
    expect(playcamp.book.size).toBe(0);
  });

  describe("asked by days", () => {
    const day = { format: "yyyy-MM-dd", zone: "Asia/Seoul" };
    const asked = ["--from", "2026-01-04T15:00:00Z", "--to", "2026-01-05T15:00:00Z", "--json"];
    const [inside, behind] = [
      record("tx-1", "1", { at: "2026-01-05T10:00:00+09:00" }),
      record("tx-2", "1", { at: "2026-01-06T10:00:00+09:00" }),
    ];

    it.each<[string, object, string[], GameRecord[], number]>([
      ["that it includes, unknown to the profile", day, asked, [inside, behind], 3],
      ["that it includes as agreed", { ...day, inclusive: true }, asked, [inside], 0],
      ["that it excludes", day, asked, [inside], 0],
      [
        "of which the range covers a part",
        day,
        ["--from", "2026-01-04T20:00:00Z", "--to", "2026-01-05T20:00:00Z", "--json"],
        [inside, behind],
        0,
      ],
    ])("up to a day %s", async (_, range, argv, list, code) => {
      const { run, playcamp } = await open({ page: () => ({ list }), source: { range } });
      const done = await run(["sync-payments", ...argv]);
      expect(done.code, done.err).toBe(code);
      expect(playcamp.book.size).toBe(code === 0 ? list.length : 0);
      expect(done.err.includes("payments.source.range.inclusive")).toBe(code === 3);
    });
  });

  it("is told of payments outside the range", async () => {
    const { run } = await open({
      page: () => ({ list: [record("tx-1", "1", { at: "2026-01-06T08:30:00Z" })] }),
    });
    expect((await run(SYNC)).err).toContain("up to 8.5 h after its end");
  });
});

describe("refunds", () => {
  const kinds = { refund: { path: "state", in: ["refunded"] } };

  it("are called once, after their payments, and not again on another run", async () => {
    const list = [
      record("tx-1", "5.00", { state: "refunded" }),
      record("tx-1", "5.00"),
      record("tx-2"),
    ];
    const { run, playcamp } = await open({ page: () => ({ list }), source: kinds });
    const first = await run(SYNC);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({ refunds: 1, refunded: 1, refundsInPart: 0 });
    const second = await run(SYNC);
    expect(second.code).toBe(0);
    expect(playcamp.refunds).toEqual(["tx-1"]);
  });

  it("of a part are told, and not sent", async () => {
    const list = [
      record("tx-1", "10.00"),
      record("tx-1", "3.00", { state: "refunded" }),
      record("tx-1", "4.00", { state: "refunded" }),
    ];
    const { run, playcamp } = await open({ page: () => ({ list }), source: kinds });
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain("refund of tx-1: a part of its amount");
    expect(playcamp.refunds).toEqual([]);
  });

  it("in several parts that come to the whole are one call", async () => {
    const list = [
      record("tx-1", "10.00"),
      record("tx-1", "3.00", { state: "refunded" }),
      record("tx-1", "7.00", { state: "refunded" }),
    ];
    const { run, playcamp } = await open({ page: () => ({ list }), source: kinds });
    expect((await run(SYNC)).code).toBe(0);
    expect(playcamp.refunds).toEqual(["tx-1"]);
  });

  it("of a payment that nobody has leave the run incomplete", async () => {
    const list = [record("tx-1"), record("R-1", "-9.99", { state: "refunded" })];
    const { run, playcamp } = await open({ page: () => ({ list }), source: kinds });
    const done = await run(SYNC);
    expect(done.code).toBe(3);
    expect(done.err).toContain("payments.source.refund.of");
    expect(playcamp.refunds).toEqual([]);
  });

  it("are not sent on a dry run", async () => {
    const list = [record("tx-1"), record("tx-1", "9.99", { state: "refunded" })];
    const { run, playcamp } = await open({ page: () => ({ list }), source: kinds });
    expect((await run([...SYNC, "--dry-run"])).code).toBe(0);
    expect(playcamp.refunds).toEqual([]);
  });
});

describe("the unit of the amounts that PlayCamp is given", () => {
  it("is checked on the first payment that it took", async () => {
    const { run, profile } = await open({ page: () => ({ list: TWO }) });
    const path = "payments.push.amount=minor";
    const done = await run([...SYNC, "--set", path]);
    expect(done.code).toBe(0);
    expect(profile).toBeDefined();
    expect(stage?.playcamp.book.get("tx-1")).toBe("999");
  });
});
