/** What a hostile target or a foreign capture may try, each by its kind. */
import { describe, expect, it } from "vitest";
import { createRedactor, type PlainMessage } from "../../../src/core/redaction.js";
import { gzipSync, brotliCompressSync, deflateSync } from "node:zlib";

const SECRET = "pa/ss+w=rd&\"0815'é";

/** Escaped character by character, as no library does. */
const everyCharacter = (write: (unit: string) => string) =>
  Array.from(SECRET, (character) => character)
    .map((character) => write(character))
    .join("");
const hex4 = (character: string) => character.charCodeAt(0).toString(16).padStart(4, "0");
const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
const jsonText = (text: string) => JSON.stringify(text).slice(1, -1);

const ECHOES: readonly (readonly [string, string])[] = [
  ["\\u for each character", everyCharacter((each) => `\\u${hex4(each)}`)],
  ["\\U in upper case", everyCharacter((each) => `\\u${hex4(each).toUpperCase()}`)],
  ["\\u003d and \\u0026 alone", jsonText(SECRET).replace("=", "\\u003d").replace("&", "\\u0026")],
  ["\\u003D in upper case", jsonText(SECRET).replace("=", "\\u003D")],
  ["JSON in JSON", jsonText(jsonText(SECRET))],
  ["JSON in JSON in JSON", jsonText(jsonText(jsonText(SECRET)))],
  ["slashes as PHP writes them", jsonText(SECRET).replaceAll("/", "\\/")],
  ["PHP's JSON in JSON", jsonText(jsonText(SECRET).replaceAll("/", "\\/"))],
  ["percent for every byte", percent(SECRET)],
  ["percent twice", percent(percent(SECRET))],
  ["percent, then JSON, then percent", encodeURIComponent(jsonText(percent(SECRET)))],
  ["decimal entities", everyCharacter((each) => `&#${each.codePointAt(0)};`)],
  ["hex entities", everyCharacter((each) => `&#X${hex4(each)};`)],
  [
    "named entities",
    SECRET.replaceAll("&", "&amp;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&apos;")
      .replaceAll("=", "&equals;")
      .replaceAll("/", "&sol;"),
  ],
  ["entities of JSON", jsonText(SECRET).replaceAll("&", "&amp;").replaceAll('"', "&quot;")],
  ["\\x in hex", everyCharacter((each) => (each === "é" ? each : `\\x${hex4(each).slice(2)}`))],
  ["Base64", Buffer.from(SECRET).toString("base64")],
  ["Base64 at offset 1", Buffer.from(`a${SECRET}`).toString("base64")],
  ["Base64 at offset 2", Buffer.from(`ab${SECRET}c`).toString("base64url")],
  ["Base64 of Base64", Buffer.from(Buffer.from(SECRET).toString("base64")).toString("base64")],
  ["Base64 of JSON", Buffer.from(JSON.stringify({ a: SECRET })).toString("base64")],
  [
    "Base64 with PHP's slashes",
    Buffer.from(`??>${SECRET}`).toString("base64").replaceAll("/", "\\/"),
  ],
  ["hex", Buffer.from(SECRET).toString("hex")],
  ["upper-case hex", Buffer.from(SECRET).toString("hex").toUpperCase()],
  ["UTF-16 in Base64", Buffer.from(SECRET, "utf16le").toString("base64")],
];

const WITH_ESCAPES = 'p%40ss "w=rd"/&amp;\\u0041-0815';

describe("an echo of a known secret that reads as an escape itself", () => {
  const redactor = createRedactor([{ label: "k", value: WITH_ESCAPES }]);
  const inJson = jsonText(WITH_ESCAPES);

  it.each([
    ["as it is", WITH_ESCAPES],
    ["JSON", inJson],
    ["JSON in JSON", jsonText(inJson)],
    ["JSON in JSON in JSON", jsonText(jsonText(inJson))],
    ["PHP's JSON in JSON", jsonText(inJson.replaceAll("/", "\\/"))],
    ["percent of JSON in JSON", encodeURIComponent(jsonText(inJson))],
  ])("%s", (_, echo) => {
    expect(redactor.text(`<${echo}>`)).toMatch(/^<.{0,4}\[secret:k\]>$/);
  });
});

describe("an echo of a known secret", () => {
  const redactor = createRedactor([{ label: "k", value: SECRET }]);

  it.each(ECHOES)("%s", (_, echo) => {
    expect(redactor.text(`<${echo}>`)).toMatch(/^<.{0,4}\[secret:k(?: in Base64)?\]=*>$/);
    const bytes = Buffer.from(redactor.bytes(Buffer.from(`<${echo}>`))).toString();
    expect(bytes).toMatch(/^<.{0,4}\[secret:k(?: in Base64)?\]=*>$/);
  });

  it.each(["utf16le", "utf16be"])("in %s", (encoding) => {
    const bytes = Buffer.from(SECRET, "utf16le");
    if (encoding === "utf16be") bytes.swap16();
    expect(Buffer.from(redactor.bytes(bytes)).toString()).toBe("[secret:k]");
  });

  it("cut in two where no more was kept", () => {
    const reply = { url: "", headers: [], body: Buffer.from(`it is ${SECRET.slice(0, 9)}`) };
    const { answered } = redactor.exchange(EMPTY, { ...reply, isCut: true });
    expect(textOf(answered)).toBe("it is [secret:k]");
  });

  it.each([
    ["gzip", gzipSync(SECRET)],
    ["br", brotliCompressSync(SECRET)],
    ["deflate", deflateSync(SECRET)],
    ["zstd", Buffer.from("28b52ffd0001", "hex")],
    ["", gzipSync(SECRET)],
  ])("in a body compressed with %j is withheld with it", (coding, body) => {
    const headers: PlainMessage["headers"] = coding === "" ? [] : [["Content-Encoding", coding]];
    const { answered } = redactor.exchange(EMPTY, { url: "", headers, body });
    expect(textOf(answered)).toBe(`[compressed body of ${body.length} bytes withheld]`);
  });

  it("leaves a compressed body alone that holds none", () => {
    const body = gzipSync("nothing here");
    const headers = [["Content-Encoding", "gzip"]] as const;
    expect(redactor.exchange(EMPTY, { url: "", headers, body }).answered?.body).toBe(body);
  });
});

const EMPTY: PlainMessage = { url: "http://h/", headers: [], body: null };
const textOf = (message: PlainMessage | null) => Buffer.from(message?.body ?? []).toString();

const VALUE = "MARKER-4711/x";

/** Where a stranger's secret stands in a request that nobody's profile describes. */
const BY_NAME: readonly (readonly [string, Partial<PlainMessage>])[] = [
  ["user and password in a URL", { url: `http://user:${encodeURIComponent(VALUE)}@h/x` }],
  ...["token", "api_key", "access_token", "apikey", "key", "client_secret", "auth", "pwd"].map(
    (name) => [`?${name}=`, { url: `http://h/x?a=1&${name}=${VALUE}&b=2` }] as const,
  ),
  ["#access_token=", { url: `http://h/x#access_token=${VALUE}` }],
  ...[
    "X-Api-Key",
    "X-Auth-Token",
    "X-Custom-Password",
    "apikey",
    "Authorization",
    "Cookie",
    "Api-Secret",
  ].map((name) => [`${name}:`, { headers: [[name, VALUE]] }] as const),
  ["a Location with a token", { headers: [["Location", `https://x/?token=${VALUE}`]] }],
  ...[
    "password",
    "session_token",
    "client_secret",
    "sessionToken",
    "refresh_token",
    "apiKey",
    "private_key",
  ].map(
    (name) =>
      [`JSON ${name}`, { body: Buffer.from(JSON.stringify({ a: [{ [name]: VALUE }] })) }] as const,
  ),
  ["a form's password", { body: Buffer.from(`a=1&password=${encodeURIComponent(VALUE)}`) }],
  [
    "JSON in a string",
    { body: Buffer.from(JSON.stringify({ log: JSON.stringify({ password: VALUE }) })) },
  ],
  ["broken JSON", { body: Buffer.from(`{"password":"${VALUE}", oops`) }],
  ["XML", { body: Buffer.from(`<a><password>${VALUE}</password></a>`) }],
  ["an HTML form", { body: Buffer.from(`<input type=hidden name="csrf_token" value="${VALUE}">`) }],
  [
    "a form in parts",
    {
      body: Buffer.from(
        `--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n${VALUE}\r\n--b--`,
      ),
    },
  ],
  ["a log line", { body: Buffer.from(`2026 INFO password=${VALUE} done`) }],
  ["PHP", { body: Buffer.from(`['password' => '${VALUE}']`) }],
  ["an escaped name in a form", { body: Buffer.from(`a=1&p%61ssword=${VALUE}&b=2`) }],
  ["an escaped query in a form", { body: Buffer.from(`to=%2Fx%3Ftoken%3D${VALUE}%26b`) }],
  [
    "JSON in a string, as .NET writes it",
    { body: Buffer.from(String.raw`{"a":"{\u0022password\u0022:\u0022${VALUE}\u0022}"}`) },
  ],
  ["JSON in HTML", { body: Buffer.from(`<a x="{&quot;password&quot;:&quot;${VALUE}&quot;}">`) }],
  [
    "a form in parts without quotes",
    { body: Buffer.from(`--b\r\nx: y; name=pwd\r\n\r\n${VALUE}`) },
  ],
  ["an escaped name in a header", { headers: [["X-Next", `/?p%61ssword=${VALUE}`]] }],
  ["a URL's ;jsessionid=", { url: `http://h/x;jsessionid=${VALUE}` }],
  ["a URL within a query", { url: `http://h/x?to=%2Fy%3Ftoken%3D${VALUE}` }],
  ["JSON within a query", { url: `http://h/x?p=%7B%22password%22%3A%22${VALUE}%22%7D` }],
  ["a URL's key in JSON", { body: Buffer.from(`{"a":"http://h/x?a=1&key=${VALUE}"}`) }],
  [
    "a URL's key in escaped JSON",
    { body: Buffer.from(`{"a":"http://h/x?a=1\\u0026key=${VALUE}"}`) },
  ],
  ["an escaped question mark", { url: `http://h/x%3Ftoken=${VALUE}` }],
];

describe("a secret that only its name gives away", () => {
  it.each(BY_NAME)("%s", (_, part) => {
    const message = { ...EMPTY, ...part };
    const echo = {
      url: "",
      headers: [["X-Echo", VALUE]] as const,
      body: Buffer.from(`got ${VALUE} (${Buffer.from(VALUE).toString("base64")})`),
    };
    const { asked, answered } = createRedactor([]).exchange(message, echo);
    const kept = [
      asked.url,
      JSON.stringify(asked.headers),
      textOf(asked),
      JSON.stringify(answered?.headers),
      textOf(answered),
    ].join("\n");
    expect(kept).not.toContain("4711");
    expect(kept).not.toContain(Buffer.from(VALUE).toString("base64"));
    expect(kept).toContain("[secret:");
  });

  // As PHP writes a slash: what stands before the backslash is only the beginning.
  it.each([
    String.raw`{"a":"https:\/\/x\/y?token=abcdefg\/4711+x=="}`,
    String.raw`{"a":"password=abc\/4711"}`,
    String.raw`{"a":"Authorization: Bearer abcdefghi\/jk4711"}`,
  ])("is found whole in %s", (text) => {
    const { asked } = createRedactor([]).exchange({ ...EMPTY, body: Buffer.from(text) }, null);
    expect(textOf(asked)).toContain("[secret:");
    expect(textOf(asked)).not.toContain("4711");
  });

  it.each([
    { page_token: "abc-123456" },
    { nextPageToken: "abc-123456" },
    { token_type: "bearer-4711" },
    { creator_key: "creator-4711" },
    { idempotencyKey: "order-4711" },
    { public_key: "pk-4711-4711" },
    { password: true },
    { keyboard: "qwerty-4711" },
    { author: "somebody-4711" },
  ])("leaves %j", (body) => {
    const text = JSON.stringify(body);
    const { answered } = createRedactor([]).exchange(EMPTY, { ...EMPTY, body: Buffer.from(text) });
    expect(textOf(answered)).toBe(text);
  });
});

describe("a secret that only its shape gives away", () => {
  it.each([
    [
      "a JWT",
      `${Buffer.from('{"alg":"HS256"}').toString("base64url")}.${Buffer.from('{"sub":"4711"}').toString("base64url")}.c2lnbmF0dXJl`,
    ],
    ["an API key", "ak_live-4711:s3cr3t.part"],
    ["a webhook's secret", "whsec_MDEyMzQ1Njc4OQ=="],
    ["a bearer", "Bearer abcdef123456"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIB4711\n-----END RSA PRIVATE KEY-----"],
    ["a private key in JSON", "-----BEGIN PRIVATE KEY-----\\nMIIB4711\\n-----END PRIVATE KEY-----"],
    ["a private key that was cut", "-----BEGIN PRIVATE KEY-----\nMIIB4711"],
    ["a private key in a form", "-----BEGIN+PRIVATE+KEY-----MIIB4711-----END+PRIVATE+KEY-----"],
    ["an escaped API key", "ak_live-4711%3As3cr3t"],
    ["an escaped webhook's secret", String.raw`whsec\u005fMDEyMzQ1Njc4OQ`],
    ["an escaped bearer", "Bearer%20abcdef123456"],
    ["a bearer in a form", "Bearer+abcdef123456"],
  ])("%s", (_, secret) => {
    const body = Buffer.from(`see ${secret}`);
    const { answered } = createRedactor([]).exchange(EMPTY, { ...EMPTY, body });
    expect(textOf(answered)).toMatch(/^see (?:Bearer(?: |%20|\+))?\[secret:shape\.[a-z-]+\]$/);
  });

  it.each(["postgres://admin:s3cr3t@h/db", "amqp://:s3cr3t@h", String.raw`http:\/\/a:s3cr3t@h`])(
    "the user and password of %s",
    (text) => {
      const message = { ...EMPTY, headers: [["X-Dsn", text]] as const, body: Buffer.from(text) };
      const { asked } = createRedactor([]).exchange(message, null);
      expect(JSON.stringify(asked.headers) + textOf(asked)).not.toContain("s3cr3t");
    },
  );

  it.each([
    "http://127.0.0.1/w?next=https://bob:x4711@h.io/x",
    "http://h?next=https://bob:x4711@h.io/x",
    "http://h/w?next=https%3A%2F%2Fbob%3Ax4711%40h.io",
  ])("the user and password of a URL within %s", (url) => {
    const { asked } = createRedactor([]).exchange({ ...EMPTY, url }, null);
    expect(asked.url).not.toContain("4711");
  });

  it.each([
    "http://token:8080/x",
    "http://h/v1/token:exchange",
    "http://h/x?page_token=abc-123456",
  ])("leaves the URL %s", (url) => {
    expect(createRedactor([]).exchange({ ...EMPTY, url }, null).asked.url).toBe(url);
  });

  it.each([
    "http://user:***@h/",
    "mail me@h at http://h/x@y",
    "Bearer authentication is missing",
    "an eye for an eye",
    "ak_ and whsec_ alone",
  ])("leaves %j", (text) => {
    const { answered } = createRedactor([]).exchange(EMPTY, {
      ...EMPTY,
      body: Buffer.from(text),
    });
    expect(textOf(answered)).toBe(text);
  });
});

describe("hostile texts take no longer for being hostile", () => {
  const long = 300_000;
  it.each([
    ["names without end", "token".repeat(long / 5)],
    ["assignments without end", "token=".repeat(long / 6)],
    ["quotes", 'password="'.repeat(long / 10)],
    ["backslashes", "\\".repeat(long)],
    ["escapes", "%25".repeat(long / 3)],
    ["Base64", "QUJD".repeat(long / 4)],
    ["JWT beginnings", "eyJ".repeat(long / 3)],
    ["PEM beginnings", "-----BEGIN PRIVATE KEY-----".repeat(long / 27)],
    ["tags", "<password ".repeat(long / 10)],
    ["form parts", 'name="token"\r\n'.repeat(long / 14)],
    ["colons", ":".repeat(long)],
    ["brackets", "[".repeat(long)],
    ["escapes of letters", "\\u003d".repeat(long / 2)],
    ["escaped secrets", encodeURIComponent(`${SECRET} `).repeat(long / 20)],
    ["escaped names", "token%3Dx1234567%26".repeat(long / 19)],
    ["URLs", "://a:".repeat(long / 5)],
    ["users of URLs", "x://a:b@".repeat(long / 8)],
    ["no letters", "\u00c3\ufffd".repeat(long / 4)],
  ])("%s", (_, text) => {
    const redactor = createRedactor([{ label: "k", value: SECRET }]);
    const started = performance.now();
    redactor.exchange(EMPTY, { ...EMPTY, body: Buffer.from(text) });
    redactor.quotation(text);
    redactor.text(text);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
