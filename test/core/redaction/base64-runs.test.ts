import fc from "fast-check";
import { expect, it } from "vitest";
import { holdsBase64Run, someBase64Run } from "../../../src/core/redaction/base64-runs.js";

function runsIn(text: string, shortest: number): readonly string[] {
  const runs: string[] = [];
  someBase64Run(text, shortest, (run) => {
    runs.push(run);
    return false;
  });
  return runs;
}

it("finds every run that is long enough, whole, and no other", () => {
  const piece = fc.string({ unit: fc.constantFrom("a", "9", "+", "-", "/", "_"), maxLength: 9 });
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom(".", "é", "비"), fc.nat(5), (pieces, gap, at) => {
      const shortest = at + 1;
      const wanted = pieces.filter(({ length }) => length >= shortest);
      expect(runsIn(pieces.join(gap), shortest)).toEqual(wanted);
    }),
  );
});

it("ends with the first that is so", () => {
  const seen: string[] = [];
  const isSo = (run: string) => seen.push(run) === 2;
  expect(someBase64Run("aaaa.bbbb.cccc", 4, isSo)).toBe(true);
  expect(seen).toEqual(["aaaa", "bbbb"]);
});

/** What Node decodes, from each of the first characters on. */
function holdsDecoded(run: string, shortest: number): boolean {
  const ones = new RegExp(`[\\w+/-]{${shortest}}`);
  return [0, 1, 2, 3].some((at) =>
    ones.test(Buffer.from(run.slice(at), "base64").toString("latin1")),
  );
}

it("knows of every run whether it is Base64 of another", () => {
  const character = fc.constantFrom(
    ...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"),
  );
  const any = fc.string({ unit: character, maxLength: 80 });
  // Of another one, or nearly: a character of it is changed, and some stand around it.
  const wrapped = fc
    .tuple(
      any,
      any,
      fc.nat(79),
      character,
      fc.constantFrom("base64" as const, "base64url" as const),
      any,
    )
    .map(([before, inner, at, changed, encoding, after]) => {
      const bytes = Buffer.from(inner, "latin1").toString(encoding);
      const run = bytes.replaceAll("=", "");
      return `${before.slice(0, 5)}${run.slice(0, at)}${changed}${run.slice(at + 1)}${after.slice(0, 5)}`;
    });
  const seen = { holds: 0, not: 0 };
  fc.assert(
    fc.property(fc.oneof(any, wrapped), fc.integer({ min: 1, max: 14 }), (run, shortest) => {
      const wanted = holdsDecoded(run, shortest);
      seen[wanted ? "holds" : "not"] += 1;
      expect(holdsBase64Run(run, shortest)).toBe(wanted);
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(seen.holds, seen.not)).toBeGreaterThan(200);
});
