import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import { isJsonArray } from "../../../src/core/json/value.js";
import { convertReply } from "../../../src/tasks/payments/convert-page.js";
import { settingsWith } from "./poll-ports.js";

const base = settingsWith({ kind: "none" });
const map = {
  ...base.map,
  userId: { const: "u1" },
  productId: { const: "gem" },
  amount: { const: "9.99" },
  currency: { const: "USD" },
  platform: { const: "Web" },
  distributionType: { const: "PC_STORE" },
  purchasedAt: "at",
};
const settings = { ...base, map, source: { ...base.source, ignore: ["readAt"] } };
const RANGE = { fromMs: Date.UTC(2026, 0, 5), toMs: Date.UTC(2026, 0, 6) };
const NOW = Date.UTC(2026, 0, 6);

/** @param more of the second record, in place of what the first one says */
function pageOf(more: object) {
  const first = { id: "tx-1", at: "2026-01-05T01:00:00Z", lines: [{ sku: "a" }, { sku: "b" }] };
  const text = JSON.stringify([first, { ...first, ...more }, { ...first, id: "tx-2" }]);
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonArray(parsed.value)) throw new Error(text);
  return convertReply(settings, RANGE, parsed.value, NOW);
}

describe("a payment that one reply holds twice", () => {
  it("is told where the two are the same to the letter", () => {
    expect(pageOf({})).toMatchObject({ doubts: [], duplicate: expect.stringContaining("tx-1") });
  });

  it.each([
    [{ line: 2 }, "line tells"],
    [{ store: { name: "b" } }, "store.name tells"],
    [{ lines: [{ sku: "a" }, { sku: "c" }] }, "lines[].sku tells"],
    [{ readAt: "12:00", line: 2 }, "line tells"],
  ])("is a doubt where an unread field differs: %j", (more, text) => {
    expect(pageOf(more)).toMatchObject({
      doubts: [expect.stringContaining(text)],
      duplicate: null,
    });
  });

  it("is doubted in the same words whatever its id is, or a long run has a line for each page", () => {
    const [one] = pageOf({ line: 2 }).doubts;
    expect(one).not.toContain("tx-1");
  });

  it("is nothing to tell of where that field is ignored, or the id another one", () => {
    for (const more of [{ readAt: "12:00" }, { id: "tx-9" }])
      expect(pageOf(more)).toMatchObject({ doubts: [], duplicate: null });
  });
});
