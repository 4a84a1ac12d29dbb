import { describe, expect, it } from "vitest";
import { askedRange } from "../../../src/protocols/payments/range-format.js";

const at = (text: string) => Date.parse(text);

describe("askedRange", () => {
  it.each([
    [
      "whole days as they are",
      "Asia/Seoul",
      "01-04T15:00Z/01-05T15:00Z",
      "01-04T15:00Z/01-05T15:00Z",
    ],
    ["days in part", "Asia/Seoul", "01-04T20:00Z/01-05T20:00Z", "01-04T15:00Z/01-06T15:00Z"],
    ["days of UTC", "UTC", "01-05T01:00Z/01-05T02:00Z", "01-05T00:00Z/01-06T00:00Z"],
    [
      "a day of 23 hours",
      "America/New_York",
      "03-08T06:00Z/03-08T07:00Z",
      "03-08T05:00Z/03-09T04:00Z",
    ],
  ])("is %s", (_, zone, window, expected) => {
    const [from = "", to = ""] = window.split("/").map((text) => `2026-${text}`);
    const asked = askedRange({ format: "yyyy-MM-dd", zone }, { fromMs: at(from), toMs: at(to) });
    const [first, last] = expected.split("/").map((text) => at(`2026-${text}`));
    expect(asked).toEqual({ fromMs: first, toMs: last });
  });

  it("is the window itself where times are sent", () => {
    const window = { fromMs: 1, toMs: 2 };
    expect(askedRange({ format: "yyyy-MM-dd HH:mm" }, window)).toEqual(window);
    expect(askedRange(undefined, window)).toEqual(window);
  });
});
