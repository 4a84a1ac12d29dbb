import { describe, expect, it } from "vitest";
import { pastedForms } from "../../../src/protocols/entry/pasted.js";

const formsOf = (text: string) => [...pastedForms(text)].map(({ input }) => input);

describe("a URL in other text", () => {
  it.each([
    ['<a href="https://h/x?a=1">', "https://h/x?a=1"],
    ["(see https://h/x?a=1)", "https://h/x?a=1"],
    ["f('/x?a=(1)')", "/x?a=(1)"],
    ["go (/x?a=1) now", "/x?a=1"],
    ["(/no) (/x?a=1)", "/x?a=1"],
    ["`https://h/x?a=1`", "https://h/x?a=1"],
  ])("%s", (text, url) => {
    expect(formsOf(text)).toContain(url);
  });
});

describe("a text made to be slow", () => {
  it.each([
    ["brackets, then question marks", `${"(/".repeat(5_000)}${"?".repeat(5_000)}<`],
    ["encoded question marks", `D${"S%2F%3F".repeat(2_800)}`],
    ["quotes", `"/?`.repeat(6_000)],
    ["brackets that close", `(/?)`.repeat(4_900)],
  ])("%s", (_, text) => {
    const started = performance.now();
    formsOf(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
