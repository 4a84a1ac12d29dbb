/** Tokens that a source's provider grants: asked for once, renewed once, and never shown. */
import { describe, expect, it } from "vitest";
import type { Http } from "../../../src/core/http.js";
import { headerValue } from "../../../src/core/http.js";
import type { GrantAuth } from "../../../src/protocols/payments/auth-mapping.js";
import {
  createAccess,
  learningTokens,
  withHeldToken,
} from "../../../src/tasks/payments/access-token.js";
import { createSecretReader } from "../../../src/profile/secrets.js";
import { createFakeClock } from "../../fake-clock.js";
import { replied } from "../../fake-http.js";

const AUTH: GrantAuth = { kind: "oauth2", url: "https://id.example.com/token", id: "app" };
const CONNECTION = { headers: [["X-Own", "1"]] as const, timeoutMs: 1000, tls: null };
const KEY = { value: "s3cret", path: "payments.source.key", source: "", envName: null };

function open(reply: (number: number) => ReturnType<typeof replied>) {
  const clock = createFakeClock();
  let asked = 0;
  const own: (string | null)[] = [];
  const http: Http = ({ headers }) => {
    own.push(headerValue(headers, "X-Own"));
    return Promise.resolve(reply((asked += 1)));
  };
  const settings = {
    source: { url: "https://shop.example.com/p", auth: AUTH },
    key: KEY,
    connection: CONNECTION,
    map: {},
    partner: "acme",
    sample: null,
  };
  const ports = {
    clock,
    http,
    random: { bytes: (count: number) => new Uint8Array(count) },
    signal: new AbortController().signal,
    notice: () => undefined,
  };
  return { clock, ports, settings, access: createAccess(settings, ports), asked: () => asked, own };
}

const token = (number: number, life = 3600) =>
  replied(200, JSON.stringify({ access_token: `granted-${number}`, expires_in: life }));

describe("createAccess", () => {
  it("keeps a token while it holds, and renews it before it ends", async () => {
    const { access, asked, clock, own } = open((number) => token(number));
    expect(await access.key()).toEqual({ ok: true, key: "granted-1" });
    expect(await access.key()).toEqual({ ok: true, key: "granted-1" });
    await clock.sleep(3_580_000);
    expect(await access.key()).toEqual({ ok: true, key: "granted-2" });
    expect(asked()).toBe(2);
    // The source's own headers are not for the provider's host.
    expect(own).toEqual([null, null]);
  });

  it("uses a short-lived token for half its life, not for a single page", async () => {
    const { access, asked, clock } = open((number) => token(number, 20));
    await access.key();
    await clock.sleep(9_000);
    await access.key();
    expect(asked()).toBe(1);
    await clock.sleep(2_000);
    await access.key();
    expect(asked()).toBe(2);
  });

  it("keeps a token whose end is past by this clock until the source refuses it", async () => {
    const ended = '{"access_token":"granted-1","expires_in":1000000000}';
    const { access, asked } = open(() => replied(200, ended));
    await access.key();
    await access.key();
    expect(asked()).toBe(1);
  });

  it("asks for another one once after a refusal, and once more when a page has come", async () => {
    const { access, asked } = open((number) => token(number));
    await access.key();
    expect(access.refused("granted-1")).toBe(true);
    expect(await access.key()).toEqual({ ok: true, key: "granted-2" });
    expect(access.refused("granted-2")).toBe(false);
    await access.key();
    access.taken();
    expect(access.refused("granted-3")).toBe(true);
    expect(asked()).toBe(3);
  });

  it.each<[string, ReturnType<typeof replied>, string]>([
    ["a refusal", replied(401, "{}"), "the token endpoint id.example.com: HTTP 401"],
    ["no token", replied(200, '{"token":"t"}'), 'there is no token at "access_token"'],
    [
      "a token with a header of its own in it",
      replied(200, String.raw`{"access_token":"t\r\nX-Role: admin"}`),
      'what stands at "access_token" of its reply cannot go into a header',
    ],
    [
      "a token in no header's letters",
      replied(200, '{"access_token":"토큰-1"}'),
      'what stands at "access_token" of its reply cannot go into a header',
    ],
  ])("stops at %s", async (_, reply, expected) => {
    const { access } = open(() => reply);
    const held = await access.key();
    expect(held).toMatchObject({ ok: false, stop: { kind: "refused" } });
    expect(JSON.stringify(held)).toContain(expected.replaceAll('"', String.raw`\"`));
  });
});

describe("a granted token", () => {
  const secrets = () =>
    createSecretReader({
      env: {},
      dotEnv: {},
      files: { readBytes: () => Promise.resolve(null) },
      resolvePath: (path) => path,
      store: null,
    });

  it("is known as a secret as soon as its reply is there", async () => {
    const reader = secrets();
    const http: Http = () => Promise.resolve(replied(200, '{"access_token":"granted-9"}'));
    const { settings, ports } = open(() => token(1));
    const learning = learningTokens(http, AUTH, { secrets: reader });
    await createAccess(settings, { ...ports, http: learning }).key();
    expect(reader.known().map(({ value }) => value)).toContain("granted-9");
  });

  it("is held for checks as the key of a plain header", async () => {
    const { settings, ports } = open((number) => token(number));
    const held = await withHeldToken(settings, { secrets: secrets() }, ports);
    expect(held.source.auth).toEqual({
      kind: "header",
      header: "Authorization",
      prefix: "Bearer ",
    });
    expect(held.key?.value).toBe("granted-1");
  });

  it("is held for the query of refunds, whose own key is never sent to it", async () => {
    const { settings, ports, asked } = open((number) => token(number));
    const reader = secrets();
    const plain = { ...settings, source: { url: settings.source.url } };
    const held = await withHeldToken({ ...plain, refunds: settings }, { secrets: reader }, ports);
    expect(held).toMatchObject({ source: plain.source, key: KEY });
    expect(held.refunds?.source.auth).toMatchObject({ kind: "header", prefix: "Bearer " });
    expect(held.refunds?.key?.value).toBe("granted-1");
    expect(asked()).toBe(1);
  });
});
