import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrapShellLine } from "../../src/reports/shell-line.js";
import { displayWidth } from "../../src/reports/text-width.js";

const SH = ["/bin/sh"] as const;
const BASH = ["/bin/bash", "--norc"] as const;

/** What the shell makes of the words, each ended by a NUL. */
function wordsOf(shell: readonly [string, ...string[]], line: string): string {
  const [program, ...options] = shell;
  return execFileSync(program, [...options, "-c", line], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], SIGNATURE: "a signature" },
  });
}

const single = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const double = (text: string) => `"${text.replaceAll(/[\\"$`]/g, "\\$&")}"`;
const command = (words: readonly string[]) => `printf '%s\\0' ${words.join(" ")}`;

const safeText = fc.string({
  unit: fc.constantFrom(...Array.from("abc XYZ-_./:{}\"'\\$`é한*?[]\n")),
  maxLength: 150,
});

describe("a wrapped line", () => {
  it("means the same to a shell", () => {
    const word = fc.oneof(safeText.map(single), safeText.map(double), fc.constant('"$SIGNATURE"'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const line = command(words);
        expect(wordsOf(SH, wrapShellLine(line, 40))).toBe(wordsOf(SH, line));
      }),
      { numRuns: 60 },
    );
  });

  it("means the same to bash where it has dollar quotes", () => {
    const text = Array.from({ length: 90 }, (_, index) => `\\x4${index % 10}\\n\\'é`).join("");
    const line = command([`$'${text}'`]);
    expect(wordsOf(BASH, wrapShellLine(line, 40))).toBe(wordsOf(BASH, line));
  });

  it("fits, however long a word is", () => {
    const line = `curl -sS 'http://127.0.0.1/${"a".repeat(300)}' -H "x-signature: $SIGNATURE" --data ${"b".repeat(200)}`;
    for (const each of wrapShellLine(line, 80).split("\n")) {
      expect(displayWidth(each)).toBeLessThanOrEqual(80);
    }
  });
});

it("leaves a short line alone", () => {
  expect(wrapShellLine("playcamp-gw conformance --seed 7", 80)).toBe(
    "playcamp-gw conformance --seed 7",
  );
});
