import fc from "fast-check";
import { expect, it } from "vitest";
import { createUnderWay } from "../../../src/tasks/payments/under-way.js";

it("knows what a map would know, however much came and went", () => {
  const steps = fc.array(fc.record({ key: fc.nat(6_000), isAdded: fc.boolean() }), {
    minLength: 9_000,
    maxLength: 12_000,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const known = new Map<string, number>();
      const underWay = createUnderWay<number>();
      all.forEach(({ key: number, isAdded }, at) => {
        const key = `k${number}`;
        if (!isAdded) {
          if (underWay.take(key) !== known.get(key)) expect(key).toBeNull();
          known.delete(key);
        } else if (!known.has(key)) {
          known.set(key, at);
          underWay.add(key, at);
        }
      });
      for (let number = 0; number <= 6_000; number += 1)
        if (underWay.get(`k${number}`) !== known.get(`k${number}`)) expect(number).toBeNull();
    }),
    { numRuns: 5 },
  );
});
