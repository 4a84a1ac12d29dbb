import { describe, expect, it } from "vitest";
import {
  decodeStart,
  encodedText,
  encodeSignature,
  SIGNATURE_ENCODINGS,
} from "../../../src/protocols/signing/encodings.js";

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

describe.each(SIGNATURE_ENCODINGS)("%s", (encoding) => {
  const text = encodeSignature(encoding, BYTES);

  it("reads what it wrote, and of a longer text what it could have written", () => {
    expect(decodeStart(encoding, text)).toEqual(BYTES);
    expect(decodeStart(encoding, `${text}!${text}`)).toEqual(BYTES);
  });

  it("gives the whole bytes before a cut", () => {
    expect(decodeStart(encoding, text.slice(0, 5))).toEqual(
      BYTES.subarray(0, Math.floor((5 * (encoding.startsWith("base64") ? 6 : 4)) / 8)),
    );
  });

  it("knows its own texts", () => {
    expect(encodedText(encoding).test(text)).toBe(true);
    expect(encodedText(encoding).test(`${text} `)).toBe(false);
  });
});
