import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { isJsonArray } from "../../../src/core/json/value.js";
import { parseJson } from "../../../src/core/json/read.js";
import { createRecordConverter } from "../../../src/protocols/payments/convert.js";

const MAP = {
  transactionId: "id",
  userId: "user",
  productId: "product",
  productName: "name",
  amount: "amount",
  currency: "currency",
  platform: { const: "Web" },
  distributionType: { const: "PC_STORE" },
  purchasedAt: "at",
};
const PAGES = 60;
const PAGE_BYTES = 500_000;

/** A page whose text is long, and whose only product no other page has. */
function page(nth: number): string {
  const name = `a product with a long name, number ${nth}`;
  const record = {
    id: `tx-${nth}`,
    user: "u1",
    product: `product-with-a-long-id-${nth}`,
    name,
    amount: "1200",
    currency: "KRW",
    at: "2026-01-05T00:00:00.000Z",
  };
  return JSON.stringify([record]).padEnd(PAGE_BYTES);
}

it("keeps none of a page for the names that it remembers", () => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new TypeError("no collector");
  const convert = createRecordConverter({ source: {}, map: MAP });
  const read = (nth: number) => {
    const parsed = parseJson(page(nth));
    if (!parsed.ok || !isJsonArray(parsed.value)) throw new Error("no page");
    return parsed.value.map((record) => convert(record).kind);
  };
  expect(read(0)).toEqual(["payment"]);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let nth = 1; nth <= PAGES; nth += 1) read(nth);
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan((PAGES / 4) * PAGE_BYTES);
});
