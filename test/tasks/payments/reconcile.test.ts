import { expect, it } from "vitest";
import { monthRange } from "../../../src/protocols/payments/range-format.js";
import { storeFees } from "../../../src/protocols/payments/settlement-totals.js";
import type { SettlementRecord } from "../../../src/protocols/payments/settlement.js";
import { isOtherMonth, reconcile } from "../../../src/tasks/payments/reconcile.js";

function entry(transactionId: string, changes: Partial<SettlementRecord> = {}): SettlementRecord {
  return {
    transactionId,
    amount: "10.00",
    currency: "USD",
    status: "COMPLETED",
    purchasedAt: "2026-02-03T00:00:00.000Z",
    distributionType: null,
    creatorKey: null,
    ...changes,
  };
}

function february(game: readonly SettlementRecord[], playcamp: readonly SettlementRecord[]) {
  const books = { records: game, refundsWithoutPayment: [] };
  const side = { records: playcamp, unreadable: new Map<string, string>() };
  const reconciliation = reconcile(books, side, storeFees(), monthRange("2026-02", "UTC"));
  return { ...reconciliation, isOther: isOtherMonth(side, reconciliation) };
}

const JANUARY = "2026-01-05T00:00:00.000Z";
const MARCH = "2026-03-05T00:00:00.000Z";

it.each<[string, Partial<SettlementRecord>]>([
  ["paid and refunded before it", { status: "REFUNDED", purchasedAt: JANUARY }],
  ["paid and refunded behind it", { status: "REFUNDED", purchasedAt: MARCH }],
  ["paid before it", { purchasedAt: JANUARY }],
  ["paid on a day before it", { purchasedAt: null, purchasedOn: JANUARY }],
])("what was %s is another month's", (_, changes) => {
  const { differences, otherMonths } = february([entry("A")], [entry("A"), entry("B", changes)]);
  expect(differences).toEqual([]);
  expect(otherMonths).toBe(1);
});

it("a refund in the month is compared, and one of a payment that the game lists, whenever it was", () => {
  const back = { status: "REFUNDED" } as const;
  expect(february([], [entry("B", back)]).differences).toHaveLength(1);
  const late = entry("A", { ...back, purchasedAt: MARCH });
  expect(february([entry("A")], [entry("A"), late]).differences).toMatchObject([
    { kind: "refund-missing-at-game", transactionId: "A" },
  ]);
});

it("a file of which no row is the month's proves nothing", () => {
  const other = entry("B", { purchasedAt: JANUARY });
  expect(february([], [other]).isOther).toBe(true);
  expect(february([entry("A")], [other]).isOther).toBe(true);
  expect(february([], []).isOther).toBe(false);
  expect(february([entry("A")], [entry("A"), other]).isOther).toBe(false);
});
