/** Reads stdin until it ends or the process is asked to stop: whoever feeds it may never end. */
import type { Readable } from "node:stream";
import { Interrupted, UserError } from "../../core/errors.js";
import { limitText, READ_LIMITS } from "../../core/read-limits.js";

/** Ends early, and without an error, when the signal comes. */
export async function* stdinChunks(
  stdin: Readable,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // An open stdin would also keep the process alive.
  const leave = () => stdin.destroy();
  signal.addEventListener("abort", leave, { once: true });
  try {
    if (signal.aborted) leave();
    for await (const chunk of stdin) yield chunk as Uint8Array;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** @throws {Interrupted} half of the input is none; {UserError} `input_too_large` */
export async function wholeStdin(stdin: Readable, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stdinChunks(stdin, signal)) {
    length += chunk.length;
    if (length > READ_LIMITS.whole) throw stdinTooLarge();
    chunks.push(chunk);
  }
  if (signal.aborted) throw new Interrupted();
  return Buffer.concat(chunks);
}

function stdinTooLarge(): UserError {
  return new UserError(
    "input_too_large",
    `stdin holds more than ${limitText(READ_LIMITS.whole)}`,
    "Give less at a time.",
  );
}
