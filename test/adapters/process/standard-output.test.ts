import { closeSync, createWriteStream, openSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Writable } from "node:stream";
import { expect, it, onTestFinished } from "vitest";
import { isTerminal, openOutput } from "../../../src/adapters/process/standard-output.js";

const AT_ONCE = 16;

async function opened(flags: string) {
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-"));
  const path = join(folder, "out");
  closeSync(openSync(path, "w"));
  const descriptor = openSync(path, flags);
  onTestFinished(async () => {
    closeSync(descriptor);
    await rm(folder, { recursive: true });
  });
  return { path, descriptor };
}

it.each([
  ["short ones, at once", ["one ", "two ", "셋"], 0],
  ["a long one", ["a text of more than sixteen bytes"], 1],
  ["a long one between short ones", ["one ", "a text of more than sixteen bytes ", "three"], 1],
  ["many short ones", Array.from({ length: 20 }, (_, at) => `${at} `), 1],
  ["letters of three bytes", ["가나다라마바사"], 1],
])("writes %s, in order", async (_, texts, streams) => {
  const { path, descriptor } = await opened("w");
  let count = 0;
  const openStream = (): Writable => (
    (count += 1),
    createWriteStream(path, { fd: descriptor, autoClose: false })
  );
  const output = openOutput(descriptor, openStream, () => undefined, AT_ONCE);
  for (const text of texts) output.write(text);
  await output.written();
  expect(readFileSync(path, "utf8")).toBe(texts.join(""));
  expect(count).toBe(streams);
});

it("hands to the stream what the descriptor does not take, and tells of its error", async () => {
  const { descriptor } = await opened("r");
  const stream = new PassThrough();
  const errors: Error[] = [];
  const output = openOutput(
    descriptor,
    () => stream,
    (error) => errors.push(error),
    AT_ONCE,
  );
  output.write("refused");
  expect(String(stream.read())).toBe("refused");
  stream.destroy(new Error("gone"));
  output.write("more");
  await output.written();
  expect(errors[0]?.message).toBe("gone");
});

it("opens no stream for a file to say that it is no terminal", async () => {
  const { descriptor } = await opened("w");
  const never = (): Writable => {
    throw new Error("opened");
  };
  const output = openOutput(descriptor, never, () => undefined);
  expect([output.isTerminal, output.columns, isTerminal(descriptor)]).toEqual([false, 0, false]);
  await output.drained();
  await output.written();
});
