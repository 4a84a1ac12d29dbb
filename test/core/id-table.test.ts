import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIdTable, hash64 } from "../../src/core/id-table.js";

describe.each([32, 64] as const)("createIdTable, %d bits", (bits) => {
  it("finds the place of every id that was added, through every growth", () => {
    const table = createIdTable(bits);
    const ids = Array.from({ length: 30_000 }, (_, at) => `tx-${at}`);
    ids.forEach((id, at) => {
      table.add(id, at);
    });
    const lost = ids.filter((id, at) => !table.places(id).includes(at));
    expect(lost).toEqual([]);
    expect(table.count()).toBe(ids.length);
  });

  it("has no place for ids that were not added", () => {
    const table = createIdTable(bits);
    for (let at = 0; at < 10_000; at += 1) table.add(`tx-${at}`, at);
    const strangers = Array.from({ length: 10_000 }, (_, at) => `other-${at}`);
    // With 32 bits that is no certainty; of these, none has the hash of another.
    expect(strangers.filter((id) => table.places(id).length > 0)).toEqual([]);
  });

  it("keeps every place of an id that is added again", () => {
    const table = createIdTable(bits);
    table.add("a", 3);
    table.add("a", 7);
    expect([...table.places("a")].sort()).toEqual([3, 7]);
  });
});

describe("hash64", () => {
  it("never gives the low half that stands for an empty slot", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [high, low] = hash64(text);
        return low > 0 && low < 2 ** 32 && high >= 0 && high < 2 ** 32;
      }),
    );
  });

  it("tells where one text ends and the next begins", () => {
    expect(hash64("ab", "c")).not.toEqual(hash64("a", "bc"));
    expect(hash64("abc")).not.toEqual(hash64("abc", ""));
  });

  it("spreads ids that differ in a digit over both halves", () => {
    const hashes = Array.from({ length: 50_000 }, (_, at) => hash64(`tx-${at}`));
    const distinct = new Set(hashes.map(([high, low]) => `${high}.${low}`));
    expect(distinct.size).toBe(hashes.length);
    const lowBytes = new Set(hashes.map(([, low]) => low % 256));
    expect(lowBytes.size).toBe(256);
  });
});
