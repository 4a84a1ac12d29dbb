/** Signed records: read, and verified by a key or by the authority that their certificates lead to. */
import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readSignedRecord } from "../../../src/protocols/payments/json-web-signature.js";

const read = (name: string) =>
  readFileSync(new URL(`../../../fixtures/tls/${name}`, import.meta.url), "utf8");
const [CA, SERVER, BY_A_LEAF, KEY] = ["ca.pem", "server.pem", "by-a-leaf.pem", "server.key"].map(
  read,
) as [string, string, string, string];
const PUBLIC = new X509Certificate(SERVER).publicKey
  .export({ type: "spki", format: "pem" })
  .toString();

const publicPem = ({ publicKey }: { publicKey: { export(as: object): string | Buffer } }) =>
  publicKey.export({ type: "spki", format: "pem" }).toString();

/** @param chain PEM texts for `x5c`, the signing one first */
function token(payload: object, chain: readonly string[] = [], alg = "ES256"): string {
  const x5c = chain.map((pem) => new X509Certificate(pem).raw.toString("base64"));
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg, x5c })}.${part(payload)}`;
  const signature = sign("sha256", Buffer.from(signed), { key: KEY, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

const RECORD = { id: "1" };

describe("a signed record", () => {
  it.each([
    ["without a key", token(RECORD), undefined],
    ["under the key", token(RECORD), PUBLIC],
    ["under a certificate of the authority", token(RECORD, [SERVER]), CA],
    ["under a chain that ends with the authority", token(RECORD, [SERVER, CA]), CA],
  ])("is read %s", (_, record, key) => {
    const rule = key === undefined ? {} : { key };
    expect(readSignedRecord(record, rule)).toEqual({ ok: true, record: RECORD });
  });

  it.each([
    ["no token", "1.2", PUBLIC, "no signed token"],
    ["another payload", token({ id: "2" }).replace(/\..*\./, `.e30.`), PUBLIC, "is wrong"],
    ["no algorithm that counts", token(RECORD, [], "none"), PUBLIC, '"none"'],
    ["another authority", token(RECORD, [SERVER]), BY_A_LEAF, "do not lead to the root"],
    ["a key of another kind", token(RECORD), publicPem(generateKeyPairSync("ed25519")), "ed25519"],
    [
      "a key that signs otherwise",
      token(RECORD),
      publicPem(generateKeyPairSync("rsa", { modulusLength: 1024 })),
      '"ES256", and the key is of kind rsa',
    ],
    ["a chain without end", token(RECORD, Array<string>(11).fill(SERVER)), CA, "11 certificates"],
    ["an issuer that is no authority", token(RECORD, [BY_A_LEAF, SERVER]), CA, "do not lead"],
  ])("is refused for %s", (_, record, key, problem) => {
    expect(readSignedRecord(record, { key })).toEqual({
      ok: false,
      problem: expect.stringContaining(problem) as string,
    });
  });
});
