import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  readSettlementFile,
  type SettlementFormat,
} from "../../../src/protocols/payments/settlement-csv.js";
import { zipped } from "../../zip.js";

const TABLE = "transactionId,amount,currency\nA-1,10.00,USD\n";
const KOREAN =
  '주문번호,거래구분,결제금액\no-1,승인,"12,000"\no-2,승인,"3,000"\no-2,취소,"-3,000"\n합계,,"12,000"\n';
/** The first line of KOREAN's columns, in the encoding that Korean spreadsheets save. */
const CP949_HEADER = Buffer.from("c1d6b9aeb9f8c8a32cb0c5b7a1b1b8bad02cb0e1c1a6b1ddbed7", "hex");

const KEYED = "주문 번호,amount,currency\nA-1,10.00,USD\n";
const KEYS = { transactionId: "주문\n번호" };

function read(file: string | Uint8Array, format: SettlementFormat = {}) {
  const bytes = typeof file === "string" ? Buffer.from(file) : file;
  const { records, problems } = readSettlementFile(bytes, format);
  return {
    rows: records.map(
      ({ transactionId, amount, currency, status }) =>
        `${transactionId} ${amount} ${currency} ${status}`,
    ),
    problems: problems.map(({ row, problem }) => `${row}: ${problem}`),
  };
}

it("is not read by a profile that contradicts itself: rows would be passed over", () => {
  const rows = { column: "k", count: ["paid"] };
  const file = "transactionId,amount,currency,k\nA-1,10,USD,paid\nA-1,4,USD,back\n";
  expect(() => read(file, { rows, refund: { in: ["back"] } })).toThrow(
    expect.objectContaining({
      code: "settlement_contradiction",
      message: expect.stringContaining("settlement.rows.count"),
    }),
  );
  const { rows: counted } = read(file, {
    rows: { ...rows, count: ["paid", "back"] },
    refund: { in: ["back"] },
  });
  expect(counted).toEqual(["A-1 10 USD COMPLETED", "A-1 4 USD REFUNDED"]);
});

describe("a settlement file is read", () => {
  it.each<[string, string | Uint8Array, SettlementFormat]>([
    ["as it is", TABLE, {}],
    ["with a byte order mark", `\uFEFF${TABLE}`, {}],
    ["in UTF-16", Buffer.from(`\uFEFF${TABLE}`, "utf16le"), {}],
    ["in UTF-16 without its mark", Buffer.from(TABLE, "utf16le"), {}],
    ["gzipped", gzipSync(TABLE), {}],
    ["zipped", zipped(["settle.csv", TABLE]), {}],
    ["zipped beside a text", zipped(["README.txt", "x"], ["settle.csv", TABLE]), {}],
    ["with the currency's sign", TABLE.replace("10.00", "$10.00"), {}],
    ["with tabs", TABLE.replaceAll(",", "\t"), {}],
    ["with bars", TABLE.replaceAll(",", "|"), {}],
    ["with the separator in its first line", `sep=;\r\n${TABLE.replaceAll(",", ";")}`, {}],
    ["with a declared separator", TABLE.replaceAll(",", ";"), { separator: ";" }],
    ["with spaces before quotes", 'transactionId, amount, currency\n"A-1", "10.00", "USD"\n', {}],
    ["under a preamble", `Report\n\n${TABLE}`, { header: 3 }],
    ["with texts as formulas", TABLE.replace("A-1", '="A-1"').replace("10.00", '="10.00"'), {}],
    ["with names in parts of letters", KEYED.normalize("NFD"), { columns: KEYS }],
    [
      "with names in two lines",
      KEYED.replace("주문 ", '"주문\n').replace(",", '",'),
      { columns: KEYS },
    ],
    ["with an apostrophe", TABLE.replace("A-1", "'A-1"), {}],
    ["with cells to spare", TABLE.replace("USD", "USD,,"), {}],
    ["without a currency", "transactionId,amount\nA-1,10\n", { currency: "USD" }],
    [
      "with fees and taxes",
      `transactionId,amount,currency,type\nA-1,10,USD,Charge\nA-1,-3,USD,Store fee\nX,1,USD,Tax\n`,
      {},
    ],
    [
      "with its own words",
      `transactionId,amount,currency,k\nA-1,10,USD,ok\nB,1,USD,draft\n`,
      { rows: { column: "k", count: ["ok"] } },
    ],
    [
      "with grouped amounts",
      TABLE.replace("10.00", '"0,010.00"').replace("0,010", "10"),
      { grouping: "," },
    ],
  ])("%s", (_, file, format) => {
    expect(read(file, format)).toEqual({ rows: ["A-1 10 USD COMPLETED"], problems: [] });
  });

  it("in Korean words, with a total that agrees", () => {
    const format: SettlementFormat = {
      columns: { transactionId: "주문번호", amount: "결제금액", status: "거래구분" },
      currency: "KRW",
      grouping: ",",
    };
    const rows = ["o-1 12000 KRW COMPLETED", "o-2 3000 KRW COMPLETED", "o-2 3000 KRW REFUNDED"];
    expect(read(KOREAN, format)).toEqual({ rows, problems: [] });
    const off = read(KOREAN.replace('합계,,"12,000"', '합계,,"15,000"'), format);
    expect(off.problems).toEqual([expect.stringContaining("the total says 15000") as string]);
  });

  it("with a decimal comma and negative amounts in parentheses", () => {
    const file =
      "transactionId;amount;currency;status\nA;1.234,50;EUR;paid\nA;(1.234,50);EUR;refund\n";
    const format: SettlementFormat = { separator: ";", decimal: ",", grouping: "." };
    expect(read(file, format).rows).toEqual(["A 1234.5 EUR COMPLETED", "A 1234.5 EUR REFUNDED"]);
  });

  it("with refunds under ids of their own", () => {
    const file =
      "transactionId,amount,currency,type,original\nA,10,USD,sale,\nR1,-4,USD,refund,A\n";
    const format: SettlementFormat = { refund: { of: "original" } };
    expect(read(file, format).rows).toEqual(["A 10 USD COMPLETED", "A 4 USD REFUNDED"]);
  });
});

describe("a row of a settlement file is refused, with its number", () => {
  const row = (line: string, format: SettlementFormat = {}) =>
    read(`transactionId,amount,currency,status\n${line}\nB,1,USD,PAID\n`, format);

  it.each<[string, string, string]>([
    ["more cells than the header", "A,1,234.50,USD,PAID", "5 cells and the header 4"],
    ["fewer", "A,1", "2 cells and the header 4"],
    ["the header again", "transactionId,amount,currency,status", "header stands here again"],
    [
      "thousands that may be decimals",
      "A,12.000,KRW,PAID",
      "more decimals than KRW (0), or a sign",
    ],
    ["more decimals than its currency", "A,9.9999,USD,PAID", "more decimals than USD"],
    ["a negative payment", "A,(10.00),USD,PAID", "negative"],
    ["a no-break space", "A,1\u00a0234.50,USD,PAID", "no-break space"],
    ["grouped amounts", 'A,"12,000",KRW,PAID', "settlement.grouping"],
    ["an unknown status", "A,1,USD,보류", "settlement.status"],
    ["a positive cancellation in words", "A,1,USD,취소", "unknown status"],
    ["no currency", "A,1,,PAID", "currency"],
    ["nothing", "A,0,USD,PAID", "no payment"],
  ])("%s", (_, line, expected) => {
    const { rows, problems } = row(line);
    expect(rows).toEqual(["B 1 USD COMPLETED"]);
    expect(problems).toEqual([expect.stringMatching(/^2: /) as string]);
    expect(problems[0]).toContain(expected);
  });
});

describe("a settlement file is refused as a whole, by name", () => {
  it.each<[string, string | Uint8Array, string, string]>([
    ["CP949", Buffer.concat([CP949_HEADER, Buffer.from("\n")]), "settlement_encoding", "CP949"],
    [
      "an amount after CP949 ids",
      Buffer.concat([Buffer.from("transactionId,amount,currency\n"), CP949_HEADER]),
      "settlement_encoding",
      "CP949",
    ],
    ["semicolons", TABLE.replaceAll(",", ";"), "settlement_separator", "semicolon"],
    ["a preamble", `Report\n\n${TABLE}`, "settlement_header", "row 3"],
    ["mangled ids", TABLE.replace("A-1", "1.23457E+19"), "settlement_ids_mangled", "row 2"],
    [
      "a column twice",
      TABLE.replace("currency", "amount,currency"),
      "settlement_column_missing",
      "more than once",
    ],
    ["an Excel workbook", zipped(["xl/workbook.xml", "<x/>"]), "settlement_packed", "xlsx"],
    [
      "a zip of two tables",
      zipped(["a.csv", TABLE], ["b.csv", TABLE]),
      "settlement_packed",
      '2 tables ("a.csv", "b.csv")',
    ],
    [
      "a zip whose directory is cut off",
      pointedBeyond(zipped(["a.csv", TABLE])),
      "settlement_packed",
      "the zip is cut off or damaged",
    ],
    ["a web page", "<html><table><tr><th>transactionId", "settlement_packed", "HTML"],
    ["a row without end", `${TABLE}${"x".repeat(1_100_000)}`, "csv_malformed", "1048576"],
    ["a zip without a table", zipped(["readme.md", "x"]), "settlement_packed", "0 tables"],
    ["a stray quote", 'transactionId,amount,currency\n"A,1,USD\n', "csv_malformed", "quote"],
  ])("%s", (_, file, code, word) => {
    expect(() => read(file)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(word) as string }) as Error,
    );
  });

  it("and read once its encoding is declared", () => {
    const bytes = Buffer.concat([CP949_HEADER, Buffer.from("\no-1,PAID,100\n")]);
    const columns = { transactionId: "주문번호", amount: "결제금액", status: "거래구분" };
    expect(read(bytes, { encoding: "cp949", currency: "KRW", columns }).rows).toEqual([
      "o-1 100 KRW COMPLETED",
    ]);
  });
});

describe("amounts in one of two columns", () => {
  const header = "id,paid,usd,back,cur\n";
  const columns = { transactionId: "id", currency: "cur" } as const;
  const format: SettlementFormat = {
    columns: { ...columns, amount: ["paid", "usd"] },
    refund: { amount: "back" },
  };

  it.each<[string, string, readonly string[]]>([
    ["the first", "T1,10.00,,,USD", ["T1 10 USD COMPLETED"]],
    ["the second, where the first is zero", "T1,0,9.50,0.00,USD", ["T1 9.5 USD COMPLETED"]],
    ["the refund's alone", "T1,,,4.00,USD", ["T1 4 USD REFUNDED"]],
    ["the refund's, negative", "T1,0,,-4.00,USD", ["T1 4 USD REFUNDED"]],
    ["paid and refunded", "T1,10.00,,10.00,USD", ["T1 10 USD REFUNDED"]],
  ])("stand in %s", (_, row, rows) => {
    expect(read(`${header}${row}\n`, format)).toEqual({ rows, problems: [] });
  });

  it("keep what was paid apart from what was given back of it", () => {
    const { records } = readSettlementFile(Buffer.from(`${header}T1,10.00,,4.00,USD\n`), format);
    expect(records).toMatchObject([{ amount: "10", refunded: "4", status: "REFUNDED" }]);
  });

  it("are added up column by column", () => {
    const text = `${header}T1,10.00,,4.00,USD\nT2,,,3.00,USD\nT3,5.00,,,USD\nTotal,15.00,,7.00,USD\n`;
    expect(read(text, format).problems).toEqual([]);
    expect(read(text.replace("15.00", "8.00"), format).problems).toEqual([
      "5: Total: the total says 8.00, and the rows above add up to 15.00",
    ]);
  });

  it("never give back more than was paid", () => {
    expect(read(`${header}T1,10.00,,14.00,USD\n`, format).problems).toEqual([
      "2: T1: 14.00 is given back of 10.00",
    ]);
  });

  it("must all be there", () => {
    expect(() => read("id,paid,back,cur\nT1,1,,USD\n", format)).toThrow(/no column "usd"/);
  });
});

describe("rows that stand in files all the same", () => {
  const TWO = `${TABLE}A-2,5.00,USD\n`;

  it.each<[string, string]>([
    ["a total with its currency", "Total USD,15.00,USD\n"],
    ["a total with a colon", "Total:,15.00,USD\n"],
    ["a total per currency in brackets", "합계 (USD),15.00,USD\n"],
  ])("%s is compared, and no payment", (_, row) => {
    expect(read(TWO + row)).toMatchObject({ rows: { length: 2 }, problems: [] });
    const wrong = read(TWO + row.replace("15.00", "16.00")).problems;
    expect(wrong.join()).toContain("the rows above add up to 15");
  });

  it("a total may be named in any cell of a row without an id", () => {
    const text = "no,transactionId,amount,currency\n1,A-1,10.00,USD\n합계,,10.00,USD\n";
    expect(read(text)).toEqual({ rows: ["A-1 10 USD COMPLETED"], problems: [] });
    expect(read(text.replace("합계,,10", "합계,,11")).problems).toHaveLength(1);
  });

  it.each([
    ["Chargeback Reversal", "may be money that came again"],
    ["Refund failed", "may be money that came again"],
  ])("%s is neither a refund nor a payment", (type, problem) => {
    const { rows, problems } = read(`transactionId,type,amount,currency\nA-1,${type},1.00,USD\n`);
    expect(rows).toEqual([]);
    expect(problems.join()).toContain(problem);
  });

  it.each<[string, string, SettlementFormat]>([
    ["as a formula", '"=""A-1""",10.00,USD\n', {}],
    ["behind a mark that nobody sees", "\u200BA-1,10.00,USD\n", {}],
    ["with a plus", "A-1,+10.00,USD\n", {}],
  ])("an id or an amount is read %s", (_, row, format) => {
    const text = `transactionId,amount,currency\n${row}`;
    expect(read(text, format)).toEqual({ rows: ["A-1 10 USD COMPLETED"], problems: [] });
  });

  it.each([",", "\t"])("every cell may be written as a formula, between %j", (separator) => {
    const file = (...rows: readonly (readonly string[])[]) =>
      [["transactionId", "amount", "currency"], ...rows]
        .map((cells) => cells.map((cell) => `="${cell}"`).join(separator))
        .join("\n");
    const [first, second] = [
      ["A-1", "10.00", "USD"],
      ["A-2", "5.00", "USD"],
    ] as const;
    expect(read(file(first, second, ["합계", "15.00", ""]))).toEqual({
      rows: ["A-1 10 USD COMPLETED", "A-2 5 USD COMPLETED"],
      problems: [],
    });
    expect(read(file(first, ["합계", "15.00", ""])).problems).toHaveLength(1);
    expect(() => read(file(["1.23E+15", "10.00", "USD"]))).toThrow(
      expect.objectContaining({ code: "settlement_ids_mangled" }) as Error,
    );
  });

  it("a total below its columns may be written as a formula", () => {
    const text = 'no,transactionId,amount,currency\n1,A-1,10.00,USD\n="합계",,="10.00",USD\n';
    expect(read(text)).toEqual({ rows: ["A-1 10 USD COMPLETED"], problems: [] });
  });

  it("a column's name may stand in two lines", () => {
    const text = '"Transaction\nid",amount,currency\nA-1,10.00,USD\n';
    const columns = { transactionId: "Transaction id" };
    expect(read(text, { columns }).rows).toEqual(["A-1 10 USD COMPLETED"]);
  });
});

/** The zip with its directory said to begin after its end. */
function pointedBeyond(zip: Buffer): Buffer {
  const damaged = Buffer.from(zip);
  damaged.writeUInt32LE(zip.length + 100, zip.length - 6);
  return damaged;
}

describe("what stands below the rows", () => {
  const footersOf = (below: string) => {
    const { records, problems, footers } = readSettlementFile(Buffer.from(TABLE + below), {});
    return {
      records: records.length,
      footers: footers.map(({ text }) => text),
      problems: problems.map(({ problem }) => problem),
    };
  };

  it.each([
    ["Generated on 2026-03-01 by Finance", ["Generated on 2026-03-01 by Finance"]],
    ["\n\nEnd of report,,", ["End of report"]],
    ["1 row", ["1 row"]],
    ["Row count: 1\nsee the contract of 2026", ["Row count: 1", "see the contract of 2026"]],
    ["합계,10.00,USD\n총 1건", ["총 1건"]],
    ["※ 참고용입니다.,,\n", ["※ 참고용입니다."]],
    ["Transactions,1,", ["Transactions 1"]],
  ])("is said to be a remark: %j", (below, footers) => {
    expect(footersOf(below)).toEqual({ records: 1, footers, problems: [] });
  });

  it("is a problem where it counts other rows", () => {
    const { problems } = footersOf("Row count: 2");
    expect(problems).toEqual([expect.stringContaining("counts 2 rows, and 1 stand above it")]);
  });

  it.each([
    ["Total,10,", []],
    ["합계,10,USD", []],
    ["Total,11,", ["the total says 11, and the rows above add up to 10"]],
    ["Total,11,\nTotal rows: 1", ["the total says 11, and the rows above add up to 10"]],
  ])("is a sum, and no count of rows, where the amount stands: %j", (below, problems) => {
    const said = footersOf(below).problems;
    expect(said).toEqual(problems.map((each) => expect.stringContaining(each)));
  });

  it.each(["A-2", "A-2,12", "see below\nA-3,10.00,USD"])(
    "is unreadable where it may be a row that was cut off: %j",
    (below) => {
      const { footers, problems } = footersOf(below);
      expect([footers, problems.length]).toEqual([[], 1]);
    },
  );
});

describe("a column that nobody named", () => {
  it.each([
    ["상태", "정상", []],
    ["결제 상태", "취소", ["2: A-1: unknown status"]],
    ["Payment Status", "Paid", []],
  ])("%s that says %s is read as the status", (name, value, problems) => {
    const file = read(`transactionId,amount,currency,${name}\nA-1,10.00,USD,${value}\n`);
    expect(file.problems).toEqual(problems.map((each) => expect.stringContaining(each)));
  });
});

describe("a column of refunds that nobody reads", () => {
  const file = (name: string, value: string, more = "") =>
    read(`transactionId,amount,currency,type,${name}\nA-1,10.00,USD,sale,${value}\n${more}`);

  it.each([
    ["취소금액", "10.00"],
    ["취소 일시", "2026-02-12"],
    ["refunded_at", "2026-02-12"],
    ["Cancelled", "Y"],
  ])("has the row refused where %s says %s", (name, value) => {
    const { rows, problems } = file(name, value);
    expect(rows).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(`2: A-1: ${name} says "${value}"`)]);
  });

  it.each(["", "0", "0.00", "-", "0000-00-00"])("is nothing with %j", (value) => {
    expect(file("취소금액", value).problems).toEqual([]);
  });

  it("says again what a row of its own tells", () => {
    const { rows, problems } = file("취소금액", "10.00", "A-1,-10.00,USD,refund,\n");
    expect([rows.length, problems]).toEqual([2, []]);
  });

  it("is passed over where settlement.ignore names it", () => {
    const table = "transactionId,amount,currency,취소일\nA-1,10.00,USD,2026-02-12\n";
    expect(read(table, { ignore: ["취소일"] }).problems).toEqual([]);
  });
});

describe("a day", () => {
  it.each([
    ["5 Jan 26", "name its pattern in settlement.date, such as"],
    ["20260105", "declare it in settlement.date (s, ms, us, ns, or a pattern"],
  ])("a time that is not understood is told with the settlement's own key: %s", (time, advice) => {
    const header = TABLE.replace("currency", "currency,purchasedAt");
    const { problems } = read(header.replaceAll("USD", `USD,${time}`));
    expect(problems[0]).toContain(advice);
    expect(problems[0]).not.toMatch(/ unit|\(settlement.date\)/);
  });

  it("without a time of day is not compared", () => {
    const header = TABLE.replace("currency", "currency,purchasedAt");
    const file = header.replace("USD", "USD,05/02/2026");
    const { records } = readSettlementFile(Buffer.from(file), { date: "dd/MM/yyyy" });
    expect(records[0]?.purchasedAt).toBeNull();
  });

  it.each<[string, SettlementFormat, string | undefined]>([
    ["2026-02-05", {}, "2026-02-05T00:00:00.000Z"],
    ["2026-02-05", { zone: "Asia/Seoul" }, "2026-02-04T15:00:00.000Z"],
    ["20260205", { date: "yyyyMMdd", zone: "Asia/Seoul" }, "2026-02-04T15:00:00.000Z"],
    ["2026-02-31", {}, undefined],
    ["2026-02-05T10:00:00Z", {}, undefined],
  ])("%s says of which month it is, by %o", (day, format, expected) => {
    const header = TABLE.replace("currency", "currency,purchasedAt");
    const file = header.replace("USD", `USD,${day}`);
    const { records } = readSettlementFile(Buffer.from(file), format);
    expect(records[0]?.purchasedOn).toBe(expected);
  });
});
