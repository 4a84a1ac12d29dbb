/** Keeps the beginning of a reply's body and counts the rest, so that no target can fill the memory. */
import { KEPT_REPLY_BYTES } from "../../core/http.js";

export interface BodyKeeper {
  /** @returns how many bytes there have been so far, kept or not */
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

export function createBodyKeeper(maxKeptBytes: number = KEPT_REPLY_BYTES): BodyKeeper {
  const chunks: Buffer[] = [];
  let keptBytes = 0;
  let bodyBytes = 0;
  return {
    add: (chunk) => {
      bodyBytes += chunk.length;
      const wanted = Math.min(chunk.length, maxKeptBytes - keptBytes);
      if (wanted > 0) {
        chunks.push(chunk.subarray(0, wanted));
        keptBytes += wanted;
      }
      return bodyBytes;
    },
    kept: () => ({ body: Buffer.concat(chunks), bodyBytes }),
  };
}
