import { describe, expect, it } from "vitest";
import {
  parseSettlementCsv,
  type SettlementFormat,
} from "../../../src/protocols/payments/settlement-csv.js";

const HEAD = "transactionId,amount,currency,status\n";
const PAID = "T1,10.00,USD,COMPLETED\nT2,5.00,USD,COMPLETED\n";
/** One row that is the payment and says that it was given back. */
const BOTH = `${PAID}T3,7.25,USD,REFUNDED\n`;
/** The refund in a row of its own. */
const APART = `${PAID}T3,7.25,USD,COMPLETED\nT3,-7.25,USD,REFUNDED\n`;
const UNSIGNED = APART.replace("-", "");

function problems(text: string, format: SettlementFormat = {}): readonly string[] {
  return parseSettlementCsv(text, format).problems.map(({ row, problem }) => `${row}: ${problem}`);
}

describe("a total agrees", () => {
  it.each<[string, string]>([
    ["with its column, of which a part was given back", `${BOTH}Total,22.25,USD,\n`],
    ["with what is left", `${BOTH}Total,15.00,USD,\n`],
    ["with its column, where refunds are negative", `${APART}Total,15.00,USD,\n`],
    ["with what was paid, where refunds have no sign", `${UNSIGNED}Total,22.25,USD,\n`],
    ["with what is left, where refunds have no sign", `${UNSIGNED}Total,15.00,USD,\n`],
    [
      "with its column, of which a row was cancelled",
      `${PAID}T4,3.00,USD,CANCELLED\nTotal,18.00,USD,\n`,
    ],
    ["above its rows", `Total,15.00,USD,\n${PAID}`],
    [
      "above its rows, in a file of two currencies",
      `Total,15.00,USD,\nTotal,1.00,EUR,\n${PAID}E,1.00,EUR,COMPLETED\n`,
    ],
    [
      "of each part, and of all",
      `T1,10.00,USD,COMPLETED\nSubtotal,10.00,USD,\nT2,5.00,USD,COMPLETED\nSubtotal,5.00,USD,\nTotal,15.00,USD,\n`,
    ],
    ["of all currencies, as a column adds them", `${PAID}E,1.00,EUR,COMPLETED\nTotal,16.00,,\n`],
    ["of nothing, in a currency that no row has", `${PAID}Total,0.00,EUR,\n`],
    ["without an amount: there is nothing to compare", `${PAID}Total,,,\n`],
  ])("%s", (_, rows) => {
    expect(problems(HEAD + rows)).toEqual([]);
  });

  it.each([
    ["승인 합계,15.00", "취소 합계,-7.25"],
    ["Sales total,22.25", "Refund total:,7.25"],
  ])("of a part that it names: %s, %s", (paid, back) => {
    const rows = paid.includes("22") ? APART : `${PAID}T1,-7.25,USD,REFUNDED\n`;
    const text = (amount: string) => `${HEAD}${rows}${amount},USD,\n${back},USD,\n`;
    expect(problems(text(paid))).toEqual([]);
    const ids = parseSettlementCsv(text(paid)).records.map(({ transactionId }) => transactionId);
    expect(new Set(ids)).toEqual(new Set(["T1", "T2", ...(rows === APART ? ["T3"] : [])]));
    expect(problems(text(paid.replace(".", ".1")))).toHaveLength(1);
  });

  it("with its column, of which fees are a part", () => {
    const rows = "T1,10.00,USD,Charge\nT1,-3.00,USD,Store fee\nTotal,7.00,USD,\n";
    expect(problems(`transactionId,amount,currency,type\n${rows}`)).toEqual([]);
  });

  it("column by column, and where its name counts the rows", () => {
    const format = {
      currency: "KRW",
      columns: { transactionId: "id", amount: ["승인금액", "취소금액"], status: "구분" },
      status: { 승인: "COMPLETED", 취소: "REFUNDED" },
    };
    const text = (paid: string, back: string) =>
      `no,id,구분,승인금액,취소금액\n1,o1,승인,12000,0\n2,o2,승인,3000,0\n3,o2,취소,0,3000\n총 3 건,,,${paid},${back}\n`;
    expect(problems(text("15000", "3000"), format)).toEqual([]);
    expect(problems(text("15001", "3000"), format).join()).toContain("add up to 15000");
    expect(problems(text("15000", "3001"), format).join()).toContain("add up to 3000");
  });
});

describe("a total does not agree", () => {
  it.each<[string, string, string]>([
    ["by a cent", `${BOTH}Total,22.26,USD,\n`, "the rows above add up to 22.25"],
    [
      "where it leaves out what is taken off",
      `${APART}Total,22.25,USD,\n`,
      "the rows above add up to 15.00",
    ],
    ["above its rows", `Total,15.01,USD,\n${PAID}`, "the rows below add up to 15"],
    ["in a currency that no row has", `${PAID}Total,15.00,EUR,\n`, "a currency that no row has"],
    [
      "of currencies that it does not name",
      `${PAID}E,1.00,EUR,COMPLETED\nTotal,15.00,,\n`,
      "EUR, USD",
    ],
    [
      "of a part",
      `T1,10.00,USD,COMPLETED\nSubtotal,10.00,USD,\nT2,5.00,USD,COMPLETED\nSubtotal,5.01,USD,\n`,
      "5.01",
    ],
  ])("%s", (_, rows, expected) => {
    expect(problems(HEAD + rows).join()).toContain(expected);
  });
});

describe("totals of other money", () => {
  const FEES =
    "transactionId,amount,currency,fee,status\nT1,10.00,USD,3.00,COMPLETED\nT2,5.00,USD,1.50,REFUNDED\n";

  it.each(["4.50", "3.00", "1.50", ""])("fees may add up to %j", (fee) => {
    expect(problems(`${FEES}Total,15.00,USD,${fee},\n`)).toEqual([]);
  });

  it.each(["-4.50", "4.50"])("fees that are written negative may add up to %s", (fee) => {
    const rows = FEES.replace("3.00", "-3.00").replace("1.50", "-1.50").replace("REFUNDED", "");
    expect(problems(`${rows}Total,15.00,USD,${fee},\n`)).toEqual([]);
    expect(problems(`${rows}Total,15.00,USD,${fee}1,\n`)).toHaveLength(1);
  });

  it("fees that do not are said", () => {
    expect(problems(`${FEES}Total,15.00,USD,4.51,\n`)).toEqual([
      "4: Total: fee: the total says 4.51, and the rows above add up to 4.50",
    ]);
    expect(problems(FEES.replace("status\n", "status\nTotal,15.00,USD,4.51,\n"))).toEqual([
      "2: fee: the total says 4.51, and the rows below add up to 4.50",
    ]);
  });

  it("fees with parts of the least unit are rounded in their total", () => {
    const text = (total: string) =>
      `transactionId,amount,currency,fee\nT1,0.99,USD,0.297\nT2,0.99,USD,0.297\nTotal,1.98,USD,${total}\n`;
    expect(problems(text("0.59"))).toEqual([]);
    expect(problems(text("0.60"))).toEqual([]);
    expect(problems(text("0.61"))).toHaveLength(1);
  });

  it.each([
    ["KRW", "₩1,234", "₩ 370", "1,234원", "₩370"],
    ["USD", "USD 12.30", "$3.69", "$12.30 USD", "US$3.69"],
    ["USD", "$12.30", "-$3.69", "USD 12.30", "($3.69)"],
    ["EUR", "12.30 €", "(EUR 3.69)", "€12.30", "(3.69)"],
  ])("in %s are read with signs and codes: %s, %s", (currency, amount, fee, total, fees) => {
    const text = (...totals: readonly string[]) =>
      `transactionId\tamount\tcurrency\tfee\nT1\t${amount}\t${currency}\t${fee}\nTotal\t${totals.join("\t")}\n`;
    const format = { grouping: "," };
    expect(problems(text(total, currency, fees), format)).toEqual([]);
    // A total says of which currency it is by its sign alone.
    expect(problems(text(total, "", fees), format)).toEqual([]);
    expect(problems(text(total, currency, fees.replace("3", "4")), format)).toEqual([
      expect.stringContaining("3: Total: fee: the total says") as string,
    ]);
    const { records } = parseSettlementCsv(text(total, currency, fees), format);
    expect(records.map((each) => [each.amount, each.fee])).toEqual([
      [amount.replaceAll(/[^\d.]/g, "").replace("12.30", "12.3"), fee.replaceAll(/[^\d.]/g, "")],
    ]);
  });

  it.each([
    ["3.69 EUR", "fee", "it has the sign of EUR, not of USD"],
    ["¥3.69", "fee", "it has the sign of JPY or CNY, not of USD"],
    ["about 3", "fee", "it holds other signs than digits"],
  ])("a total that is written %s is refused, with what to do", (fee, column, why) => {
    const text = `transactionId,amount,currency,fee\nT1,12.30,USD,3.69\nTotal,12.30,USD,${fee}\n`;
    expect(problems(text)).toEqual([
      `3: Total: ${column}: a total that cannot be read: "${fee}" is not a decimal number: ${why}`,
    ]);
    const row = `transactionId,amount,currency,fee\nT1,12.30,USD,${fee}\n`;
    expect(problems(row)).toEqual([`2: T1: fee "${fee}" is not a decimal number: ${why}`]);
  });

  it("totals in several currencies are told apart by their signs", () => {
    const rows = "transactionId,amount,currency\nT1,12.30,USD\nT2,1234,KRW\n";
    expect(problems(`${rows}Total,$12.30,\nTotal,₩1234,\n`)).toEqual([]);
    const dollars = "transactionId,amount,currency\nT1,12.30,USD\nT2,7.00,CAD\n";
    expect(problems(`${dollars}Total,US$12.30,\nTotal,CA$7.00,\n`)).toEqual([]);
    expect(problems(`${dollars}Total,$12.30,\n`)).toEqual([
      "4: Total: its amount may be of USD or CAD: name its currency in the row",
    ]);
  });

  it("refunds in a column of their own", () => {
    const format = { refund: { amount: "back" } };
    const text = (back: string) =>
      `transactionId,amount,currency,back\nT1,10.00,USD,4.00\nT2,5.00,USD,\nTotal,15.00,USD,${back}\n`;
    expect(problems(text("4.00"), format)).toEqual([]);
    expect(problems(text("5.00"), format).join()).toContain("back: the total says 5.00");
  });
});

describe("a total that counts its rows", () => {
  const text = (name: string) => `no,${HEAD}1,T1,10.00,USD,\n2,T2,5.00,USD,\n${name},,15.00,USD,\n`;

  it.each(["총 2 건", "총 2건", "합계(2건)", "Total: 2 rows"])("%s", (name) => {
    expect(problems(text(name))).toEqual([]);
    expect(problems(text(name.replace("2", "3"))).join()).toContain("3 rows, and 2 stand above it");
  });
});
