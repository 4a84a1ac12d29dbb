import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationMs, parseDurationMs, renderDuration } from "../../src/core/duration.js";

describe("parseDurationMs", () => {
  it.each([
    ["0ms", 0],
    ["500ms", 500],
    ["1.5s", 1_500],
    ["5s", 5_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["0.0004s", 0],
  ])("reads %s", (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each([
    "",
    "5",
    "5 s",
    "s",
    "-1s",
    "1e3ms",
    "5S",
    "5sec",
    "1h30m",
    ".5s",
    "1.s",
    " 5s",
    "5s\n",
  ])("refuses %j", (text) => {
    expect(parseDurationMs(text)).toBeNull();
    expect(() => durationMs(text)).toThrow(TypeError);
  });

  it("is exact for whole milliseconds", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (ms) => {
        expect(durationMs(`${ms}ms`)).toBe(ms);
      }),
    );
  });
});

describe("renderDuration", () => {
  it.each([
    [0, "0 ms"],
    [340.4, "340 ms"],
    [999, "999 ms"],
    [999.9, "1 s"],
    [1_000, "1 s"],
    [5_040, "5.0 s"],
    [59_949, "59.9 s"],
    [59_999, "1 min"],
    [60_000, "1 min"],
    [125_000, "2 min 5 s"],
    [119_600, "2 min"],
    [3_599_800, "1 h"],
    [10_920_000, "3 h 2 min"],
    [172_800_000, "2 d"],
    [86_399_500, "24 h"],
    [187_200_000, "2 d 4 h"],
    [-5_000, "5 s"],
  ])("says %d ms as %s", (ms, text) => {
    expect(renderDuration(ms)).toBe(text);
  });

  it("never carries a unit that is full", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (ms) => {
        expect(renderDuration(ms)).not.toMatch(/\b60(\.0)? (s|min)|1000 ms|d 24 h$/);
      }),
    );
  });
});
