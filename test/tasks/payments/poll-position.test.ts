import { describe, expect, it } from "vitest";
import type { PageLine } from "../../../src/tasks/payments/journal-lines.js";
import { positionAfter, START } from "../../../src/tasks/payments/poll-position.js";

const LINE: PageLine = {
  page: 0,
  window: 0,
  pass: 1,
  fetched: 1,
  fresh: 0,
  repeats: 1,
  moved: 1,
  conflicts: 0,
  outside: 0,
  next: null,
  marks: [],
};

describe("positionAfter", () => {
  it("keeps what came on two pages for the next pass over the window, and for no other window", () => {
    const first = positionAfter(START, { ...LINE, twice: ["T1"] });
    const second = positionAfter(first, { ...LINE, page: 1, twice: ["T2"] });
    const again = positionAfter(second, { ...LINE, page: 2, pass: 2 });
    expect(again.twice).toEqual(["T1", "T2"]);
    expect(positionAfter(again, { ...LINE, page: 3, window: 1 }).twice).toEqual([]);
  });

  it("keeps a bounded number of them", () => {
    const twice = Array.from({ length: 1000 }, (_, at) => `T${at}`);
    const first = positionAfter(START, { ...LINE, twice: ["T"] });
    expect(positionAfter(first, { ...LINE, page: 1, twice }).twice).toHaveLength(200);
  });
});
