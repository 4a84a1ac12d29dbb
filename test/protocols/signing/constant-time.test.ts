import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalInConstantTime } from "../../../src/protocols/signing/constant-time.js";

describe("equalInConstantTime", () => {
  it("agrees with a plain comparison, whatever the lengths", () => {
    const bytes = fc.uint8Array({ maxLength: 3, max: 2 });
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equalInConstantTime(a, b)).toBe(Buffer.from(a).equals(b));
      }),
    );
  });

  it("finds equal bytes equal and a prefix not", () => {
    const text = Buffer.from("signature");
    expect(equalInConstantTime(text, Buffer.from(text))).toBe(true);
    expect(equalInConstantTime(text, text.subarray(0, 4))).toBe(false);
  });
});
