import { expect, it } from "vitest";
import { createUtf8Buffer } from "../../src/core/utf8-buffer.js";

it("puts texts together, tells their bytes, and begins anew", () => {
  const buffer = createUtf8Buffer();
  const long = "보".repeat(100_000);
  expect([buffer.add("a"), buffer.add(long), buffer.add("")]).toEqual([1, 300_000, 0]);
  expect(Buffer.from(buffer.bytes()).toString("utf8")).toBe(`a${long}`);
  buffer.clear();
  buffer.add("b");
  expect(Buffer.from(buffer.bytes()).toString("utf8")).toBe("b");
});
