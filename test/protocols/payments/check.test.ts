import { describe, expect, it } from "vitest";
import { checkPayments } from "../../../src/protocols/payments/check.js";
import type { PaymentMapping, PaymentSource } from "../../../src/protocols/payments/mapping.js";
import { parseRate } from "../../../src/protocols/payments/rate.js";
import { paymentsOf } from "./fixtures.js";

const { source, map } = paymentsOf("a");

describe("checkPayments", () => {
  it.each<[string, Partial<PaymentSource>]>([
    ["source.records", { records: "a..b" }],
    ["source.success.path", { success: { path: "[", equals: 1 } }],
    ["source.refund.path", { refund: { path: "a.", in: [1] } }],
    ["source.paging.next", { paging: { kind: "cursor", cursor: "c", next: "]" } }],
    ["source.paging.total", { paging: { kind: "page", page: "p", total: "]" } }],
    ["source.range.zone", { range: { zone: "Mars/Base" } }],
    ["source.range.format", { range: { format: "hh:xx" } }],
    ["source.range.maxWindow", { range: { maxWindow: "long" } }],
    ["source.range.sample", { range: { sample: { from: "2026-01-05", to: "2026-01-06" } } }],
    ["source.rate", { rate: { requests: 0, per: "1h" } }],
    ["source.auth.message", { auth: { kind: "fingerprint", message: "{kye}" } }],
  ])("finds %s", (at, changes) => {
    const found = checkPayments({ source: { ...source, ...changes }, map });
    expect(found.map((problem) => problem.at)).toEqual([at]);
  });

  it.each<[string, PaymentMapping]>([
    ["map.amount.unit", { amount: { path: "a", unit: "cents" } }],
    ["map.userId.unit", { userId: { path: "a", unit: "s" } }],
    ["map.purchasedAt.unit", { purchasedAt: { path: "a", unit: "noon" } }],
    ["map.purchasedAt.zone", { purchasedAt: { path: "a", zone: "Nowhere" } }],
    ["map.amount.sum", { amount: { sum: "items[" } }],
    ["map.userId.path", { userId: "a b..c" }],
    ["map.userId", { userId: { lookup: {} } }],
    ["map.usrId", { usrId: "a" }],
  ])("finds %s", (at, changes) => {
    const found = checkPayments({ source, map: { ...map, ...changes } });
    expect(found.map((problem) => problem.at)).toEqual([at]);
  });

  it("finds what is not mapped", () => {
    const found = checkPayments({ source, map: {} });
    expect(found).toHaveLength(8);
    expect(found[0]).toMatchObject({ at: "map.transactionId" });
  });
});

describe("parseRate", () => {
  it.each([
    ["5/1h", 5, 3_600_000],
    ["10/s", 10, 1000],
    [{ requests: 2, per: "500ms" }, 2, 500],
  ])("%o", (rate, requests, periodMs) => {
    expect(parseRate(rate)).toEqual({ requests, periodMs });
  });

  it.each(["5", "0/1h", "1.5/1h", "a/1h", "5/fortnight"])("refuses %s", (rate) => {
    expect(() => parseRate(rate)).toThrow(/is not a rate/);
  });
});
