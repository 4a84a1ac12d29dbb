/** Settlement files as companies send them: each of `fixtures/cases/settlement` ends as it should. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import { HERE, memoryFiles, runRecorded } from "../recording-world.js";

const CASES = new URL("../../../fixtures/cases/settlement/", import.meta.url);

/** `<id> <kind> <game>|<PlayCamp>` for each difference, or the code of an error. */
interface Ending {
  readonly code: 0 | 1 | 2;
  readonly matched?: number;
  readonly differences?: readonly string[];
  /** Of PlayCamp's side, by path. */
  readonly totals?: object;
  readonly error?: string;
  /** What is said, in part. */
  readonly says?: string;
  readonly set?: readonly string[];
}

const fine = (matched: number, more: Partial<Ending> = {}): Ending => ({
  code: 0,
  matched,
  differences: [],
  ...more,
});
const differs = (matched: number, ...differences: readonly string[]): Ending => ({
  code: 1,
  matched,
  differences,
});
const unreadable = (id: string, game: string, says: string, matched = 0): Ending => ({
  ...differs(matched, `${id} unreadable ${game}|row 2`),
  says,
});
const refused = (error: string, says: string): Ending => ({ code: 2, error, says });

const ENDINGS: Readonly<Record<string, Ending>> = {
  "creator-differs": differs(1, "T1 creator AAAAA|BBBBB"),
  "store-type-differs": differs(0, "T1 store-type MOBILE_STORE|PC_SELF_STORE", "T1 fee 3.00|0.00"),
  "wide-row": unreadable("T1", "1234.5 USD", "5 cells and the header 4", 1),
  "krw-german-thousands": unreadable("T1", "12000 KRW", "settlement.grouping"),
  "excel-mangled-ids": refused("settlement_ids_mangled", "spreadsheet"),
  "semicolons-decimal-comma": refused("settlement_separator", "semicolon ;"),
  tsv: fine(1),
  utf16: fine(1),
  "cp949-ascii-header": refused("settlement_encoding", "CP949"),
  gzip: fine(1),
  parentheses: unreadable("T1", "10 USD", "-10.00 is negative"),
  "negative-refund": differs(0, "T1 refund-missing-at-game COMPLETED|REFUNDED"),
  "space-after-comma": fine(1, { totals: [{ currency: "USD", gross: "10.00" }] }),
  preamble: refused("settlement_header", "row 4 looks like it"),
  "nbsp-amount": unreadable("T1", "1234.5 USD", "other signs than digits"),
  "fee-rows": fine(1, { totals: [{ payments: 1, gross: "10.00" }] }),
  "refund-other-id": differs(1, "R1 refund-without-payment 10|null"),
  "two-partial-refunds": differs(0, "T1 refund-amount 7|10"),
  "lifecycle-rows": fine(1, { totals: [{ payments: 1, refunds: 0 }] }),
  fees: fine(2, { totals: [{ fee: "185185.332" }] }),
  "bom-quotes-crlf": fine(2),
  "leading-zeros-apostrophe": fine(1),
  "header-only": differs(0, "T1 missing-at-playcamp 10 USD|null"),
  "excel-sep-line": fine(1),
  "more-decimals-than-currency": unreadable("T1", "9.99 USD", "more decimals than USD"),
  "game-twin-different-time": {
    ...differs(0, "T1 duplicate 10 USD|null"),
    totals: [{ payments: 1, gross: "10.00" }],
  },
  "google-play-earnings": fine(2, { totals: [{ refunds: 1, refunded: "4.99" }] }),
  "toss-cp949": refused("settlement_encoding", "CP949"),
  "toss-utf8": {
    ...differs(0, "ord-1 unreadable 12000 KRW|row 2", "ord-2 unreadable 3000 KRW|row 4"),
    says: 'settlement.grouping to ","',
  },
};

/** The same as their own profile would read them. */
const READ: Readonly<Record<string, Ending>> = {
  "semicolons-decimal-comma": fine(1, {
    set: ["settlement.separator=;", "settlement.decimal=,", "settlement.grouping=."],
  }),
  "toss-cp949": fine(2, {
    set: ["settlement.encoding=cp949", "settlement.grouping=,", "settlement.currency=KRW"],
  }),
  "toss-utf8": fine(2, { set: ["settlement.grouping=,"] }),
};

interface Report {
  readonly matched?: number;
  readonly differences?: readonly {
    readonly kind: string;
    readonly transactionId: string;
    readonly game: string | null;
    readonly playcamp: string | null;
  }[];
  readonly totals?: { readonly playcamp: readonly object[] };
  readonly error?: { readonly code: string };
}

async function reconcile(id: string, set: readonly string[] = []) {
  const read = (name: string) => readFileSync(new URL(`${id}/${name}`, CASES));
  const reply = read("reply.json");
  const game = await listenOnNode(
    { host: "127.0.0.1", port: 0, maxBodyBytes: 1 << 16, onDefect: () => undefined },
    () =>
      Promise.resolve({
        status: 200,
        headers: [["Content-Type", "application/json"]],
        body: reply,
      }),
  );
  onTestFinished(() => game.close());
  const files = memoryFiles({
    [`${HERE}/playcamp-gw.json`]: read("playcamp-gw.json").toString().replace("{{URL}}", game.url),
    [`${HERE}/settle.csv`]: read("settle.csv"),
  });
  const words = ["--month", "2026-02", "--settlement", "settle.csv", "--json"];
  const sets = set.flatMap((each) => ["--set", each]);
  const done = await runRecorded(["reconcile-payments", ...words, ...sets], { files });
  return { ...done, report: JSON.parse(done.out || done.err) as Report };
}

function judge(ending: Ending, { code, out, err, report }: Awaited<ReturnType<typeof reconcile>>) {
  const differences = report.differences?.map(
    ({ transactionId, kind, game, playcamp }) =>
      `${transactionId} ${kind} ${game ?? "null"}|${playcamp ?? "null"}`,
  );
  const { matched, error, says = "" } = ending;
  expect([code, report.matched, differences]).toEqual([ending.code, matched, ending.differences]);
  expect(report.error?.code).toBe(error);
  expect((out + err).replaceAll('\\"', '"')).toContain(says);
  if (ending.totals !== undefined)
    expect(report.totals?.playcamp ?? []).toMatchObject(ending.totals);
}

describe("a settlement file", () => {
  it("has an ending for each that is kept", () => {
    expect(Object.keys(ENDINGS).sort()).toEqual(readdirSync(CASES).sort());
  });

  it.each(Object.entries(ENDINGS))("%s ends as it should", async (id, ending) => {
    judge(ending, await reconcile(id));
  });

  it.each(Object.entries(READ))("%s is read where the profile says how", async (id, ending) => {
    judge(ending, await reconcile(id, ending.set));
  });
});
