import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { machinePorts } from "../../src/adapters/process/process-world.js";
import { HERE, memoryFiles } from "./recording-world.js";
import { createWorld } from "./world.js";
import { openStage, record, type PaymentsStage, type StageOptions } from "./scripted-payments.js";

const RECONCILE = ["reconcile-payments", "--month", "2026-01"];

let stage: PaymentsStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(options: StageOptions): Promise<PaymentsStage> {
  stage = await openStage(options);
  return stage;
}

const HEADER = "transactionId,amount,currency,status,purchasedAt,distributionType,creatorKey";

const GAME = [
  record("tx-1", "10.00"),
  record("tx-2", "20.00"),
  record("tx-3", "30.00"),
  record("tx-4", "40.00", { state: "refunded" }),
  record("tx-5", "50.00"),
  // The next month's, of a source that includes the end of its range.
  record("tx-6", "60.00", { at: "2026-02-01T00:00:00Z" }),
];

const SETTLEMENT = [
  HEADER,
  "tx-1,10.00,USD,COMPLETED,2026-01-05T10:00:00Z,MOBILE_STORE,AB12C",
  "tx-2,20.01,USD,COMPLETED,2026-01-05T10:00:00Z,MOBILE_STORE,AB12C",
  "tx-3,30.00,EUR,COMPLETED,2026-01-06T10:00:00Z,MOBILE_STORE,",
  "tx-4,40.00,USD,COMPLETED,2026-01-05T10:00:00Z,MOBILE_STORE,AB12C",
  "tx-9,90.00,USD,COMPLETED,2026-01-05T10:00:00Z,PC_SELF_STORE,AB12C",
].join("\n");

function withFiles(profile: object, settlement: string) {
  return memoryFiles({
    [`${HERE}/playcamp-gw.json`]: JSON.stringify(profile),
    [`${HERE}/settlement.csv`]: settlement,
  });
}

describe("reconcile-payments", () => {
  it("finds every kind of difference in a settlement file, with exact totals", async () => {
    const { run, profile } = await open({ page: () => ({ list: GAME }) });
    const files = withFiles(profile, SETTLEMENT);
    const argv = [...RECONCILE, "--settlement", "settlement.csv", "--out", "diff.csv", "--json"];
    const done = await run(argv, { files });
    expect(done.code).toBe(1);
    const report = JSON.parse(done.out) as {
      matched: number;
      differences: readonly { kind: string; transactionId: string }[];
      totals: { playcamp: readonly object[]; game: readonly object[] };
    };
    expect(report.matched).toBe(1);
    expect(report.differences.map(({ kind, transactionId }) => `${transactionId} ${kind}`)).toEqual(
      [
        "tx-2 amount",
        "tx-3 currency",
        "tx-3 date",
        "tx-4 refund-missing-at-playcamp",
        "tx-5 missing-at-playcamp",
        "tx-9 missing-at-game",
      ],
    );
    expect(report.totals.playcamp).toContainEqual({
      currency: "USD",
      creatorKey: "AB12C",
      payments: 4,
      gross: "160.01",
      fee: "21.003",
      net: "139.007",
      refunds: 0,
      refunded: "0.00",
      withoutFeeRule: 0,
    });
    expect(report.totals.game).toContainEqual(
      expect.objectContaining({
        currency: "USD",
        payments: 4,
        gross: "110.00",
        refunds: 1,
        refunded: "40.00",
      }),
    );
    expect(files.text(`${HERE}/diff.csv`)).toBe(
      [
        "kind,transactionId,game,playcamp",
        "amount,tx-2,20,20.01",
        "currency,tx-3,USD,EUR",
        "date,tx-3,2026-01-05T10:00:00.000Z,2026-01-06T10:00:00.000Z",
        "refund-missing-at-playcamp,tx-4,REFUNDED,COMPLETED",
        "missing-at-playcamp,tx-5,50 USD,",
        "missing-at-game,tx-9,,90 USD",
        "",
      ].join("\r\n"),
    );
  });

  it("writes no differences over the file that they come from", async () => {
    const { run, profile } = await open({ page: () => ({ list: GAME }) });
    const files = withFiles(profile, SETTLEMENT);
    const argv = [...RECONCILE, "--settlement", "settlement.csv", "--out", "./settlement.csv"];
    expect((await run(argv, { files })).code).toBe(2);
    expect(files.text(`${HERE}/settlement.csv`)).toBe(SETTLEMENT);
  });

  it("asks PlayCamp for every id when there is no file", async () => {
    const { run } = await open({
      page: () => ({
        list: [record("tx-1", "10.00"), record("tx-2", "20.00")],
      }),
    });
    await run(["sync-payments", "--from", "2026-01-05", "--to", "2026-01-06"]);
    const matches = await run(RECONCILE);
    expect(matches.code).toBe(0);
    expect(matches.out).toContain("2 match, 0 differences");
    expect(matches.out).toMatch(/PlayCamp +USD +AB12C +2 +30\.00 +9\.00 +21\.00/);
  });

  it("names what PlayCamp never got", async () => {
    const { run } = await open({
      page: () => ({ list: [record("tx-1", "10.00")] }),
    });
    const differs = await run(RECONCILE);
    expect(differs.code).toBe(1);
    expect(differs.out).toMatch(/missing-at-playcamp +tx-1 +10 USD/);
  });

  it.each([
    [["--month", "2026-13"], "month_malformed"],
    [["--month", "2026-01", "--settlement", "nowhere.csv"], "file_not_found"],
    [["--month", "2026-01", "--settlement", "settlement.csv"], "settlement_column_missing"],
  ])("refuses %j before anything is sent", async (flags, code) => {
    const { run, polled, profile } = await open({ page: () => ({ list: [] }) });
    const files = withFiles(profile, "id,amount,currency\n");
    const refused = await run(["reconcile-payments", ...flags, "--json"], {
      files,
    });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(code);
    expect(polled).toEqual([]);
  });

  it.each([
    ["no row of PlayCamp's side is of 2026-01", `tx-1,1.00,USD,COMPLETED,2025-12-05,PC_STORE,\n`],
    [
      "distributionType is empty in row 3",
      `a,1,USD,,2025-12-05,PC_STORE,\nb,1,USD,,2025-12-05,,\n`,
    ],
  ])("is incomplete, and says so in every output, where %s", async (doubt, rows) => {
    const { run, profile } = await open({ page: () => ({ list: [] }) });
    const files = withFiles(profile, `${HEADER}\n${rows}`);
    const done = await run([...RECONCILE, "--settlement", "settlement.csv", "--json"], { files });
    expect(done.code).toBe(3);
    expect(done.err).toContain(`not sure: ${doubt}`);
    expect(JSON.parse(done.out)).toMatchObject({
      doubts: expect.arrayContaining([expect.stringContaining(doubt)]) as string[],
    });
  });

  it("says what differences have in common, and what it passed over", async () => {
    const { run, profile } = await open({
      page: () => ({ list: [record("tx-1", "10.00"), record("tx-2", "20.00")] }),
    });
    const settlement = { rows: { column: "type", count: ["sale"] } };
    const rows = "tx-1,1000,USD,3.00,sale\ntx-2,2000,USD,6.00,sale\nx,-5,USD,,payout\n";
    const file = `transactionId,amount,currency,fee,type\n${rows}`;
    const files = withFiles({ ...profile, settlement }, file);
    const done = await run([...RECONCILE, "--settlement", "settlement.csv"], { files });
    expect(done.err).toContain("each of PlayCamp's is 100 times the game's");
    expect(done.err).toContain('passed over, by kind: "payout" 1');
    const fees = file.replace("1000", "10.00").replace("2000", "20.00").replace("3.00", "0.59");
    const wrong = await run([...RECONCILE, "--settlement", "settlement.csv"], {
      files: withFiles({ ...profile, settlement }, fees),
    });
    expect(wrong.err).toContain("name it in settlement.ignore");
    expect(wrong.code).toBe(1);
    const ignored = await run([...RECONCILE, "--settlement", "settlement.csv"], {
      files: withFiles({ ...profile, settlement: { ...settlement, ignore: ["fee"] } }, fees),
    });
    expect(ignored.code).toBe(0);
  });

  it("tells of rows that cannot be read", async () => {
    const { run, profile } = await open({ page: () => ({ list: [] }) });
    const files = withFiles(profile, `${HEADER}\ntx-1,ten,USD,COMPLETED,,,\n`);
    const done = await run([...RECONCILE, "--settlement", "settlement.csv"], {
      files,
    });
    expect(done.code).toBe(1);
    expect(done.err).toContain("row 2 of the settlement file: tx-1: amount");
  });
});

describe("reconcile-payments --sandbox", () => {
  const reconciled = async (fault: string) => {
    const world = await createWorld();
    return world.run([...RECONCILE, "--sandbox", "--fault", fault]);
  };

  it("says what its PlayCamp was not told, beside the differences that come of it", async () => {
    const { code, err } = await reconciled("payments.reuses-ids");
    expect(err).toMatch(/was not told everything: \d+ came again with other content/);
    expect(code).toBe(1);
  });

  it("refuses what is no month before it tells anybody anything", async () => {
    const world = await createWorld();
    const { code, err } = await world.run([
      "reconcile-payments",
      "--month",
      "2026-13",
      "--sandbox",
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: "2026-13" is not a month/);
  });

  it("ends where the telling stopped, and compares nothing", async () => {
    const { code, out, err } = await reconciled("payments.refuses-everything");
    expect([code, out]).toEqual([1, ""]);
    expect(err.match(/^stopped: /gm)).toHaveLength(1);
    expect(err).not.toContain("windows");
  });

  it("leaves no journal of the telling, not even where that stopped", async () => {
    const world = await createWorld();
    const temporary = join(world.folder, "temporary");
    const { folders } = machinePorts({ HOME: world.folder });
    const argv = [...RECONCILE, "--sandbox", "--fault", "payments.refuses-everything"];
    const { config, state, journal } = folders;
    const { err } = await world.run(argv, { folders: { config, state, journal, temporary } });
    expect(err).toMatch(/^stopped: /m);
    expect(await readdir(temporary)).toEqual([]);
  });
});
