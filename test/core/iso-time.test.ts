import fc from "fast-check";
import { expect, it } from "vitest";
import { createIsoTimes } from "../../src/core/iso-time.js";

it("writes every time as a Date does, whichever came before it", () => {
  const isoTime = createIsoTimes();
  const times = fc.array(fc.constantFrom(0, 1, 1.5, -1, Date.UTC(2026, 0, 1), 8.64e15));
  fc.assert(
    fc.property(times, (each) => {
      expect(each.map(isoTime)).toEqual(each.map((ms) => new Date(ms).toISOString()));
    }),
  );
});
