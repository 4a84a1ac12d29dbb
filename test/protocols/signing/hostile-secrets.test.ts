/** Searching for the mistake in a secret or a signed text takes no longer where the text is hostile. */
import { expect, it } from "vitest";
import { TEXT_MISTAKES } from "../../../src/protocols/signing/mistakes/secret-text.js";

const LENGTH = 50_000;
const PIECES = [
  '"',
  " ",
  "\\",
  "\n",
  "x ",
  '" ',
  "a_",
  "$a",
  "%a",
  "`",
  "v1,",
  "\u00a0",
  "a=",
  "=",
  "'\\",
];

it.each(PIECES)("a secret of %j over and over", (piece) => {
  for (const end of ["", "x"]) {
    const secret = `x${piece.repeat(LENGTH / piece.length)}${end}`;
    const started = performance.now();
    const made = TEXT_MISTAKES.flatMap(({ of }) => [...of(secret)]);
    expect(made.length).toBeGreaterThan(50);
    expect(performance.now() - started).toBeLessThan(1_000);
  }
});

it.each([
  [`"abc"`, "abc"],
  [`b'abc'`, "abc"],
  [`"abc",;`, "abc"],
  [`abc"  `, "abc"],
  [`\\"abc\\"`, "abc"],
  ["「abc」", "abc"],
])("finds what stands around %s", (secret, bare) => {
  const made = TEXT_MISTAKES.flatMap(({ of }) => [...of(secret)]);
  expect(made.map(({ key }) => Buffer.from(key).toString())).toContain(bare);
});
