import { expect, it } from "vitest";
import { storeFee, storeFees } from "../../../src/protocols/payments/settlement-totals.js";
import { matchRecords, type SettlementRecord } from "../../../src/protocols/payments/settlement.js";

function entry(changes: Partial<SettlementRecord> = {}): SettlementRecord {
  return {
    transactionId: "T",
    amount: "10.00",
    currency: "USD",
    status: "COMPLETED",
    purchasedAt: null,
    distributionType: "MOBILE_STORE",
    creatorKey: null,
    ...changes,
  };
}

const fees = storeFees();

function differences(game: readonly SettlementRecord[], playcamp: readonly SettlementRecord[]) {
  const match = matchRecords(game, playcamp, { feeOf: (record) => storeFee(record, fees) });
  return match.differences.map(
    (each) => `${each.kind} ${each.game ?? "-"} / ${each.playcamp ?? "-"}`,
  );
}

it("a refund in another currency is no refund of the payment", () => {
  const back = (currency: string) => entry({ status: "REFUNDED", currency });
  expect(differences([entry(), back("USD")], [entry(), back("USD")])).toEqual([]);
  expect(differences([entry(), back("USD")], [entry(), back("EUR")])).toEqual([
    "duplicate - / 10.00 EUR",
    "refund-missing-at-playcamp REFUNDED / COMPLETED",
  ]);
});

it.each<[string, string | null, string | null, readonly string[]]>([
  ["that PlayCamp's row leaves empty", "AAAAA", "", ["creator AAAAA / -"]],
  ["that PlayCamp's file has no column for", "AAAAA", null, []],
  ["that PlayCamp found by the boost", null, "AAAAA", []],
])("a creator %s", (_, game, playcamp, expected) => {
  expect(differences([entry({ creatorKey: game })], [entry({ creatorKey: playcamp })])).toEqual(
    expected,
  );
});

it.each<[Partial<SettlementRecord>, string, boolean]>([
  [{ amount: "0.99" }, "0.30", true],
  [{ amount: "0.99" }, "0.29", true],
  [{ amount: "0.99" }, "0.31", false],
  [{ amount: "0.99" }, "0.28", false],
  // Written as exactly as it can be, it has to be exact.
  [{ amount: "0.99" }, "0.297", true],
  [{ amount: "0.99" }, "0.298", false],
  [{ amount: "10.00" }, "3.01", false],
  [{ amount: "1105", currency: "KRW" }, "331", true],
  [{ amount: "1105", currency: "KRW" }, "332", true],
  [{ amount: "1105", currency: "KRW" }, "333", false],
  [{ amount: "1100", currency: "KRW" }, "331", false],
])("of %o a fee of %s is right: %s", (payment, fee, isRight) => {
  const found = differences([entry(payment)], [entry({ ...payment, fee })]);
  expect(found).toHaveLength(isRight ? 0 : 1);
});

it.each([
  ["3.00", true],
  ["1.80", true],
  ["5.00", false],
])("of a payment refunded in part a fee of %s is right: %s", (fee, isRight) => {
  const back = entry({ status: "REFUNDED", refunded: "4.00" });
  const found = differences([entry(), back], [entry({ fee }), back]);
  expect(found).toHaveLength(isRight ? 0 : 1);
});

it.each([
  ["3.00", true],
  ["0.00", true],
  ["5.00", false],
])("of a payment refunded as a whole a fee of %s is right: %s", (fee, isRight) => {
  const back = entry({ status: "REFUNDED" });
  expect(differences([back], [{ ...back, fee }])).toHaveLength(isRight ? 0 : 1);
});
