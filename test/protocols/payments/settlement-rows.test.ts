import { describe, expect, it } from "vitest";
import {
  parseSettlementCsv,
  type SettlementFormat,
} from "../../../src/protocols/payments/settlement-csv.js";

function read(text: string, format: SettlementFormat = {}) {
  const { records, problems, passedOver, doubts } = parseSettlementCsv(text, format);
  return {
    rows: records.map(
      ({ transactionId, amount, status }) => `${transactionId} ${amount} ${status}`,
    ),
    problems: problems.map(({ row, problem }) => `${row}: ${problem}`),
    passedOver,
    doubts,
  };
}

describe("kinds of rows that the profile does not name", () => {
  const format = { rows: { column: "type", count: ["charge"], fee: ["fee"] } };
  const text = (...kinds: readonly string[]) =>
    `transactionId,amount,currency,type\nT1,10.00,USD,charge\n${kinds.map((kind) => `T1,-1.00,USD,${kind}\n`).join("")}`;

  it.each(["Chargeback", "dispute", "부분취소", "refund"])("%s may be money given back", (kind) => {
    expect(read(text(kind), format).problems).toEqual([
      `3: T1: "${kind}" may be money that was given back, and neither settlement.rows.count nor settlement.rows.fee names it`,
    ]);
  });

  it.each(["Google fee refund", "payout", "dispute fee"])("%s is passed over, and said", (kind) => {
    expect(read(text(kind, kind, "fee"), format)).toMatchObject({
      problems: [],
      passedOver: [{ kind, rows: 2 }],
    });
  });

  it("Chargeback is a fee where the profile says so", () => {
    const rows = { ...format.rows, fee: ["Chargeback"] };
    expect(read(text("Chargeback"), { rows })).toMatchObject({ problems: [], passedOver: [] });
  });

  it("have cells of their own, as PayPal's trailers: their first cell cannot have moved", () => {
    const paypal =
      '"CH","id","amount","currency"\n"SB","T1",10.00,"USD"\n"SF","USD",10.00\n"SC",1\n';
    const columns = { transactionId: "id" };
    const rows = { column: "CH", count: ["SB"] };
    expect(read(paypal, { columns, rows })).toMatchObject({
      rows: ["T1 10 COMPLETED"],
      problems: [],
    });
    const last = '"id","amount","currency","CH"\n"T1",10.00,"USD","SB"\n"USD",10.00,1,2,"SF"\n';
    expect(read(last, { columns, rows }).problems).toHaveLength(1);
  });
});

describe("a negative amount of which nothing is said", () => {
  const HEAD = "transactionId,amount,currency\n";

  it.each<[string, string]>([
    ["below its payment", "T1,10.00,USD\nT1,-4.00,USD\n"],
    ["above it", "T1,-4.00,USD\nT1,10.00,USD\n"],
    ["in parentheses", "T1,10.00,USD\nT1,(4.00),USD\n"],
  ])("is a refund %s", (_, rows) => {
    const { rows: found, problems } = read(HEAD + rows);
    expect(problems).toEqual([]);
    expect(found.toSorted()).toEqual(["T1 10 COMPLETED", "T1 4 REFUNDED"]);
  });

  it.each<[string, string]>([
    ["alone", `${HEAD}T1,-4.00,USD\n`],
    ["beside another's payment", `${HEAD}T2,10.00,USD\nT1,-4.00,USD\n`],
    [
      "where the row says that it was paid",
      "transactionId,amount,currency,status\nT1,10,USD,paid\nT1,-4,USD,paid\n",
    ],
    [
      "where it says something else",
      "transactionId,amount,currency,type\nT1,10,USD,sale\nT1,-4,USD,adjustment\n",
    ],
  ])("is not %s", (_, text) => {
    expect(read(text).problems.join()).toContain("nothing says that it is a refund");
  });
});

describe("an empty cell", () => {
  it.each(["status", "distributionType"])(
    "of %s is unclear where other rows say something",
    (field) => {
      const value = field === "status" ? "COMPLETED" : "PC_STORE";
      const text = (...cells: readonly string[]) =>
        `transactionId,amount,currency,${field}\n${cells.map((cell, at) => `T${at},1.00,USD,${cell}\n`).join("")}`;
      expect(read(text(value, "", ""))).toMatchObject({
        problems: [],
        doubts: [
          `${field} is empty in 2 rows from row 3 on of the settlement file, and other rows have one`,
        ],
      });
      expect(read(text("", value)).doubts).toHaveLength(1);
      expect(read(text("", "")).doubts).toEqual([]);
    },
  );

  it("of status means a payment where only refunds say something", () => {
    const text = "transactionId,amount,currency,status\nT1,1.00,USD,\nT2,1.00,USD,REFUNDED\n";
    expect(read(text)).toMatchObject({ problems: [], doubts: [] });
  });

  it("of creatorKey says that there is none; without the column nothing is said", () => {
    const creators = (text: string) =>
      parseSettlementCsv(text).records.map(({ creatorKey }) => creatorKey);
    expect(creators("transactionId,amount,currency,creatorKey\nT1,1.00,USD,\n")).toEqual([""]);
    expect(creators("transactionId,amount,currency\nT1,1.00,USD\n")).toEqual([null]);
  });
});

describe("one of two amounts' columns", () => {
  const format = {
    currency: "KRW",
    columns: { transactionId: "id", amount: ["승인금액", "취소금액"] },
  };

  it.each(["T1,12000,2000", "T1,,12000"])("tells of a refund in a payment's row: %s", (row) => {
    const text = `id,승인금액,취소금액\n${row}\n`;
    expect(read(text, format).problems.join()).toContain("취소금액 says");
    expect(read(text, { ...format, ignore: ["취소금액"] }).problems).toEqual([]);
  });

  it("may be another means of payment", () => {
    const columns = { transactionId: "id", amount: ["카드금액", "계좌금액"] };
    const text = "id,카드금액,계좌금액\nT1,12000,0\nT2,0,500\n";
    expect(read(text, { currency: "KRW", columns }).problems).toEqual([]);
  });
});

describe("columns of credit and debit", () => {
  const columns = { amount: ["Gross Credit (GC)", "Gross Debit (GC)"] };
  const format = { columns, rows: { column: "Type", count: ["Settled", "Refunded"] } };
  const text = (...rows: readonly string[]) =>
    `transactionId,Type,currency,Gross Debit (GC),Gross Credit (GC)\n${rows.join("\n")}`;

  it("hold refunds in one of them", () => {
    const file = text("T1,Settled,EUR,,9.99", "T1,Refunded,EUR,9.99,");
    expect(read(file, format)).toMatchObject({ problems: [], doubts: [], rows: { length: 2 } });
  });

  it("may be those of the payer: then all payments are debits", () => {
    expect(read(text("T1,Settled,EUR,9.99,", "T2,Settled,EUR,1.00,"), format).doubts).toEqual([]);
  });

  it("hold no payment in both at once", () => {
    expect(read(text("T1,Settled,EUR,9.99,9.99"), format).doubts).toHaveLength(1);
  });

  it("hold no payments in both", () => {
    expect(read(text("T1,Settled,EUR,,9.99", "T2,Settled,EUR,1.00,"), format).doubts).toEqual([
      'payments of the settlement file stand in "Gross Credit (GC)" (row 2) and in "Gross Debit (GC)" (row 3): in one of them money goes back',
    ]);
  });
});

it("a field's own column is no such column where settlement.ignore names it", () => {
  const text = "transactionId,amount,currency,fee,status\nT1,10.00,USD,0.59,batch 7\n";
  expect(read(text).problems).toHaveLength(1);
  const { records, problems } = parseSettlementCsv(text, { ignore: ["fee", "status"] });
  expect(problems).toEqual([]);
  expect(records[0]).not.toHaveProperty("fee");
});

it.each(["constructor", "toString", "__proto__"])(
  "a status %s is no entry of the lookup",
  (word) => {
    const text = `transactionId,amount,currency,status\nT1,10.00,USD,${word}\n`;
    const { records, problems } = parseSettlementCsv(text, { status: { PAID: "COMPLETED" } });
    expect([records.length, problems.length]).toEqual([0, 1]);
  },
);

it("a store's type is read in small letters", () => {
  const text = "transactionId,amount,currency,distributionType\nT1,1.00,USD,mobile_store\n";
  expect(parseSettlementCsv(text).records[0]?.distributionType).toBe("MOBILE_STORE");
});
