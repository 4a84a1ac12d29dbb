/** What becomes of a pasted text, read as a terminal sends it. */
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { textPrompt } from "../../../src/adapters/process/text-prompt.js";

const pasted = (text: string) => `\u001b[200~${text}\u001b[201~`;
const ENTER = "\r";
const LEFT = "\u001b[D";

/** Keys in order, each once what came before has been drawn. */
async function answered(...keys: readonly string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let screen = "";
  output.on("data", (chunk: Buffer) => (screen += chunk.toString()));
  const answer = textPrompt({ message: "Sample" }, { input, output });
  for (const each of keys) {
    await turn();
    input.write(each);
  }
  return { answer: await answer, screen };
}

it.each([
  ["a line", [pasted("one"), ENTER], "one"],
  ["a line with its end", [pasted("one\r"), ENTER], "one"],
  ["a line with ends around it", [pasted("\r\none\r\n"), ENTER], "one"],
  ["the same behind what was typed", ["a-", pasted("one\r"), ENTER], "a-one"],
  ["the same amid what was typed", ["ad", LEFT, pasted("one\r"), ENTER], "aoned"],
  ["the same, and typed on", [pasted("one\r"), "-b", ENTER], "one-b"],
  ["several lines", [pasted("one\rtwo\r"), ENTER], "one\ntwo\n"],
  ["several lines, and then one", [pasted("one\rtwo"), pasted("three\r"), ENTER], "three"],
])("%s", async (_, keys, expected) => {
  expect((await answered(...keys)).answer).toBe(expected);
});

it("says of a text that is too long what to do instead of cutting it", async () => {
  const { answer, screen } = await answered(pasted("x\r".repeat(500_001)), "a.har", ENTER);
  expect(screen).toContain("too long to paste: give the file's path");
  expect(answer).toBe("a.har");
});
