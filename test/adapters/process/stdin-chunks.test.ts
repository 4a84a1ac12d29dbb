/** stdin that ends, stdin that nobody ends, and stdin that breaks. */
import { once } from "node:events";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { stdinChunks, wholeStdin } from "../../../src/adapters/process/stdin-chunks.js";
import { Interrupted } from "../../../src/core/errors.js";

const never = () => new AbortController().signal;

describe("stdin", () => {
  it("is read to its end", async () => {
    const stdin = Readable.from([Buffer.from("one "), Buffer.from("two")]);
    expect(String(await wholeStdin(stdin, never()))).toBe("one two");
  });

  it("that nobody ends is left when the user breaks off", async () => {
    const stop = new AbortController();
    const stdin = new PassThrough();
    stdin.write("half");
    const whole = wholeStdin(stdin, stop.signal);
    const closed = once(stdin, "close");
    stop.abort();
    await expect(whole).rejects.toThrow(Interrupted);
    await closed;
  });

  it("is not even begun after that", async () => {
    const stop = AbortSignal.abort();
    await expect(wholeStdin(new PassThrough(), stop)).rejects.toThrow(Interrupted);
  });

  it("gives what came until then, piece by piece", async () => {
    const stop = new AbortController();
    const stdin = new PassThrough();
    stdin.write("line 1\n");
    const pieces: string[] = [];
    for await (const chunk of stdinChunks(stdin, stop.signal)) {
      pieces.push(String(chunk));
      stop.abort();
    }
    expect(pieces).toEqual(["line 1\n"]);
  });

  it("that breaks says so", async () => {
    const stdin = new PassThrough();
    const whole = wholeStdin(stdin, never());
    stdin.destroy(new Error("gone"));
    await expect(whole).rejects.toThrow("gone");
  });
});
