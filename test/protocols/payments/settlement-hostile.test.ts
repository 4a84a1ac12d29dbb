/** Settlement files made to be too much: refused in words, in bounded time and memory. */
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { readSettlementFile } from "../../../src/protocols/payments/settlement-csv.js";

const zeros = gzipSync(Buffer.alloc(200 * 1024 * 1024));

it.each<[string, Uint8Array, string]>([
  ["a file of zeros, packed", zeros, "settlement_packed"],
  ["half of it", zeros.subarray(0, 1_000), "settlement_packed"],
  ["a row of separators", Buffer.from(",".repeat(2_000_000)), "csv_malformed"],
  ["rows without end", Buffer.from("\n".repeat(2_100_000)), "settlement_too_long"],
  [
    "a quote that is not closed",
    Buffer.from(`transactionId,amount\n"${"x".repeat(3_000_000)}`),
    "csv_malformed",
  ],
])("%s", (_, bytes, code) => {
  const started = performance.now();
  expect(() => readSettlementFile(bytes, {})).toThrow(expect.objectContaining({ code }) as Error);
  expect(performance.now() - started).toBeLessThan(20_000);
});
