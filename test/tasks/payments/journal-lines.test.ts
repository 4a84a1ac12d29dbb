import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textOf } from "../../../src/core/text-out.js";
import {
  keyOf,
  parseLine,
  writeLine,
  type OutcomeLine,
} from "../../../src/tasks/payments/journal-lines.js";

const KINDS = ["payment", "refund", "refused"] as const;

describe("writeLine", () => {
  it("writes a outcome as JSON, whatever its texts hold", () => {
    const outcomes: fc.Arbitrary<OutcomeLine> = fc.record(
      {
        id: fc.oneof(fc.constant(null), fc.string({ unit: "binary" })),
        record: fc.string(),
        kind: fc.constantFrom(...KINDS),
        outcome: fc.constantFrom("pushed", "skipped", "failed", "refund"),
        amount: fc.constantFrom("9.99", "1200"),
        currency: fc.constantFrom("USD", "KRW"),
        content: fc.constantFrom("1abc", "zz9"),
        page: fc.nat(),
        at: fc.constant("2026-01-05T00:00:00.000Z"),
        reason: fc.string({ unit: "grapheme" }),
      },
      { requiredKeys: ["id", "kind", "outcome", "page"] },
    );
    fc.assert(
      fc.property(outcomes, (outcome) => {
        const text = textOf((out) => {
          writeLine(outcome, out);
        });
        expect(text.indexOf("\n")).toBe(text.length - 1);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(outcome)));
        expect(parseLine(text.trimEnd())).not.toBeNull();
      }),
    );
  });
});

describe("keyOf", () => {
  it("gives no two transactions one name", () => {
    const id = fc.oneof(
      fc.constantFrom("5", "refund:5", "payment:5", "?5", "?", ":", ""),
      fc.string({ maxLength: 4 }),
    );
    const kind = fc.constantFrom(...KINDS);
    const names: fc.Arbitrary<Parameters<typeof keyOf>> = fc.oneof(
      fc.tuple(kind, id, fc.constant("")),
      fc.tuple(kind, fc.constant(null), id),
    );
    fc.assert(
      fc.property(names, names, (one, other) => {
        const isSame =
          one[1] === null && other[1] === null
            ? one[2] === other[2]
            : one[0] === other[0] && one[1] === other[1];
        expect(keyOf(...one) === keyOf(...other)).toBe(isSame);
      }),
      { numRuns: 2_000 },
    );
  });
});
