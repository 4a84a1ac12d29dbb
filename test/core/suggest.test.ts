import { describe, expect, it } from "vitest";
import { nearestWord, suggestionHint } from "../../src/core/suggest.js";

const KNOWN = ["webhook", "wallet", "entry", "payments"];

describe("nearestWord", () => {
  it.each([
    ["webhok", "webhook"],
    ["WEBHOOK", "webhook"],
    ["walet", "wallet"],
    ["paymetns", "payments"],
  ])("takes %s for %s", (typed, near) => {
    expect(nearestWord(typed, KNOWN)).toBe(near);
  });

  it.each(["banana", "", "completely-different"])("sees no slip in %j", (typed) => {
    expect(nearestWord(typed, KNOWN)).toBeNull();
  });

  it("takes the nearest of several", () => {
    expect(nearestWord("sponsor.ende", ["sponsor.changed", "sponsor.ended"])).toBe("sponsor.ended");
  });

  it("never says the typed word again", () => {
    expect(nearestWord("entry", KNOWN)).toBeNull();
    expect(nearestWord("entry", [...KNOWN, "entri"])).toBe("entri");
    expect(suggestionHint("entry", KNOWN)).toBe("Known: webhook, wallet, entry, payments.");
  });

  it("knows nothing of an empty list", () => {
    expect(nearestWord("a", [])).toBeNull();
  });
});

describe("suggestionHint", () => {
  it("names the near word", () => {
    expect(suggestionHint("walet", KNOWN)).toBe('Did you mean "wallet"?');
  });

  it("lists a few when none is near, and keeps quiet about many", () => {
    expect(suggestionHint("banana", KNOWN)).toBe("Known: webhook, wallet, entry, payments.");
    const many = Array.from({ length: 41 }, (_, at) => `check-number-${at}`);
    expect(suggestionHint("banana", many)).toBe("");
  });
});
