import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createValues } from "../../src/conformance/values.js";

describe("values", () => {
  it("depend on seed, scenario and label alone", () => {
    const one = createValues(1, "run", "s");
    const other = createValues(1, "another run", "s");
    other.int("something else", 0, 9);
    expect(one.int("amount", 1, 1_000_000)).toBe(other.int("amount", 1, 1_000_000));
    expect(one.pick("game", ["a", "b", "c"])).toBe(other.pick("game", ["a", "b", "c"]));
  });

  it("differ by seed, scenario and label", () => {
    const all = [
      createValues(1, "run", "s").int("a", 0, 2 ** 40),
      createValues(2, "run", "s").int("a", 0, 2 ** 40),
      createValues(1, "run", "t").int("a", 0, 2 ** 40),
      createValues(1, "run", "s").int("b", 0, 2 ** 40),
    ];
    expect(new Set(all).size).toBe(4);
  });

  it("are the same for ever: a seed in a bug report still means the same run", () => {
    const values = createValues(1, "run", "webhook.accepted.event.unknown");
    expect([values.int("amount", 100, 999), values.id("tx")]).toMatchInlineSnapshot(`
      [
        372,
        "967c0f591cfc33ac",
      ]
    `);
  });

  it("stay within bounds, both included", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.string(),
        fc.integer({ min: -1_000, max: 1_000 }),
        fc.nat(1_000),
        (seed, label, min, span) => {
          const value = createValues(seed, "run", "s").int(label, min, min + span);
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(min + span);
        },
      ),
    );
    const seen = new Set(
      Array.from({ length: 200 }, (_, nth) => createValues(1, "r", "s").int(String(nth), 0, 2)),
    );
    expect([...seen].sort()).toEqual([0, 1, 2]);
  });

  it("make identifiers that never meet those of another run", () => {
    const id = (runId: string, label: string) => createValues(1, runId, "s").id(label);
    expect(id("one", "tx")).toMatch(/^[0-9a-f]{16}$/);
    expect(id("one", "tx")).toBe(id("one", "tx"));
    expect(id("one", "tx")).not.toBe(id("two", "tx"));
    expect(id("one", "tx")).not.toBe(id("one", "tx2"));
  });

  it("do not confuse labels that look alike once joined", () => {
    expect(createValues(1, "r", "s1").id("x")).not.toBe(createValues(1, "r", "s").id("1x"));
  });
});
