/**
 * stdout and stderr. To open them as streams takes Node longer than a short command works, so the
 * first short texts are written at once; whatever is longer, or not taken at once, goes to the stream.
 */
import { once } from "node:events";
import { fstatSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";

/** A pipe holds at least this much, so that no slow reader keeps the process waiting. Bytes. */
const AT_ONCE = 4096;

export interface StandardOutput {
  /** What cannot be written is told to `onError`, once or more often. */
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Of the terminal; 0 where there is none. */
  readonly columns: number;
  /** Resolves when whoever reads it has caught up. */
  drained(): Promise<void>;
  /** Resolves when everything was taken, or refused. */
  written(): Promise<void>;
}

/**
 * @param openStream of the same descriptor
 * @param atOnce how many bytes may be written before the stream is opened
 */
export function openOutput(
  descriptor: number,
  openStream: () => Writable & { readonly columns?: number },
  onError: (error: NodeJS.ErrnoException) => void,
  // On Windows Node alone knows how to write to a terminal.
  atOnce = process.platform === "win32" ? 0 : AT_ONCE,
): StandardOutput {
  let opened: ReturnType<typeof openStream> | null = null;
  let left = atOnce;
  const stream = () => {
    opened ??= openStream().on("error", onError);
    return opened;
  };
  return {
    write: (text) => {
      const bytes = opened === null && text.length <= left ? Buffer.from(text) : null;
      if (bytes === null || bytes.length > left) {
        stream().write(text);
        return;
      }
      left -= bytes.length;
      const rest = bytes.subarray(writeNow(descriptor, bytes));
      if (rest.length > 0) stream().write(rest);
    },
    get isTerminal() {
      return isTerminal(descriptor);
    },
    get columns() {
      return (isTerminal(descriptor) && stream().columns) || 0;
    },
    drained: async () => {
      // A reader that went away never drains it; `onError` hears of that.
      if (opened?.writableNeedDrain === true) await once(opened, "drain").catch(() => undefined);
    },
    written: () =>
      new Promise((resolve) => {
        if (opened === null) resolve();
        else
          opened.write("", () => {
            setImmediate(resolve);
          });
      }),
  };
}

/** @returns how many bytes were taken; of what went wrong the stream will tell, which is asked next */
function writeNow(descriptor: number, bytes: Uint8Array): number {
  let taken = 0;
  try {
    while (taken < bytes.length) taken += writeSync(descriptor, bytes, taken);
  } catch {
    // A reader that is gone, or not ready yet.
  }
  return taken;
}

/** Whether a person sees or types it. Node's own answer costs it the code for sockets, for a file or pipe too. */
export function isTerminal(descriptor: number): boolean {
  if (process.platform !== "win32" && !isCharacterDevice(descriptor)) return false;
  return process.getBuiltinModule("node:tty").isatty(descriptor);
}

function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}
