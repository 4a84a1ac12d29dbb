import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shellLine, shellQuote } from "../../src/core/shell.js";

describe("shellQuote", () => {
  it.each([
    ["webhook.signature.short-refused", "webhook.signature.short-refused"],
    ["https://x.example/a?b=1", "'https://x.example/a?b=1'"],
    ["", "''"],
    ["two words", "'two words'"],
    ["it's", "'it'\\''s'"],
    ["$HOME", "'$HOME'"],
    ["a;b", "'a;b'"],
    ["webhook.*", "'webhook.*'"],
    ["~/x", "'~/x'"],
    ["후원", "'후원'"],
  ])("%s", (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });

  it("is read by a shell as the very same words", () => {
    const word = fc.string({ unit: "grapheme" }).filter((each) => !each.includes("\0"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
        const script = `for word in ${shellLine(words)}; do printf '%s\\0' "$word"; done`;
        const read = execFileSync("/bin/sh", ["-c", script]).toString("utf8");
        expect(read.split("\0").slice(0, -1)).toEqual(words);
      }),
      { numRuns: 25 },
    );
  });
});
