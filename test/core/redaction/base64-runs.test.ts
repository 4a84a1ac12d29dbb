import fc from "fast-check";
import { expect, it } from "vitest";
import { someBase64Run } from "../../../src/core/redaction/base64-runs.js";

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
