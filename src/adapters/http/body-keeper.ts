/** Keeps the beginning of a reply's body and counts the rest, so that no target can fill the memory. */
import { KEPT_REPLY_BYTES } from "../../core/http.js";

export interface BodyKeeper {
  /**
   * @param chunk may be written over as soon as this returns
   * @returns how many bytes there have been so far, kept or not
   */
  add(chunk: Buffer): number;
  kept(): { readonly body: Uint8Array; readonly bodyBytes: number };
}

/** For a body whose length was told: no piece of it has to be kept until the last one is there. */
export function createWholeBody(length: number): BodyKeeper {
  const body = Buffer.allocUnsafeSlow(length);
  let bodyBytes = 0;
  return {
    add: (chunk) => {
      chunk.copy(body, bodyBytes);
      bodyBytes += chunk.length;
      return bodyBytes;
    },
    kept: () => ({ body: body.subarray(0, bodyBytes), bodyBytes }),
  };
}

const LARGEST_BLOCK = 64 * 1024;

export function createBodyKeeper(maxKeptBytes: number = KEPT_REPLY_BYTES): BodyKeeper {
  const blocks: Buffer[] = [];
  let block = Buffer.alloc(0);
  let room = 0;
  let keptBytes = 0;
  let bodyBytes = 0;
  return {
    add: (chunk) => {
      bodyBytes += chunk.length;
      let rest = chunk.subarray(0, maxKeptBytes - keptBytes);
      while (rest.length > 0) {
        if (room === 0) {
          // A body may come byte by byte: kept on its own, each would take more than a hundred.
          room = Math.max(rest.length, Math.min(keptBytes, LARGEST_BLOCK));
          block = Buffer.allocUnsafeSlow(room);
          blocks.push(block);
        }
        const taken = rest.copy(block, block.length - room);
        room -= taken;
        keptBytes += taken;
        rest = rest.subarray(taken);
      }
      return bodyBytes;
    },
    kept: () => ({ body: Buffer.concat(blocks, keptBytes), bodyBytes }),
  };
}
