import { describe, expect, it } from "vitest";
import { forEachAtOnce } from "../../src/conformance/at-once.js";

describe("each of many", () => {
  it("is done a few at a time, and answered in the order of what was given", async () => {
    let underWay = 0;
    let most = 0;
    const turns = [3, 1, 2, 0, 4, 1];
    const results = await forEachAtOnce(2, turns, async (left, at) => {
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turn = 0; turn < left; turn += 1) await Promise.resolve();
      underWay -= 1;
      return `${at}: ${left}`;
    });
    expect(results).toEqual(turns.map((left, at) => `${at}: ${left}`));
    expect(most).toBe(2);
  });

  it("may be nothing", async () => {
    expect(await forEachAtOnce(8, [], () => Promise.resolve(1))).toEqual([]);
  });
});
