import { afterEach, describe, expect, it } from "vitest";
import { fakeTerminal, HERE, memoryFiles } from "./recording-world.js";
import {
  openStage,
  record,
  records,
  type PaymentsStage,
  type StageOptions,
} from "./scripted-payments.js";

const POLL = ["poll-payments", "--from", "2026-01-05", "--to", "2026-01-06"];

let stage: PaymentsStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(options: StageOptions): Promise<PaymentsStage> {
  stage = await openStage(options);
  return stage;
}

describe("poll-payments", () => {
  it("prints one converted payment a line and nothing else, amounts digit for digit", async () => {
    const { run } = await open({
      page: () => ({
        list: [record("tx-1", "10.00"), record("tx-2", "free"), record("tx-1", "10.00")],
      }),
    });
    const done = await run(POLL);
    expect(done.code).toBe(1);
    expect(done.out).toBe(
      '{"userId":"u1","transactionId":"tx-1","productId":"p1","amount":10,"currency":"USD","platform":"iOS","distributionType":"MOBILE_STORE","purchasedAt":"2026-01-05T10:00:00.000Z"}\n',
    );
    expect(done.err).toContain("refused: tx-2");
    expect(done.err).toContain("1 converted, 1 refused, 0 refunds");
  });

  it("waits for its reader", async () => {
    const { run } = await open({ page: () => ({ list: records(1_200) }) });
    const written: number[] = [];
    const waits: number[] = [];
    let lines = 0;
    const terminal = fakeTerminal({
      out: (text: string) => {
        lines += text.split("\n").length - 1;
        written.push(lines);
      },
      outDrained: () => {
        waits.push(lines);
        return Promise.resolve();
      },
    });
    await run(POLL, { terminal });
    expect(lines).toBe(1_200);
    expect(waits).toEqual(written);
  });

  it("gives push-payments what it takes", async () => {
    const { run, playcamp } = await open({
      page: () => ({ list: records(25) }),
    });
    const polled = await run(POLL);
    const pushed = await run(["push-payments", "-", "--json"], {
      terminal: fakeTerminal({
        out: (text) => (summary += text),
        stdinChunks: async function* () {
          yield Buffer.from(polled.out.slice(0, 100));
          yield Buffer.from(polled.out.slice(100));
        },
      }),
    });
    expect(pushed.code).toBe(0);
    expect(JSON.parse(summary)).toMatchObject({ pushed: 25, refused: 0 });
    expect(playcamp.batches).toEqual([10, 10, 5]);
  });

  let summary = "";
});

describe("poll-payments --explain", () => {
  it("shows field by field what becomes of a record, and why one is refused", async () => {
    const { run, polled, profile } = await open({ page: () => ({ list: [] }) });
    const sample = { list: [record("tx-1"), record("tx-2", "9.999")] };
    const files = memoryFiles({
      [`${HERE}/playcamp-gw.json`]: JSON.stringify(profile),
      [`${HERE}/sample.json`]: JSON.stringify(sample),
    });
    const done = await run(["poll-payments", "--explain", "@sample.json"], {
      files,
    });
    expect(done.code).toBe(1);
    expect(polled).toEqual([]);
    expect(done.out).toContain("record 1 becomes a payment");
    expect(done.out).toMatch(/amount +price +9\.99 +9\.99/);
    expect(done.out).toContain("record 2 becomes a refusal");
    expect(done.out).toContain("REFUSED: 9.999 has more decimals than USD (2)");
    expect(done.out).toMatch(/platform +constant +- +iOS/);
  });
});

describe("push-payments", () => {
  it("refuses lines that are no payments, by their number, and pushes the others", async () => {
    const { run, playcamp } = await open({ page: () => ({ list: [] }) });
    const good = (id: string) =>
      `{"userId":"u1","transactionId":"${id}","productId":"p","amount":0.10,"currency":"USD","platform":"iOS","distributionType":"PC_STORE","purchasedAt":"2026-01-05T10:00:00Z"}`;
    const text = [
      good("tx-1"),
      "",
      "{broken",
      good("tx-2").replace("USD", "usd"),
      good("tx-1"),
    ].join("\n");
    let out = "";
    let err = "";
    const done = await run(["push-payments", "-", "--json"], {
      terminal: fakeTerminal({
        out: (piece) => (out += piece),
        err: (piece) => (err += piece),
        input: text,
      }),
    });
    expect(done.code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      pushed: 1,
      refused: 2,
      repeats: 1,
    });
    expect(err).toContain("line 3: not JSON");
    expect(err).toContain("line 4: currency");
    expect([...playcamp.book]).toEqual([["tx-1", "0.1"]]);
  });

  it("says that a file is missing before anything is sent", async () => {
    const { run, playcamp } = await open({ page: () => ({ list: [] }) });
    const done = await run(["push-payments", "@nowhere.ndjson"]);
    expect(done.code).toBe(2);
    expect(done.err).toContain("no such file");
    expect(playcamp.batches).toEqual([]);
  });

  it("writes no outcomes over the payments that they are of", async () => {
    const { run, playcamp } = await open({ page: () => ({ list: [] }) });
    const done = await run(["push-payments", "@day.ndjson", "--out", "day.ndjson"]);
    expect(done.code).toBe(2);
    expect(done.err).toContain("would take the place of the file that is read");
    expect(playcamp.batches).toEqual([]);
  });
});
