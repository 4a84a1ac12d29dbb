import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  callbackHeaders,
  signCallback,
  verifyCallback,
} from "../../../src/protocols/wallet/signature.js";

interface Vector {
  readonly title: string;
  readonly bodyBase64: string;
  readonly secret: string;
  readonly signature: string;
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../fixtures/wallet/signatures.json", import.meta.url), "utf8"),
) as readonly Vector[];

const body = new TextEncoder().encode('{"user_id":"u-1","amount":5440}');
const secret = "wallet-secret";
const right = signCallback(body, secret);

describe("golden signatures", () => {
  it.each(vectors)("$title", ({ bodyBase64, secret, signature }) => {
    const bytes = Buffer.from(bodyBase64, "base64");
    expect(signCallback(bytes, secret)).toBe(signature);
    expect(verifyCallback({ body: bytes, signature, secrets: [secret] })).toStrictEqual({
      valid: true,
      secret: 0,
    });
  });
});

describe("signCallback", () => {
  it("refuses an empty secret", () => {
    expect(() => signCallback(body, "")).toThrow(expect.objectContaining({ code: "secret_empty" }));
  });

  it("goes into the headers with the public key", () => {
    expect(callbackHeaders(body, "pk-1", secret)).toStrictEqual([
      ["Content-Type", "application/json"],
      ["X-Public-Key", "pk-1"],
      ["X-Signature", right],
    ]);
  });
});

describe("verifyCallback", () => {
  it.each([
    ["missing", undefined],
    ["missing", null],
    ["missing", ""],
    ["hex", Buffer.from(right, "base64").toString("hex")],
    ["wrong-length", right.slice(0, 10)],
    ["wrong-length", `${right}garbage`],
    ["wrong-length", "é".repeat(22)],
    ["not-base64", `${right.slice(0, 40)}!!!=`],
    ["mismatch", signCallback(body, "other")],
  ])("finds it %s", (fault, signature) => {
    expect(verifyCallback({ body, signature, secrets: [secret] })).toMatchObject({
      valid: false,
      fault,
    });
  });

  it.each([[[]], [[""]], [["", ""]]])("accepts nothing with %j", (secrets) => {
    expect(verifyCallback({ body, signature: right, secrets })).toMatchObject({
      valid: false,
      fault: "no-secret",
    });
  });

  it("tries every secret of a rotation", () => {
    const secrets = ["new", "", secret];
    expect(verifyCallback({ body, signature: right, secrets })).toStrictEqual({
      valid: true,
      secret: 2,
    });
  });

  it("accepts its own signature and no change of a body byte", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, key, at, flip) => {
          const signature = signCallback(bytes, key);
          const changed = bytes.slice();
          const index = at % bytes.length;
          changed[index] = bytes[index]! ^ flip;
          const verify = (body: Uint8Array) =>
            verifyCallback({ body, signature, secrets: [key] }).valid;
          expect(verify(bytes)).toBe(true);
          expect(verify(changed)).toBe(false);
        },
      ),
    );
  });

  it("never throws, whatever the header holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (signature) => {
        expect(verifyCallback({ body, signature, secrets: [secret] }).valid).toBe(false);
      }),
    );
  });
});
