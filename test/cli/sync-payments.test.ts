import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { jsonReply } from "../../src/core/server.js";
import { runRecorded } from "./recording-world.js";
import {
  HASTY_CLOCK,
  openStage,
  record,
  records,
  type PaymentsStage,
  type StageOptions,
} from "./scripted-payments.js";

const RANGE = ["--from", "2026-01-05T00:00:00Z", "--to", "2026-01-06T00:00:00Z"];
const SYNC = ["sync-payments", ...RANGE, "--json"];

interface Summary {
  readonly finished: boolean;
  readonly fetched: number;
  readonly converted: number;
  readonly refused: number;
  readonly refunds: number;
  readonly pushed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly repeats: number;
  readonly conflicts: number;
  readonly sums: readonly {
    currency: string;
    outcome: string;
    count: number;
    amount: string;
  }[];
}

function summaryOf({ out }: { readonly out: string }): Summary {
  return JSON.parse(out) as Summary;
}

let stage: PaymentsStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(options: StageOptions): Promise<PaymentsStage> {
  stage = await openStage(options);
  return stage;
}

/** Twenty-five payments on three pages. */
const THREE_PAGES = (token: string | null) => {
  const start = Number(token ?? 0);
  const end = Math.min(start + 10, 25);
  return {
    list: records(end - start, start),
    ...(end < 25 ? { next: String(end) } : {}),
  };
};

describe("sync-payments", () => {
  it("pushes every payment once and adds them up exactly", async () => {
    const { run, playcamp, polled } = await open({ page: THREE_PAGES });
    const done = await run(SYNC);
    expect(done.code).toBe(0);
    // At last for the hours from which nothing came, for the minutes of one payment and the beginning.
    expect(polled).toEqual([null, "10", "20", null, null, null]);
    expect(playcamp.batches).toEqual([10, 10, 5]);
    expect(playcamp.book.size).toBe(25);
    expect(summaryOf(done)).toMatchObject({
      finished: true,
      fetched: 25,
      pushed: 25,
      skipped: 0,
    });
    // 1.01 + 2.01 + … + 25.01: binary floating point gives 325.25 only by luck.
    expect(summaryOf(done).sums).toEqual([
      { currency: "USD", outcome: "pushed", count: 25, amount: "325.25" },
    ]);
  });

  it("counts what PlayCamp has as skipped, and leaves no journal of a run that ended", async () => {
    const { run, folder } = await open({ page: THREE_PAGES });
    await run(SYNC);
    const again = await run(SYNC);
    expect(again.code).toBe(0);
    expect(summaryOf(again)).toMatchObject({ pushed: 0, skipped: 25 });
    expect(await readdir(join(folder, "state"))).toEqual([]);
  });

  it("sends nothing to PlayCamp on a dry run, and says what it would", async () => {
    const { run, playcamp } = await open({ page: THREE_PAGES });
    const done = await run([...SYNC, "--dry-run"]);
    expect(done.code).toBe(0);
    expect(playcamp.batches).toEqual([]);
    expect(summaryOf(done)).toMatchObject({ converted: 25, pushed: 0 });
  });

  it("writes one line a transaction, with its outcome and why", async () => {
    const { run, folder } = await open({
      page: () => ({
        list: [
          record("tx-1"),
          record("tx-2", "free"),
          record("tx-3", "5.00", { state: "refunded" }),
          record("tx-1"),
          record("tx-4"),
          record("tx-4", "9.99", { state: "refunded" }),
        ],
      }),
    });
    const out = join(folder, "report.ndjson");
    const done = await run([...SYNC, "--out", out]);
    expect(done.code).toBe(1);
    const lines = (await readFile(out, "utf8")).trimEnd().split("\n");
    const outcomes = lines.map((line) => JSON.parse(line) as { transactionId: string });
    expect(outcomes.sort((a, b) => (a.transactionId < b.transactionId ? -1 : 1))).toEqual([
      {
        transactionId: "tx-1",
        outcome: "pushed",
        amount: "9.99",
        currency: "USD",
      },
      {
        transactionId: "tx-2",
        outcome: "refused",
        reason: 'amount: "free" is not a decimal number of USD: it holds other signs',
      },
      {
        transactionId: "tx-3",
        outcome: "refund",
        amount: "5",
        currency: "USD",
        refund: "refund-needless",
        reason: "PlayCamp has no such payment: nothing to take back",
      },
      {
        transactionId: "tx-4",
        outcome: "pushed",
        amount: "9.99",
        currency: "USD",
        refunded: true,
        refund: "refunded",
      },
    ]);
    expect(summaryOf(done)).toMatchObject({
      fetched: 6,
      refused: 1,
      refunds: 2,
      pushed: 2,
      repeats: 1,
    });
    expect(done.err).toContain('refused: tx-2: amount: "free"');
  });

  it("splits a batch that is refused for its content until the culprit stands alone", async () => {
    const { run, playcamp } = await open({
      page: THREE_PAGES,
      onPush: (ids) => (ids.includes("tx-13") ? jsonReply(422, { error: "bad product" }) : null),
    });
    const done = await run(SYNC);
    expect(done.code).toBe(1);
    expect(summaryOf(done)).toMatchObject({ pushed: 24, failed: 1 });
    expect(playcamp.book.size).toBe(24);
    expect(done.err).toContain("failed: tx-13: HTTP 422");
  });

  it.each([
    ["answers 429 with Retry-After", jsonReply(429, { error: "slow" }, [["Retry-After", "3"]])],
    ["answers 503", jsonReply(503, { error: "later" })],
    ["cuts the connection", "reset" as const],
    ["gives no results", jsonReply(200, { data: {} })],
  ])("pushes again when PlayCamp %s", async (_, outcome) => {
    const { run, playcamp } = await open({
      page: THREE_PAGES,
      onPush: (_ids, number) => (number % 2 === 1 ? outcome : null),
    });
    const done = await run(SYNC);
    expect(done.code).toBe(0);
    expect(summaryOf(done).pushed).toBe(25);
    expect(playcamp.batches).toHaveLength(6);
  });

  it("stops where PlayCamp refuses the key, and goes on from there with --resume", async () => {
    let isKeyRight = false;
    const { run, playcamp } = await open({
      page: THREE_PAGES,
      onPush: (_, number) =>
        isKeyRight || number === 1 ? null : jsonReply(401, { error: "Invalid API key" }),
    });
    const stopped = await run(SYNC);
    expect(stopped.code).toBe(1);
    expect(summaryOf(stopped)).toMatchObject({ finished: false, pushed: 10 });
    expect(stopped.err).toContain("--resume");

    const careless = await run(SYNC);
    expect(careless.code).toBe(2);
    expect(careless.err).toContain("sync_unfinished");

    isKeyRight = true;
    const resumed = await run([...SYNC, "--resume"]);
    expect(resumed.code).toBe(0);
    expect(summaryOf(resumed)).toMatchObject({
      finished: true,
      fetched: 25,
      pushed: 25,
      skipped: 0,
    });
    expect(playcamp.book.size).toBe(25);
  });

  it("forgets an unfinished run with --restart", async () => {
    let isUp = false;
    const { run } = await open({
      page: THREE_PAGES,
      onPush: () => (isUp ? null : jsonReply(403, { error: "read only" })),
    });
    await run(SYNC);
    isUp = true;
    const again = await run([...SYNC, "--restart"]);
    expect(again.code).toBe(0);
    expect(summaryOf(again)).toMatchObject({ fetched: 25, pushed: 25 });
  });

  it("exits 3 when nobody answers", async () => {
    const { run } = await open({ page: THREE_PAGES });
    const nobody = await run([...SYNC, "--set", "payments.push.url=http://127.0.0.1:1"]);
    expect(nobody.code).toBe(3);
  });

  it.each([
    ["at the third page", 3],
    ["at what is asked after the last", 4],
  ])("exits 130 when it is interrupted %s, and goes on from there", async (_, nth) => {
    const stop = new AbortController();
    const { run: runHere } = await openInterrupted(stop, nth);
    const interrupted = await runHere(SYNC, { signal: stop.signal });
    expect(interrupted.code).toBe(130);
    expect(summaryOf(interrupted).finished).toBe(false);
    const resumed = await runHere([...SYNC, "--resume"]);
    expect(summaryOf(resumed)).toMatchObject({ fetched: 25, pushed: 25 });
  });

  async function openInterrupted(stop: AbortController, nth: number): Promise<PaymentsStage> {
    await stage?.close();
    return open({
      page: (token, number) => {
        if (number === nth) stop.abort();
        return THREE_PAGES(token);
      },
    });
  }

  it.each([
    [["--from", "2026-01-06", "--to", "2026-01-05"], "range_inverted"],
    [["--from", "2026-01-06"], "range_missing"],
    [["--from", "tomorrow", "--to", "2026-01-07"], "time_malformed"],
    [[...RANGE, "--dry-run", "--resume"], "usage"],
    [[...RANGE, "--restart", "--resume"], "usage"],
  ])("refuses %j before anything is sent", async (flags, code) => {
    const { run, polled } = await open({ page: THREE_PAGES });
    const refused = await run(["sync-payments", ...flags, "--json"]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(code);
    expect(polled).toEqual([]);
  });

  it("asks for --allow-live before it pushes to a live host", async () => {
    const { run, polled } = await open({
      page: THREE_PAGES,
      others: {
        environments: {
          live: {
            live: true,
            payments: { push: { url: "https://sdk-api.playcamp.io" } },
          },
        },
      },
    });
    const guarded = await run([...SYNC, "--env", "live"]);
    expect(guarded.code).toBe(2);
    expect(guarded.err).toContain("live_target");
    expect(polled).toEqual([]);
  });

  it("says how long a rate-limited source takes before it starts", async () => {
    const { run } = await open({
      page: () => ({ list: [] }),
      source: { range: { maxWindow: "6h" }, rate: { requests: 5, per: "1h" } },
    });
    const done = await run([
      "sync-payments",
      "--from",
      "2026-01-01",
      "--to",
      "2026-01-31",
      "--dry-run",
    ]);
    expect(done.err).toContain("121 windows of at most 6h, so at least 121 requests");
    expect(done.err).toContain("at 5 every 1 h that takes at least 24 h");
  });
});

describe("sync-payments and a source that cannot be trusted", () => {
  it("keeps the first of two records that contradict each other, and says so", async () => {
    const { run, playcamp } = await open({
      page: (token) =>
        token === null
          ? { list: [record("tx-1", "9.99")], next: "b" }
          : { list: [record("tx-1", "99.90"), record("tx-2")] },
    });
    const done = await run(SYNC);
    expect(done.code).toBe(1);
    expect(summaryOf(done).conflicts).toBeGreaterThan(0);
    expect(playcamp.book.get("tx-1")).toBe("9.99");
    expect(done.err).toContain("conflict: tx-1");
  });

  it("polls a range again in which records came on two pages, and finds what had slipped through", async () => {
    // On the first pass the second page begins a record late and a record early.
    const { run, playcamp, polled } = await open({
      page: (token, number) => {
        if (token === null) return { list: records(10), next: "b" };
        return number <= 2 ? { list: records(9, 9) } : { list: records(10, 10) };
      },
    });
    const done = await run(SYNC);
    expect(done.code).toBe(0);
    expect(playcamp.book.size).toBe(20);
    expect(polled.length).toBeGreaterThan(2);
    expect(summaryOf(done)).toMatchObject({ converted: 20, repeats: 1 });
    expect(done.err).toContain("1 records came on two pages");
  });

  it("survives a page that is given twice", async () => {
    const { run, playcamp } = await open({
      page: (token) => {
        if (token === null) return { list: records(10), next: "b" };
        if (token === "b") return { list: records(10), next: "c" };
        return { list: records(10, 10) };
      },
    });
    const done = await run(SYNC);
    expect(done.code).toBe(0);
    expect(playcamp.book.size).toBe(20);
    expect(done.err).toContain("holds the records of an earlier page");
  });

  it.each<[string, StageOptions["page"]]>([
    ["a token that comes again", (_, number) => ({ list: records(2, number * 2), next: "same" })],
    ["the same page for ever", (_, number) => ({ list: records(10), next: `t${number}` })],
    ["empty pages for ever", (_, number) => ({ list: [], next: `t${number}` })],
    [
      "the same records in ever new order",
      (_, number) => {
        const all = records(10);
        const turn = number % 10;
        const first = all[turn] ?? record("x");
        const second = all[(turn * 7 + number) % 10] ?? record("x");
        return {
          list: [first, second, record(`tx-${turn}`, `${turn + 1}.01`)],
          next: `t${number}`,
        };
      },
    ],
  ])("stops at %s", async (_, page) => {
    const { run, polled } = await open({ page });
    const done = await run(SYNC);
    expect(done.code).toBe(1);
    expect(summaryOf(done).finished).toBe(false);
    expect(polled.length).toBeLessThan(200);
  });

  it("begins the range again when the token of a broken run is no longer good", async () => {
    let answer: "broken" | "expired" | "well" = "broken";
    const { run, playcamp } = await open({
      page: (token) => {
        if (token !== "20" || answer === "well") return THREE_PAGES(token);
        if (answer === "broken") return jsonReply(500, {});
        answer = "well";
        return jsonReply(410, { error: "this token has expired" });
      },
    });
    expect((await run(SYNC)).code).toBe(3);
    expect(playcamp.book.size).toBe(20);
    answer = "expired";
    const resumed = await run([...SYNC, "--resume"]);
    expect(resumed.code).toBe(0);
    expect(resumed.err).toContain("polled from its beginning");
    expect(summaryOf(resumed)).toMatchObject({ fetched: 25, pushed: 25 });
    expect(playcamp.book.size).toBe(25);
  });

  it("reads pages that are larger than what is kept of other replies", async () => {
    const wide = records(3).map((each) => ({
      ...each,
      note: "x".repeat(900_000),
    }));
    const { run } = await open({ page: () => ({ list: wide }) });
    expect(summaryOf(await run(SYNC)).pushed).toBe(3);
  });
});

describe("sync-payments on the sandbox", () => {
  it.each([
    ["sdk-api.fails-every-third", 0, { pushed: 300 }],
    ["sdk-api.throttles", 0, { pushed: 300 }],
    ["sdk-api.resets", 0, { pushed: 300 }],
    ["sdk-api.cuts-replies", 0, { failed: 0 }],
    ["sdk-api.small-batches", 0, { pushed: 300 }],
    ["sdk-api.fails-payments-once", 0, { failed: 0 }],
    ["payments.fails-every-third", 0, { pushed: 300 }],
    ["payments.throttles", 0, { pushed: 300 }],
    ["payments.resets", 0, { pushed: 300 }],
    ["payments.cuts-replies", 0, { pushed: 300 }],
    ["payments.repeats-a-page", 0, { converted: 300 }],
    ["payments.poison-record", 1, { refused: 6, pushed: 294 }],
  ])("%s", async (condition, code, expected) => {
    const argv = [...SYNC, "--sandbox", "--payments", "300", "--fault", condition];
    const done = await runRecorded([...argv, "--restart"], {
      clock: HASTY_CLOCK,
      env: {
        XDG_STATE_HOME: join((await open({ page: THREE_PAGES })).folder, "home"),
      },
    });
    expect(done.code).toBe(code);
    expect(summaryOf(done)).toMatchObject({ finished: true, ...expected });
    const { pushed, skipped, failed, converted } = summaryOf(done);
    expect(pushed + skipped + failed).toBe(converted);
  });
});
