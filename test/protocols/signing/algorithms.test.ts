import { describe, expect, it } from "vitest";
import { digest, SIGNING_ALGORITHMS } from "../../../src/protocols/signing/algorithms.js";

const EMPTY = new Uint8Array();
const JEFE = Buffer.from("what do ya want for nothing?");

describe("digest", () => {
  // FIPS 180-2 and RFC 4231, test case 2.
  it.each([
    ["sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "sha512",
      "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ],
    [
      "hmac-sha256",
      JEFE.toString(),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ],
    [
      "hmac-sha512",
      JEFE.toString(),
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554" +
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    ],
  ] as const)("%s gives the published value", (algorithm, message, expected) => {
    expect(digest(algorithm, Buffer.from(message), "Jefe").toString("hex")).toBe(expected);
  });

  it("uses the key in the HMACs alone", () => {
    const keyed = SIGNING_ALGORITHMS.filter(
      (algorithm) => !digest(algorithm, EMPTY, "a").equals(digest(algorithm, EMPTY, "b")),
    );
    expect(keyed).toEqual(["hmac-sha256", "hmac-sha512"]);
  });

  it("takes the key's text as UTF-8, or its bytes", () => {
    const text = digest("hmac-sha256", EMPTY, "ключ");
    expect(digest("hmac-sha256", EMPTY, Buffer.from("ключ", "utf8"))).toEqual(text);
  });
});
