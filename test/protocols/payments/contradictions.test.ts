import { describe, expect, it } from "vitest";
import { checkPayments } from "../../../src/protocols/payments/check.js";
import type { PaymentMapping, PaymentSource } from "../../../src/protocols/payments/mapping.js";
import { MAP } from "./contradictory.js";

function problemsOf(source: object = {}, map: PaymentMapping = {}): string {
  const whole = { source: { url: "https://x/p", ...source }, map: { ...MAP, ...map } };
  return checkPayments(whole)
    .map(({ at, message }) => `${at}: ${message}`)
    .join("\n");
}

describe("a payments section that contradicts itself", () => {
  it.each<[string, Partial<PaymentSource>, PaymentMapping, string]>([
    ["cents in whole units", {}, { amount: { path: "amount_cents" } }, "whose name says minor"],
    ["pieces of a user", {}, { userId: { path: "user", times: "n" } }, "cannot be multiplied"],
    ["pieces of a list", {}, { amount: { path: "a", times: "b[].n" } }, "leads to several numbers"],
    ["a rule of a path that is none", { counts: { path: "a..b", in: [1] } }, {}, "is not a path"],
    [
      "a digest of something unknown",
      { auth: { kind: "signature", message: "{nonce}" } },
      {},
      "unknown placeholder {nonce}",
    ],
    ["a rate that is none", {}, { amount: { path: "p", rate: "much" } }, "rate"],
    ["an amount of texts", {}, { amount: { join: ["a", "b"] } }, "payments.map.amount.join"],
  ])("is refused: %s", (_, source, map, expected) => {
    expect(problemsOf(source, map)).toContain(expected);
  });

  it.each<[string, Partial<PaymentSource>, PaymentMapping]>([
    ["one day", { range: { from: "date", day: true } }, {}],
    ["the beginning alone", { range: { from: "since", open: true } }, {}],
    ["refunds in a list", { refund: { list: "refunds", amount: "sum" } }, {}],
    [
      "points with their worth",
      {},
      {
        currency: { path: "c", lookup: { Robux: "USD" } },
        amount: { path: "p", rate: "0.0035" },
      },
    ],
    [
      "one path read by two tables",
      {},
      {
        userId: { path: "id", lookup: { a: "b" } },
      },
    ],
  ])("is accepted: %s", (_, source, map) => {
    expect(problemsOf(source, map)).toBe("");
  });
});
