import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../src/core/redaction.js";

const SECRET = 'k3y/+ "ключ"\\?é=';
const redactor = createRedactor([{ label: "entry.key", value: SECRET }]);
const bytes = Buffer.from(SECRET, "utf8");

const ENCODINGS: readonly (readonly [string, string])[] = [
  ["as it is", SECRET],
  ["URL-encoded", encodeURIComponent(SECRET)],
  [
    "URL-encoded in lower case",
    encodeURIComponent(SECRET).replaceAll(/%../g, (each) => each.toLowerCase()),
  ],
  ["form-encoded", new URLSearchParams({ a: SECRET }).toString().slice(2)],
  [
    "JSON-escaped as PHP does",
    JSON.stringify(SECRET)
      .slice(1, -1)
      .replaceAll("/", "\\/")
      .replaceAll(
        /[^\x20-\x7e]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      ),
  ],
  ["JSON-escaped", JSON.stringify(SECRET).slice(1, -1)],
  ["HTML-escaped", SECRET.replaceAll('"', "&quot;")],
  ["HTML-escaped as Go does", SECRET.replaceAll('"', "&#34;")],
  ["Base64", bytes.toString("base64")],
  ["Base64 without padding", bytes.toString("base64").replace(/=+$/, "")],
  ["Base64url", bytes.toString("base64url")],
  ["hex", bytes.toString("hex")],
  ["upper-case hex", bytes.toString("hex").toUpperCase()],
];

describe("text", () => {
  it.each(ENCODINGS)("finds a secret %s", (_, encoding) => {
    expect(redactor.text(`<${encoding}> and <${encoding}>`)).toMatch(
      /^<\[secret:entry\.key\]=*> and <\[secret:entry\.key\]=*>$/,
    );
  });

  it.each(["a", "ab", "user:"])(
    "finds it in the Base64 of more than itself, after %j",
    (before) => {
      const wrapped = Buffer.from(`${before}${SECRET};`).toString("base64");
      expect(redactor.text(`"${wrapped}"`)).toBe('"[secret:entry.key in Base64]"');
      expect(Buffer.from(redactor.bytes(Buffer.from(wrapped))).toString()).toBe(
        "[secret:entry.key in Base64]",
      );
    },
  );

  it("leaves other text alone", () => {
    expect(redactor.text("k3y and key")).toBe("k3y and key");
  });

  it("replaces the longer secret first, so that none shows its rest", () => {
    const nested = createRedactor([
      { label: "a", value: "abcd" },
      { label: "b", value: "abcd-and-more" },
    ]);
    expect(nested.text("abcd-and-more abcd")).toBe("[secret:b] [secret:a]");
  });

  it("leaves out values so short that they occur by chance", () => {
    expect(createRedactor([{ label: "a", value: "abc" }]).text("abc")).toBe("abc");
  });

  it("takes a replacement pattern in a label for text", () => {
    expect(createRedactor([{ label: "$&", value: "hush" }]).text("hush")).toBe("[secret:$&]");
  });

  it("never lets a secret through, whatever surrounds it", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, unit: "grapheme" }),
        fc.string(),
        fc.string(),
        (value, before, after) => {
          const strict = createRedactor([{ label: "x", value }]);
          // What stands in its place may itself contain a secret such as "[secret:".
          fc.pre(!"[secret:x]".includes(value));
          expect(strict.text(before + value + after)).not.toContain(value);
        },
      ),
    );
  });
});

describe("quotation", () => {
  const redact = createRedactor([{ label: "k", value: "abcdefghij" }]);

  it.each([
    ["abcdefghij", "[secret:k]"],
    ["got abcdefghij and abcde…", "got [secret:k] and [secret:k]…"],
    ["got abcdefghi…; got abcd… too", "got [secret:k]…; got [secret:k]… too"],
    ["got YWJjZGVm…", "got [secret:k]…"],
    ["got abc…", "got abc…"],
    ["abcdef without an end", "abcdef without an end"],
  ])("%s becomes %s", (text, clean) => {
    expect(redact.quotation(text)).toBe(clean);
  });

  it.each([
    ["an empty credential: 1 records in 200", "an empty credential: 1 records in 200"],
    ["a wrong token: 0 of 12", "a wrong token: 0 of 12"],
    ["token: a1b2", "token: [secret:body.token]"],
    ["Bearer granted-0.77", "Bearer [secret:body.access_token]"],
  ])("%s becomes %s, once and for all", (text, clean) => {
    const granted = createRedactor([{ label: "body.access_token", value: "granted-0.77" }]);
    const once = granted.quotation(text);
    expect(once).toBe(clean);
    expect(granted.text(granted.quotation(once))).toBe(clean);
  });
});

describe("bytes", () => {
  it("finds a secret among bytes that are no text, and keeps those", () => {
    const body = Buffer.concat([Buffer.from([0xff, 0x00]), bytes, Buffer.from([0xfe])]);
    expect(Buffer.from(redactor.bytes(body))).toEqual(
      Buffer.concat([
        Buffer.from([0xff, 0x00]),
        Buffer.from("[secret:entry.key]"),
        Buffer.from([0xfe]),
      ]),
    );
  });

  it("returns the very same bytes when there is nothing to take out", () => {
    const body = new Uint8Array([1, 2, 3]);
    expect(redactor.bytes(body)).toBe(body);
  });

  it("looks only at its part of a shared buffer", () => {
    const whole = new Uint8Array(Buffer.concat([bytes, Buffer.from("|rest")]));
    expect(Buffer.from(redactor.bytes(whole.subarray(bytes.length))).toString()).toBe("|rest");
  });
});

describe("headers", () => {
  it.each([
    ["Authorization", "Bearer abc", "Bearer [secret:authorization]"],
    ["authorization", "Basic dTpw", "Basic [secret:authorization]"],
    ["AUTHORIZATION", "whatever", "[secret:authorization]"],
    ["Cookie", "a=1", "[secret:cookie]"],
    ["Set-Cookie", "a=1", "[secret:set-cookie]"],
    ["Proxy-Authorization", "Basic x", "Basic [secret:proxy-authorization]"],
    ["X-Reward-Api-Secret", "abc", "[secret:x-reward-api-secret]"],
    ["X-Other", "abc", "abc"],
  ])("%s: %s becomes %s", (name, value, redacted) => {
    expect(redactor.headers([[name, value]])).toEqual([[name, redacted]]);
  });

  it("names a known secret rather than the header", () => {
    expect(redactor.headers([["Authorization", `Bearer ${SECRET}`]])).toEqual([
      ["Authorization", "Bearer [secret:entry.key]"],
    ]);
  });

  it("takes out what stands beside a known secret in a credential", () => {
    const [pair] = redactor.headers([["Cookie", `a=${SECRET}; session=stranger`]]);
    expect(pair?.[1]).not.toContain("stranger");
  });

  it("finds user and password of Basic credentials", () => {
    const basic = Buffer.from(`user:${SECRET}`).toString("base64");
    const [pair] = redactor.headers([["Authorization", `Basic ${basic}`]]);
    expect(pair?.[1]).toBe("Basic [secret:authorization]");
  });
});
