/** What the fast check calls plain, the search in earnest leaves as it is: neither may let through what the other finds. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PlainMessage, tellingParts } from "../../../src/core/redaction/learnt.js";
import { learntInExchange } from "../../../src/core/redaction.js";
import { DEFAULT_RULES } from "../../../src/core/redaction.js";
import { encodingsOf } from "../../../src/core/redaction/encodings.js";
import { compileNeedles } from "../../../src/core/redaction/needles.js";
import { createPlainCheck } from "../../../src/core/redaction/plain-messages.js";
import { createSecretNames } from "../../../src/core/redaction/secret-names.js";
import { createExchangeRedactor, KEEPS_ALL } from "../../../src/journal/redact.js";

const SECRETS = [
  { label: "webhook.secret", value: "a-webhook-secret-of-this-test" },
  { label: "wallet.secret", value: 'p%40ss "wörd" 비밀/+9' },
];
const NEEDLES = compileNeedles(SECRETS);
const RULES = { personal: [], names: createSecretNames([], { signatures: true }) };
const CHECK = createPlainCheck(NEEDLES, RULES);

function searched(message: PlainMessage) {
  const rules = { ...DEFAULT_RULES, requestNames: RULES.names };
  const learnt = learntInExchange(message, null, rules, () => tellingParts(SECRETS, rules));
  return createExchangeRedactor(NEEDLES, learnt).message(message, RULES);
}

function messageOf({ url = "/hook", header = "x", body = "{}", name = "X-Note" }): PlainMessage {
  return {
    url: `http://127.0.0.1:1${url}`,
    headers: [
      ["Content-Type", "application/json"],
      [name, header],
    ],
    body: Buffer.from(body, "utf8"),
  };
}

const EVENT = '{"events":[{"event":"sponsor.created","data":{"creatorKey":"AB12C","n":1}}]}';

it("calls a delivery of PlayCamp's plain", () => {
  const header = "5f".repeat(32);
  expect(CHECK.message(messageOf({ header, body: EVENT, name: "X-Webhook-Signature" }))).toBe(true);
});

it("judges each header anew, whatever stood in its place in the message before", () => {
  const [{ value } = { value: "" }] = SECRETS;
  const hex = Buffer.from(value).toString("hex");
  const plain = messageOf({ header: "5f".repeat(32) });
  const others = [
    messageOf({ header: hex }),
    messageOf({ header: `${"0".repeat(9)}${hex}` }),
    messageOf({ header: value }),
    messageOf({ header: "5f".repeat(32), name: "Authorization" }),
    messageOf({ header: "5f".repeat(32), name: "X-Api-Key" }),
    { ...plain, headers: [...plain.headers, ["X-More", value] as const] },
  ];
  for (const other of others) {
    const check = createPlainCheck(NEEDLES, RULES);
    expect([plain, other, other, plain].map((each) => check.message(each))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  }
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const twiceWrapped = base64(base64(`user:${SECRETS[0]?.value}`));

describe("is never plain", () => {
  const encodings = SECRETS.flatMap(({ value }) => encodingsOf(value));
  it.each(encodings)("with a secret in it, written $as", ({ text }) => {
    const body = JSON.stringify({ note: text });
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(text, "latin1")]);
    expect(CHECK.message(messageOf({ body }))).toBe(false);
    expect(CHECK.message(messageOf({ header: `a ${text}` }))).toBe(false);
    expect(CHECK.words(`it says ${text}.`)).toBe(false);
    if (!/[^\x00-\xff]/.test(text))
      expect(CHECK.message({ ...messageOf({}), body: bytes })).toBe(false);
  });

  it.each([
    ["a member", { body: '{"a":{"client_key":"x1234567"}}' }],
    ["a member in camel case", { body: '{"signingKey":"x1234567"}' }],
    ["a member of two words", { body: '{"api key":"x1234567"}' }],
    ["an escaped member", { body: String.raw`{"api\/key":"x1234567"}` }],
    ["a member escaped as a line's end", { body: String.raw`{"api\nkey":"x1234567"}` }],
    ["a member in hexadecimal", { body: String.raw`{"p\u0077d":"x1234567"}` }],
    ["a field of a form", { body: "key=x1234567&a=b" }],
    ["an escaped field of a form", { body: "api%5Fkey=x1234567" }],
    ["a signature in a form", { body: "sig=x1234567" }],
    ["a token by its shape", { body: '{"a":"whsec_12345678"}' }],
    ["a query", { url: "/hook?key=x1234567" }],
    ["a user in the URL", { url: "@there" }],
    ["a URL's key in the body", { body: '{"a":"http://h/?key=x1234567"}' }],
    ["a parameter of the URL's path", { url: "/hook;jsessionid=x1234567" }],
    ["an escaped query", { url: "/hook%3Ftoken=x1234567" }],
    ["a name in escaped letters", { body: "p%61ssword=x1234567" }],
    [
      "JSON in a string, as .NET writes it",
      { body: String.raw`{"a":"{\u0022otp\u0022:\u0022x1234567\u0022}"}` },
    ],
    ["an escaped token by its shape", { body: "a=ak_x1%3Ax1234567" }],
    ["a user and password in the body", { body: '{"a":"redis://u:x1234567@h"}' }],
    ["Base64 of Base64 of a secret", { body: twiceWrapped }],
    ["Base64 of Base64 of a secret in a header", { header: twiceWrapped }],
    ["Base64 of Base64 of a secret in a URL", { url: `/${twiceWrapped}` }],
    ["a credential", { name: "Authorization", header: "Basic eDp5" }],
    ["a header by its name", { name: "X-Api-Key", header: "x1234567" }],
    ["a name in a header", { header: "key=x1234567" }],
  ])("with %s", (_, parts) => {
    expect(CHECK.message(messageOf(parts))).toBe(false);
  });
});

it("leaves what is plain as the search in earnest leaves it", () => {
  const pieces = fc.constantFrom(
    ...["key", "Key", "api", "client", "token", "sig", "\\u0074", "\\n", "%5F", "&", "=", ":", "_"],
    ...["%", "p%61ss", "\\u0022", "://a:", "@h", ";", twiceWrapped, "&#97;", "?"],
    ...[
      '"',
      "{",
      "}",
      "a-webhook-secret",
      "-of-this-test",
      "YS13ZWJob29r",
      "비밀",
      "é",
      "wörd",
      " ",
    ],
    ...["whsec_", "Bearer ", "12345678", "password", "sid", "x"],
  );
  const text = fc.array(pieces, { maxLength: 8 }).map((each) => each.join(""));
  let plain = 0;
  fc.assert(
    fc.property(text, text, text, (member, value, header) => {
      const bodies = [
        `{"${member}":"${value}"}`,
        `${member}=${value}`,
        JSON.stringify({ [member]: value }),
      ];
      for (const body of bodies) {
        const message = messageOf({ body, header, url: `/${encodeURI(member)}` });
        if (!CHECK.message(message)) continue;
        plain += 1;
        expect(KEEPS_ALL.message(message, RULES)).toEqual(searched(message));
      }
    }),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(100);
});
