/** Captures that somebody made to break the reader: each is refused in words. */
import { describe, expect, it } from "vitest";
import { readMessages } from "../../../src/journal/read-messages.js";

const DEEP = 100_000;
const nested = (open: string, close: string, inner = "1") =>
  open.repeat(DEEP) + inner + close.repeat(DEEP);

describe("a hostile capture", () => {
  it.each([
    ["fetch of lists in lists", `fetch("http://h/x", {body: ${nested("[", "]")}})`],
    ["fetch of calls in calls", `fetch("http://h/x", {body: ${nested("JSON.stringify(", ")")}})`],
    ["fetch of a character that there is not", 'fetch("http://h/\\u{110000}")'],
    [
      "PowerShell of tables in tables",
      `Invoke-WebRequest -Uri http://h -Headers ${nested("@{a=", "}")}`,
    ],
    [
      "PowerShell of bytes of bytes",
      `Invoke-WebRequest -Uri http://h -Body ${nested("([Text.Encoding]::UTF8.GetBytes(", "))")}`,
    ],
    [
      "Postman of folders in folders",
      `{"info":{"name":"x"},"item":${nested('[{"item":', "}]", "[]")}}`,
    ],
    [
      "Insomnia of a deep environment",
      `{"_type":"export","resources":[{"_type":"environment","data":${nested('{"a":', "}")}}]}`,
    ],
    ["lines that only look like JSON", '{"a":1}\n{token-4711}\n'],
    ["a HAR that is cut off", '{"log":{"entries":[{"secret":"token-4711'],
  ])("%s is refused, and not quoted", (_, text) => {
    expect(() => readMessages(Buffer.from(text))).toThrow(
      expect.objectContaining({
        name: "UserError",
        message: expect.not.stringContaining("4711") as string,
      }) as Error,
    );
  });
});

describe("a long capture is read in its time", () => {
  it.each([
    ["curl on lines that only continue it", `curl ${"\\\n".repeat(200_000)}http://h/`],
    ["curl with a body of many lines", `curl http://h/ -d '${"line\n".repeat(100_000)}'`],
    ["curl with many headers", `curl ${"-H 'a: b' \\\n".repeat(30_000)}http://h/`],
  ])("%s", (_, text) => {
    const started = performance.now();
    expect(readMessages(Buffer.from(text))).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
