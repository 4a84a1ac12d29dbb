import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Conversion } from "../../../src/protocols/payments/conversion.js";
import { parseJson } from "../../../src/core/json/read.js";
import {
  gameBooks,
  readPlaycampPayment,
} from "../../../src/protocols/payments/settlement-books.js";
import { renderDifferencesCsv } from "../../../src/protocols/payments/differences-csv.js";
import { parseSettlementCsv } from "../../../src/protocols/payments/settlement-csv.js";
import { foldRecords } from "../../../src/protocols/payments/settlement-states.js";
import {
  settlementTotals,
  storeFee,
  storeFees,
} from "../../../src/protocols/payments/settlement-totals.js";
import { matchRecords, type SettlementRecord } from "../../../src/protocols/payments/settlement.js";
import type { Payment } from "../../../src/protocols/payments/payment.js";

function entry(id: string, changes: Partial<SettlementRecord> = {}): SettlementRecord {
  return {
    transactionId: id,
    amount: "9.99",
    currency: "USD",
    status: "COMPLETED",
    purchasedAt: "2026-01-05T00:00:00.000Z",
    distributionType: "MOBILE_STORE",
    creatorKey: null,
    ...changes,
  };
}

describe("matchRecords", () => {
  it.each<
    [string, Partial<SettlementRecord> | null, Partial<SettlementRecord> | null, readonly string[]]
  >([
    ["the same", {}, {}, []],
    ["the same amount written otherwise", { amount: "9.990" }, {}, []],
    ["the same instant elsewhere", { purchasedAt: "2026-01-05T09:00:00+09:00" }, {}, []],
    ["whole seconds on one side", { purchasedAt: "2026-01-05T00:00:00.999Z" }, {}, []],
    ["no date on one side", { purchasedAt: null }, {}, []],
    ["nothing at PlayCamp", {}, null, ["missing-at-playcamp 9.99 USD / -"]],
    ["nothing at the game", null, {}, ["missing-at-game - / 9.99 USD"]],
    ["nothing but a cancelled one", { status: "CANCELLED" }, null, []],
    ["a cent more", { amount: "10" }, {}, ["amount 10 / 9.99"]],
    ["another currency", { currency: "EUR" }, {}, ["currency EUR / USD"]],
    [
      "a refund of the game's",
      { status: "REFUNDED" },
      {},
      ["refund-missing-at-playcamp REFUNDED / COMPLETED"],
    ],
    [
      "a refund of PlayCamp's",
      {},
      { status: "REFUNDED" },
      ["refund-missing-at-game COMPLETED / REFUNDED"],
    ],
    ["a pending one", {}, { status: "PENDING" }, ["status COMPLETED / PENDING"]],
    [
      "another second and amount",
      { purchasedAt: "2026-01-05T00:00:01.000Z", amount: "1" },
      {},
      ["amount 1 / 9.99", "date 2026-01-05T00:00:01.000Z / 2026-01-05T00:00:00.000Z"],
    ],
  ])("%s", (_, game, playcamp, expected) => {
    const side = (changes: Partial<SettlementRecord> | null) =>
      changes === null ? [] : [entry("T", changes)];
    const { matched, differences } = matchRecords(side(game), side(playcamp));
    const shown = differences.map(
      (each) => `${each.kind} ${each.game ?? "-"} / ${each.playcamp ?? "-"}`,
    );
    expect(shown).toEqual(expected);
    expect(matched).toBe(game && playcamp && expected.length === 0 ? 1 : 0);
  });

  it("finds exactly what was taken away, whatever the order", () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 });
    fc.assert(
      fc.property(ids, fc.func(fc.constantFrom("both", "game", "playcamp")), (all, where) => {
        const held = (side: string) =>
          all.filter((id) => ["both", side].includes(where(id))).map((id) => entry(id));
        const { matched, differences } = matchRecords(held("game"), held("playcamp").reverse());
        const missing = (kind: string) =>
          differences.filter((each) => each.kind === kind).map((each) => each.transactionId);
        const only = (side: string) => all.filter((id) => where(id) === side).sort();
        expect(matched).toBe(only("both").length);
        expect(missing("missing-at-playcamp").sort()).toEqual(only("game"));
        expect(missing("missing-at-game").sort()).toEqual(only("playcamp"));
      }),
    );
  });

  it("tells of an id that one side has twice, the same or not", () => {
    const twice = [entry("T"), entry("T", { amount: "1" }), entry("S"), entry("S")];
    const { differences } = matchRecords(twice, [entry("T"), entry("S")]);
    expect(differences).toEqual([
      { kind: "duplicate", transactionId: "S", game: "9.99 USD", playcamp: null },
      { kind: "duplicate", transactionId: "T", game: "1 USD", playcamp: null },
    ]);
  });
});

describe("settlementTotals", () => {
  const records = [
    entry("1", { amount: "9.99", creatorKey: "AB12C" }),
    entry("2", {
      amount: "0.01",
      creatorKey: "AB12C",
      distributionType: "PC_SELF_STORE",
    }),
    entry("3", { amount: "5", creatorKey: "AB12C", status: "REFUNDED" }),
    entry("4", { amount: "5500", currency: "KRW" }),
    entry("5", { amount: "100", currency: "KRW", distributionType: null }),
    entry("6", { amount: "7", status: "PENDING" }),
  ];

  it("adds up by currency and creator, exactly", () => {
    expect(settlementTotals(records, storeFees())).toEqual([
      {
        currency: "KRW",
        creatorKey: null,
        payments: 2,
        gross: "5600",
        fee: "1650",
        net: "3950",
        refunds: 0,
        refunded: "0",
        withoutFeeRule: 1,
      },
      {
        currency: "USD",
        creatorKey: "AB12C",
        payments: 2,
        gross: "10.00",
        fee: "2.997",
        net: "7.003",
        refunds: 1,
        refunded: "5.00",
        withoutFeeRule: 0,
      },
    ]);
  });

  it.each([
    [0.15, "1.4985"],
    [15, "1.4985"],
    ["15%", "1.4985"],
    ["0.5%", "0.04995"],
    [0, "0.00"],
    [1, "9.99"],
    ["100%", "9.99"],
  ])("takes a fee of %s", (fee, expected) => {
    const fees = storeFees({ MOBILE_STORE: fee });
    expect(settlementTotals([entry("1")], fees)[0]?.fee).toBe(expected);
  });

  it.each([
    [{ MOBILE_SHOP: 0.1 }, "settlement_fee_unknown"],
    [{ PC_STORE: "a lot" }, "settlement_fee_malformed"],
    [{ PC_STORE: -1 }, "settlement_fee_malformed"],
    [{ PC_STORE: 101 }, "settlement_fee_malformed"],
  ])("refuses the fees %o", (fees, code) => {
    expect(() => storeFees(fees)).toThrow(expect.objectContaining({ code }));
  });
});

describe("the two books", () => {
  const payment = (id: string): Payment => ({
    userId: "1",
    transactionId: id,
    productId: "p",
    amount: "9.99",
    currency: "USD",
    platform: "Web",
    distributionType: "MOBILE_STORE",
    purchasedAt: "2026-01-05T00:00:00.000Z",
  });

  it("turn a refunded payment into a refund, wherever its record stands", () => {
    const refund = (id: string): Conversion => ({
      kind: "refund",
      transactionId: id,
      refundId: null,
      amount: null,
      payment: null,
      creatorKey: null,
    });
    const paid = (id: string): Conversion => ({
      kind: "payment",
      payment: payment(id),
      creatorKey: null,
    });
    const books = gameBooks([
      refund("A"),
      paid("A"),
      paid("B"),
      refund("C"),
      {
        kind: "refund",
        transactionId: "D",
        refundId: null,
        amount: null,
        payment: payment("D"),
        creatorKey: "AB12C",
      },
      { kind: "refused", transactionId: "E", problems: [] },
    ]);
    expect(foldRecords(books.records).byId).toEqual(
      new Map([
        ["A", entry("A", { status: "REFUNDED", refunded: "9.99" })],
        ["B", entry("B")],
        ["D", entry("D", { status: "REFUNDED", creatorKey: "AB12C", refunded: null })],
      ]),
    );
    expect(books.refundsWithoutPayment).toEqual([{ transactionId: "C", amount: null }]);
  });

  it.each([
    [
      '{"data":{"transactionId":"T","amount":9.990,"currency":"USD","status":"COMPLETED","purchasedAt":"2026-01-05T00:00:00.000Z","distributionType":"MOBILE_STORE"}}',
      entry("T"),
    ],
    [
      '{"transactionId":"T","amount":"9.99","currency":"USD","status":"REFUNDED","creatorKey":"AB12C"}',
      entry("T", {
        status: "REFUNDED",
        creatorKey: "AB12C",
        purchasedAt: null,
        distributionType: null,
      }),
    ],
    ['{"transactionId":"T","currency":"USD","status":"COMPLETED"}', null],
    ['{"transactionId":"T","amount":1,"currency":"USD","status":"LOST"}', null],
    ["[]", null],
  ])("read %s", (text, expected) => {
    const parsed = parseJson(text);
    expect(parsed.ok && readPlaycampPayment(parsed.value)).toEqual(expected);
  });
});

describe("settlement files", () => {
  it("are read by their columns", () => {
    const csv =
      '\uFEFFTx,amount,currency,"When",status,distributionType\r\n"T,1",9.99,USD,2026-01-05 09:00:00,completed,MOBILE_STORE\r\n\r\nT2,1,KRW,2026-01-06,,\r\nT3,free,KRW,,,\r\nT4,1,KRW,then,,\r\n';
    const file = parseSettlementCsv(csv, {
      columns: { transactionId: "Tx", purchasedAt: "When" },
      zone: "Asia/Seoul",
    });
    expect(file.records).toEqual([
      entry("T,1", { refunded: null }),
      entry("T2", {
        amount: "1",
        currency: "KRW",
        purchasedAt: null,
        purchasedOn: "2026-01-05T15:00:00.000Z",
        distributionType: null,
        refunded: null,
      }),
    ]);
    expect(file.problems).toEqual([
      { row: 5, transactionId: "T3", problem: expect.stringContaining("T3: amount") as string },
      {
        row: 6,
        transactionId: "T4",
        problem: expect.stringContaining("T4: purchasedAt") as string,
      },
    ]);
  });

  it.each<[string, string, Parameters<typeof parseSettlementCsv>[1]]>([
    ["settlement_column_missing", "id,amount,currency\n", {}],
    [
      "settlement_column_missing",
      "transactionId,amount,currency\n",
      { columns: { status: "State" } },
    ],
    ["csv_malformed", 'transactionId,amount,currency\n"T,1,USD\n', {}],
  ])("are refused: %s", (code, csv, format) => {
    expect(() => parseSettlementCsv(csv, format)).toThrow(expect.objectContaining({ code }));
  });

  it("tell differences without letting a spreadsheet run them", () => {
    const csv = renderDifferencesCsv([
      { kind: "amount", transactionId: '=cmd|"x"', game: "-1", playcamp: null },
      { kind: "date", transactionId: "-a,b", game: "1", playcamp: "2" },
    ]);
    expect(csv).toBe(
      'kind,transactionId,game,playcamp\r\namount,"\'=cmd|""x""",-1,\r\ndate,"\'-a,b",1,2\r\n',
    );
  });
});

describe("several records of one transaction", () => {
  const states = (...records: readonly Partial<SettlementRecord>[]) => {
    const { byId, repeated } = foldRecords(records.map((each) => entry("T", each)));
    const { status, amount, refunded } = byId.get("T") ?? entry("none");
    return [status, amount, refunded ?? null, repeated.size];
  };
  const refund = (refunded: string) => ({ status: "REFUNDED", refunded }) as const;

  it.each<[string, readonly Partial<SettlementRecord>[], readonly unknown[]]>([
    ["pending, then paid", [{ status: "PENDING" }, {}], ["COMPLETED", "9.99", null, 0]],
    [
      "paid, then pending in the file's order",
      [{}, { status: "PENDING" }],
      ["COMPLETED", "9.99", null, 0],
    ],
    ["refunded whole", [{}, refund("9.99")], ["REFUNDED", "9.99", "9.99", 0]],
    ["refunded twice in part", [{}, refund("3"), refund("4")], ["REFUNDED", "9.99", "7", 0]],
    ["refunded before it was paid", [refund("3"), {}], ["REFUNDED", "9.99", "3", 0]],
    [
      "refunded twice in whole",
      [{}, refund("9.99"), refund("9.99")],
      ["REFUNDED", "9.99", "9.99", 1],
    ],
    ["paid twice, the same", [{}, {}], ["COMPLETED", "9.99", null, 1]],
    ["paid twice, otherwise", [{}, { amount: "1" }], ["COMPLETED", "9.99", null, 1]],
  ])("%s", (_, records, expected) => {
    expect(states(...records)).toEqual(expected);
  });

  it("are counted once, and what is left of a refunded payment is one", () => {
    const [total] = settlementTotals([entry("T"), entry("T", refund("4"))], storeFees());
    expect(total).toMatchObject({ payments: 1, gross: "5.99", refunds: 1, refunded: "4.00" });
  });
});

describe("what moves money is compared", () => {
  const kinds = (
    game: Partial<SettlementRecord>,
    playcamp: Partial<SettlementRecord>,
    terms: Parameters<typeof matchRecords>[2] = {},
  ) =>
    matchRecords([entry("T", game)], [entry("T", playcamp)], terms).differences.map(
      (each) => `${each.kind} ${each.game ?? "-"} / ${each.playcamp ?? "-"}`,
    );

  it.each<[string, Partial<SettlementRecord>, Partial<SettlementRecord>, readonly string[]]>([
    ["the creator", { creatorKey: "A" }, { creatorKey: "B" }, ["creator A / B"]],
    ["no creator on one side", { creatorKey: "A" }, { creatorKey: null }, []],
    [
      "the store's type",
      {},
      { distributionType: "PC_STORE" },
      ["store-type MOBILE_STORE / PC_STORE"],
    ],
    [
      "the fee that follows from it",
      {},
      { distributionType: "PC_SELF_STORE" },
      ["store-type MOBILE_STORE / PC_SELF_STORE", "fee 2.997 / 0.00"],
    ],
    ["a fee that is written", {}, { fee: "1.5" }, ["fee 2.997 / 1.5"]],
    [
      "what was given back",
      { status: "REFUNDED", refunded: "7" },
      { status: "REFUNDED" },
      ["refund-amount 7 / 9.99"],
    ],
    [
      "a refund in part of one side",
      { status: "REFUNDED", refunded: "7" },
      {},
      ["refund-missing-at-playcamp REFUNDED 7 of 9.99 / COMPLETED"],
    ],
  ])("%s", (_, game, playcamp, expected) => {
    const feeOf = (record: SettlementRecord) => storeFee(record, storeFees());
    expect(kinds(game, playcamp, { feeOf })).toEqual(expected);
  });

  it("and a row that cannot be read is not a missing one", () => {
    const unreadable = new Map([["T", "row 7"]]);
    expect(matchRecords([entry("T")], [], { unreadable }).differences).toEqual([
      { kind: "unreadable", transactionId: "T", game: "9.99 USD", playcamp: "row 7" },
    ]);
  });

  it("nor does another row of its payment say what it says: no refund is called missing", () => {
    const unreadable = new Map([["T", "row 7"]]);
    const refunded = entry("T", { status: "REFUNDED" });
    const told = matchRecords([refunded], [entry("T", { currency: "EUR" })], { unreadable });
    expect(told.differences.map(({ kind }) => kind)).toEqual(["currency", "unreadable"]);
    expect(matchRecords([entry("T")], [entry("T")], { unreadable }).matched).toBe(1);
  });
});
