import { describe, expect, it } from "vitest";
import { TIMESTAMP_FORGERIES } from "../../../../src/protocols/signing/forgeries/timestamps.js";

const TIME = { unit: "s", nowMs: 1_767_225_600_000, lifeMs: 300_000 } as const;

describe("forged timestamps", () => {
  it.each(TIMESTAMP_FORGERIES.map((each) => [each.id, each] as const))(
    "%s is known by its text, and no other by it",
    (_, forgery) => {
      const text = forgery.text(TIME);
      const alike = TIMESTAMP_FORGERIES.filter(({ isLike }) => isLike(text, TIME));
      expect(alike.map(({ id }) => id)).toEqual([forgery.id]);
    },
  );

  it("are none of the right time", () => {
    const right = String(TIME.nowMs / 1000);
    expect(TIMESTAMP_FORGERIES.filter(({ isLike }) => isLike(right, TIME))).toEqual([]);
  });
});
