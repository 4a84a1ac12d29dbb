import { describe, expect, it } from "vitest";
import { encodeSignature, SIGNATURE_ENCODINGS } from "../../../src/protocols/signing/encodings.js";

const BYTES = Buffer.from([0xfb, 0xef, 0xff, 0x0a]);

describe("encodeSignature", () => {
  it.each([
    ["hex", "fbefff0a"],
    ["HEX", "FBEFFF0A"],
    ["base64", "++//Cg=="],
    ["base64url", "--__Cg"],
  ] as const)("%s", (encoding, expected) => {
    expect(encodeSignature(encoding, BYTES)).toBe(expected);
  });

  it("has no encoding beyond those tested", () => {
    expect(SIGNATURE_ENCODINGS).toEqual(["hex", "HEX", "base64", "base64url"]);
  });
});
