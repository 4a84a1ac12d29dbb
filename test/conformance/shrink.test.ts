import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shrinkSequence } from "../../src/conformance/shrink.js";

const FREE = { operations: 100_000, isOver: () => false };

describe("shrinkSequence", () => {
  it("finds the operations that matter, in their order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 5 }),
        async (length, picks) => {
          const sequence = Array.from({ length }, (_, at) => at);
          const needed = picks.filter((at) => at < length).sort((a, b) => a - b);
          fc.pre(needed.length > 0);
          const fails = async (tried: readonly number[]) =>
            needed.every((each) => tried.includes(each));
          expect(await shrinkSequence(sequence, fails, FREE)).toEqual(needed);
        },
      ),
    );
  });

  it("sends no more operations than it may", async () => {
    let sent = 0;
    const sequence = Array.from({ length: 40 }, (_, at) => at);
    const found = await shrinkSequence(
      sequence,
      async (tried) => {
        sent += tried.length;
        return tried.includes(3) && tried.includes(37);
      },
      { operations: 90, isOver: () => false },
    );
    expect(sent).toBeLessThanOrEqual(90);
    expect(found).toEqual(expect.arrayContaining([3, 37]));
  });

  it("stops when the run is over, with what it has", async () => {
    const sequence = [1, 2, 3, 4];
    const over = { operations: 100, isOver: () => true };
    expect(await shrinkSequence(sequence, async () => true, over)).toEqual(sequence);
  });
});
