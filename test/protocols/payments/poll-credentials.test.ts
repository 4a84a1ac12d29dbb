/** Credentials that are made for a poll: signed tokens, granted tokens, and digests over the whole request. */
import { createHash, createHmac, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { headerValue } from "../../../src/core/http.js";
import { buildGrantRequest, readGrant } from "../../../src/protocols/payments/access-grant.js";
import { signToken } from "../../../src/protocols/payments/json-web-token.js";
import type { PaymentSource } from "../../../src/protocols/payments/mapping.js";
import type { GrantAuth } from "../../../src/protocols/payments/auth-mapping.js";
import { firstPage } from "../../../src/protocols/payments/paging.js";
import { buildPollRequest, pagingOf } from "../../../src/protocols/payments/request.js";
import { DAY_MS, HOUR_MS } from "./fixtures.js";

const KEY = "s3cret";
const WINDOW = { fromMs: DAY_MS, toMs: DAY_MS + 6 * HOUR_MS };

function build(source: Partial<PaymentSource>, key = KEY) {
  const whole = { url: "https://game.example.com/v1/p?b=2", ...source };
  const page = firstPage(pagingOf(whole));
  return buildPollRequest(whole, WINDOW, page, { key, nowMs: DAY_MS, partner: "acme" });
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

const pem = (key: { export: (as: { type: "pkcs8"; format: "pem" }) => string | Buffer }) =>
  String(key.export({ type: "pkcs8", format: "pem" }));

describe("a signature over the request", () => {
  it("covers sorted parameters, and stands among them", () => {
    const { url } = build({
      range: { format: "s" },
      params: { app: "x", empty: "" },
      auth: {
        kind: "signature",
        algorithm: "md5",
        encoding: "HEX",
        message: "{params}&key={key}",
        parameter: "sign",
        timestampParameter: "ts",
      },
    });
    const query = new URL(url).searchParams;
    const from = query.get("from") ?? "";
    const to = query.get("to") ?? "";
    const signed = `app=x&b=2&from=${from}&to=${to}&ts=1767571200&key=s3cret`;
    expect(query.get("sign")).toBe(md5(signed).toUpperCase());
    expect(query.get("empty")).toBe("");
  });

  it.each<[string, Partial<PaymentSource>, string]>([
    ["path and query", {}, "GET|game.example.com|/v1/p|b=2"],
    ["a form's body", { method: "POST", in: "form", params: { a: "1 2" } }, "a=1+2"],
    ["a JSON body", { method: "POST", params: { a: { n: 1 } as never } }, ""],
  ])("covers %s as sent", (_, source, expected) => {
    const message = expected.startsWith("GET") ? "{method}|{host}|{path}|{query}" : "{body}";
    const { headers, body } = build({
      ...source,
      auth: {
        kind: "signature",
        message: `${message}|{timestamp}`,
        timestampHeader: "X-Time",
        timestamp: "yyyyMMddHHmmss",
      },
    });
    const text = expected === "" ? Buffer.from(body ?? "").toString() : expected;
    expect(headerValue(headers, "X-Time")).toBe("20260105000000");
    const hmac = createHmac("sha256", KEY).update(`${text}|20260105000000`).digest("hex");
    expect(headerValue(headers, "X-Signature")).toBe(hmac);
  });

  it("names values and single parameters", () => {
    const { headers } = build({
      params: { mid: "M", at: "7" },
      auth: { kind: "signature", message: "{values}/{params.mid}/{params.none}", prefix: "H " },
    });
    const hmac = createHmac("sha256", KEY).update("72M/M/").digest("hex");
    expect(headerValue(headers, "x-signature")).toBe(`H ${hmac}`);
  });
});

describe("a token that the key signs", () => {
  it("is made under ES256 for the time of the poll, and can be verified", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const token = signToken(
      { header: { kid: "K1" }, claims: { iss: "I", aud: "appstoreconnect-v1" }, ttl: "5m" },
      // As it stands in one line of a .env.
      pem(privateKey).replaceAll("\n", String.raw`\n`),
      DAY_MS,
    );
    const [head = "", body = "", signature = ""] = token.split(".");
    const json = (part: string): unknown =>
      JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    expect(json(head)).toEqual({ alg: "ES256", typ: "JWT", kid: "K1" });
    const iat = DAY_MS / 1000;
    expect(json(body)).toEqual({ iat, exp: iat + 300, iss: "I", aud: "appstoreconnect-v1" });
    const key = { key: createPublicKey(privateKey), dsaEncoding: "ieee-p1363" as const };
    const bytes = Buffer.from(signature, "base64url");
    expect(verify("sha256", Buffer.from(`${head}.${body}`), key, bytes)).toBe(true);
  });

  it("takes a service account's file for RS256, and refuses a key of another kind", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const file = JSON.stringify({ type: "service_account", private_key: pem(privateKey) });
    expect(signToken({ algorithm: "RS256" }, file, DAY_MS)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(() => signToken({ algorithm: "ES256" }, file, DAY_MS)).toThrow(/a key of kind rsa/);
    expect(() => signToken({}, "nonsense", DAY_MS)).toThrow(/no private key/);
  });
});

describe("an access token that is granted", () => {
  const URL_ = "https://id.example.com/token";
  const text = (body: Uint8Array | null) => Buffer.from(body ?? []).toString();

  it.each<[Partial<GrantAuth>, string | null, string]>([
    [
      { id: "app", params: { scope: "read all" } },
      `Basic ${Buffer.from("app:s3cret").toString("base64")}`,
      "grant_type=client_credentials&scope=read+all",
    ],
    [
      { client: "body", id: "app" },
      null,
      "grant_type=client_credentials&client_id=app&client_secret=s3cret",
    ],
    [
      { client: "body", in: "json", id: "7", names: { id: "imp_key", secret: "imp_secret" } },
      null,
      '{"grant_type":"client_credentials","imp_key":"7","imp_secret":"s3cret"}',
    ],
  ])("is asked for by %o", (auth, authorization, body) => {
    const request = buildGrantRequest({ kind: "oauth2", url: URL_, ...auth }, KEY, DAY_MS);
    expect(headerValue(request.headers, "Authorization")).toBe(authorization);
    expect(text(request.body)).toBe(body);
  });

  it("is asked for by a token that the key signs", () => {
    const jwt = { algorithm: "HS256" as const, claims: { iss: "me" } };
    const auth: GrantAuth = { kind: "oauth2", url: URL_, client: "assertion", jwt };
    const form = new URLSearchParams(text(buildGrantRequest(auth, KEY, DAY_MS).body));
    expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [, claims = ""] = form.get("assertion")?.split(".") ?? [];
    const said = Buffer.from(claims, "base64url").toString();
    expect(JSON.parse(said)).toMatchObject({ iss: "me", aud: URL_ });
  });

  it.each<[object, Partial<GrantAuth>, object | null]>([
    [{ access_token: "t", expires_in: 60 }, {}, { token: "t", endsMs: DAY_MS + 60_000 }],
    [{ access_token: "t" }, {}, { token: "t", endsMs: null }],
    [
      { response: { access_token: "t", expired_at: 1767571260 } },
      { token: "response.access_token", expires: "response.expired_at" },
      { token: "t", endsMs: 1767571260_000 },
    ],
    [{ error: "invalid_client" }, {}, null],
  ])("is read from %o", (reply, auth, expected) => {
    const body = Buffer.from(JSON.stringify(reply));
    expect(readGrant({ kind: "oauth2", url: URL_, ...auth }, body, DAY_MS)).toEqual(expected);
  });

  it("is shown in polls as any bearer token, or as the profile says", () => {
    const auth: GrantAuth = { kind: "oauth2", url: URL_ };
    expect(headerValue(build({ auth }).headers, "Authorization")).toBe("Bearer s3cret");
    const bare = build({ auth: { ...auth, header: "X-Token", prefix: "" } });
    expect(headerValue(bare.headers, "X-Token")).toBe("s3cret");
  });
});
