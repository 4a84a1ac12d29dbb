import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hmacHex } from "../../../src/protocols/signing/hmac.js";

const pieces = fc.array(
  fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 300 })),
  {
    maxLength: 4,
  },
);
const keys = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }),
);

describe.each(["sha256", "sha512"] as const)("HMAC with %s", (digest) => {
  it("is Node's own, for any key and message", () => {
    fc.assert(
      fc.property(pieces, keys, (message, key) => {
        const own = createHmac(digest, key);
        for (const piece of message) own.update(piece);
        expect(hmacHex(digest, message, key)).toBe(own.digest("hex"));
      }),
      { numRuns: 500 },
    );
  });

  it("is Node's own where a key is as long as a block, or one byte more", () => {
    for (const length of [0, 1, 63, 64, 65, 127, 128, 129]) {
      const key = "k".repeat(length);
      expect(hmacHex(digest, ["message"], key)).toBe(
        createHmac(digest, key).update("message").digest("hex"),
      );
    }
  });
});

/** RFC 4231, test cases 1 and 2. */
it("is the one of the RFC's examples", () => {
  expect(hmacHex("sha256", ["Hi There"], new Uint8Array(20).fill(0x0b))).toBe(
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
  );
  expect(hmacHex("sha256", ["what do ya want ", "for nothing?"], "Jefe")).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});
