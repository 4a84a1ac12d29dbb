/** A record that maps to a payment, and how. */
import { parseJson } from "../../../src/core/json/read.js";
import type { FieldMapping, PaymentConversion } from "../../../src/protocols/payments/mapping.js";

export const MAP: Readonly<Record<string, FieldMapping>> = {
  transactionId: "id",
  userId: "user",
  productId: "sku",
  amount: "price",
  currency: "cur",
  platform: { path: "os", lookup: { ios: "iOS", "2": "Android" } },
  distributionType: { const: "MOBILE_STORE" },
  purchasedAt: "at",
};
const RECORD = {
  id: '"T-1"',
  user: "42",
  sku: '"gem"',
  price: '"9.99"',
  cur: '"USD"',
  os: '"ios"',
  at: "1767571200",
};

/** @param changes JSON texts; an empty one leaves the member out */
export function record(changes: Readonly<Record<string, string>> = {}) {
  const fields = Object.entries({ ...RECORD, ...changes })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `"${name}":${value}`);
  const parsed = parseJson(`{${fields.join(",")}}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

export function conversion(
  map: Readonly<Record<string, FieldMapping>> = {},
  source: PaymentConversion["source"] = {},
): PaymentConversion {
  return { source, map: { ...MAP, ...map } };
}
