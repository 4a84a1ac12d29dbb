/** What the first line says of a mistake that somebody made on the way: which kind it is, in which words. */
import { createHash, createHmac } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { LabelledSecret } from "../../../src/protocols/webhook/causes/secret.js";
import { diagnoseWebhook } from "../../../src/protocols/webhook/diagnose.js";

const NOW_SEC = 1_781_000_000;
const SECRET = "purple-otter-under-4-bridges";
const BODY =
  '{"events":[{"event":"sponsor.changed","timestamp":"2026-06-09T11:33:20.000Z","data":{"userId":"달 é","link":"a/b?<\'>&c","note":null,"tags":{}}}]}';

interface Given {
  readonly secret?: string;
  readonly others?: readonly LabelledSecret[];
  readonly key?: string | Buffer;
  readonly body?: string | Buffer;
  readonly signed?: string | Buffer;
  readonly header?: (hex: string) => string;
}

function diagnosed({ secret = SECRET, others = [], key = secret, ...given }: Given) {
  const { body = BODY, signed = body, header = (hex: string) => hex } = given;
  const hex = createHmac("sha256", key).update(signed).digest("hex");
  return diagnoseWebhook({
    body: Buffer.from(body),
    signature: header(hex),
    secrets: [{ label: "webhook.secret", value: secret }, ...others],
    nowMs: NOW_SEC * 1000,
  });
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const inBase64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");
const at = (seconds: number) => (hex: string) => `t=${seconds},v1=${hex}`;
const now = at(NOW_SEC);
const rewritten = (change: (text: string) => string) => ({ signed: change(BODY) });
const escaped = (text: string) =>
  text.replace(/[^\0-\x7f]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);

type Row = readonly [name: string, ids: string, words: RegExp, given: Given];

const SECRETS: readonly Row[] = [
  [
    "a space on both sides at the signer's",
    "secret-whitespace",
    /white space on both sides/,
    { key: ` ${SECRET} ` },
  ],
  ["two line breaks at the signer's", "secret-whitespace", /at its end/, { key: `${SECRET}\n\n` }],
  [
    "a space in front at the signer's",
    "secret-whitespace",
    /in front of it/,
    { key: ` ${SECRET}` },
  ],
  [
    "Base64 of a text that echo ended",
    "secret-base64-decoded",
    /decoding makes of the secret, without the white space at their ends/,
    { secret: base64("fern+moss\n"), key: "fern+moss" },
  ],
  [
    "Base64 of a text",
    "secret-base64-decoded",
    /decoding makes of the secret;/,
    { secret: base64("fern+moss"), key: "fern+moss" },
  ],
  ["one quote here", "secret-quotes", /quotes that do not/, { secret: '"fern', key: "fern" }],
  [
    "quotes and a line break here",
    "secret-quotes",
    /the secret with quotes around it, and white space around them/,
    { secret: "'fern moss'\n", key: "fern moss" },
  ],
  [
    "doubled backslashes here",
    "secret-escape-sequences",
    /escape sequences/,
    { secret: String.raw`fe\\rn`, key: String.raw`fe\rn` },
  ],
  ["the variable's name", "secret-placeholder", /name "SIGNING_KEY"/, { key: "SIGNING_KEY" }],
  [
    "an example",
    "secret-placeholder",
    /signed with "your_api_key", an example out of documentation,/,
    { key: "your_api_key" },
  ],
  [
    "Latin-1",
    "secret-charset",
    /another character set/,
    { secret: "clé-42", key: Buffer.from("clé-42", "latin1") },
  ],
  ["the first letter is lost", "secret-part", /the last 27 of the 28/, { key: SECRET.slice(1) }],
  [
    "a zero-width space at the end here",
    "secret-invisible-character",
    /zero-width space/,
    { secret: `${SECRET}\u200b`, key: SECRET },
  ],
  [
    "the URL-safe alphabet of Base64 here",
    "secret-base64-alphabet",
    /\+ and \/ for - and _/,
    { secret: "Kq2-mZx9_Lw4=", key: "Kq2+mZx9/Lw4=" },
  ],
  ["a semicolon here", "secret-punctuation", /semicolon/, { secret: "fern1;", key: "fern1" }],
  [
    "half of another credential",
    "secret-of-other-environment secret-prefix",
    /another secret: sdkApi\.apiKey\. .* this side has the secret of sdkApi\.apiKey with its prefix/,
    { key: "oak77", others: [{ label: "sdkApi.apiKey", value: "ak_server_9:oak77" }] },
  ],
];

const HEADERS: readonly Row[] = [
  [
    "a scheme before Base64",
    "signature-prefix signature-base64",
    /prefix, "HMAC-SHA256 "/,
    { header: (hex) => `HMAC-SHA256 ${inBase64(hex)}` },
  ],
  [
    "a version before Base64",
    "signature-prefix signature-base64",
    /prefix, "v0="/,
    { header: (hex) => `v0=${inBase64(hex)}` },
  ],
  [
    "a version and a comma before Base64",
    "signature-prefix signature-base64",
    /prefix, "v1,"/,
    { header: (hex) => `v1,${inBase64(hex)}` },
  ],
  [
    "its own name",
    "signature-prefix",
    /the header's name was pasted too/,
    { header: (hex) => `x-webhook-signature: ${hex}` },
  ],
  ["bytes of Python", "signature-whitespace", /: b'…'/, { header: (hex) => `b'${hex}'` }],
  [
    "bytes of Python in Base64",
    "signature-whitespace signature-base64",
    /: b'…'/,
    { header: (hex) => `b'${inBase64(hex)}'` },
  ],
  [
    "bytes of Python, not hex at all",
    "signature-raw-bytes",
    /raw bytes/,
    { header: (hex) => pythonBytes(Buffer.from(hex, "hex")) },
  ],
  [
    "an element of HTML",
    "signature-whitespace",
    /: <code>…<\/code>/,
    { header: (hex) => `<code>${hex}</code>` },
  ],
  [
    "bytes taken for numbers with a sign, two digits each",
    "signature-sign-extended",
    /ffffff/,
    {
      header: (hex) =>
        Array.from(Buffer.from(hex, "hex"), (byte) => signExtended(byte).padStart(2, "0")).join(""),
    },
  ],
  [
    "a space in front",
    "signature-whitespace",
    /has white space around or in it\./,
    { header: (hex) => ` ${hex}` },
  ],
  [
    "a zero-width space",
    "signature-whitespace",
    /has characters in it that nobody sees/,
    { header: (hex) => `${hex.slice(0, 9)}\u200b${hex.slice(9)}` },
  ],
  [
    "full-width digits",
    "signature-whitespace",
    /full width/,
    {
      header: (hex) => hex.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    },
  ],
  [
    "one character more",
    "signature-trailing-characters",
    /has 1 character after its 64 digits/,
    { header: (hex) => `${hex};` },
  ],
  ["a list", "signature-whitespace", /: \["…"\]/, { header: (hex) => `["${hex}"]` }],
  [
    "the right one behind another",
    "signature-header-repeated",
    /several signatures/,
    { header: (hex) => `${"9".repeat(64)}, ${hex}` },
  ],
  [
    "the right one before another",
    "signature-header-repeated",
    /several signatures/,
    { header: (hex) => `${hex},${"9".repeat(64)}` },
  ],
  [
    "other names, and a colon between",
    "timestamp-joined-differently signature-header-spacing",
    /The header is written ts=…;h1=… and not t=…,v1=…\./,
    { signed: `${NOW_SEC}:${BODY}`, header: (hex) => `ts=${NOW_SEC};h1=${hex}` },
  ],
  [
    "a space",
    "signature-header-spacing",
    /is written t=…, v1=… and not/,
    { signed: `${NOW_SEC}.${BODY}`, header: (hex) => `t=${NOW_SEC}, v1=${hex}` },
  ],
  [
    "capitals",
    "signature-header-spacing",
    /is written T=…,V1=… and not/,
    { signed: `${NOW_SEC}.${BODY}`, header: (hex) => `T=${NOW_SEC},V1=${hex}` },
  ],
  ["a word", "signature-missing", /the word "None" stands in its place/, { header: () => "None" }],
];

const TIMES: readonly Row[] = [
  [
    "its name in front",
    "timestamp-joined-differently",
    /t=\{t\}\.\{body\}/,
    { signed: `t=${NOW_SEC}.${BODY}`, header: now },
  ],
  [
    "a version in front",
    "timestamp-joined-differently",
    /v0:\{t\}:\{body\}/,
    { signed: `v0:${NOW_SEC}:${BODY}`, header: now },
  ],
  [
    "a comma between",
    "timestamp-joined-differently",
    /joined by ", "/,
    { signed: `${NOW_SEC}, ${BODY}`, header: now },
  ],
  [
    "nine hours old",
    "timestamp-stale",
    /about a time zone, 9 h/,
    { signed: `${NOW_SEC - 32_420}.${BODY}`, header: at(NOW_SEC - 32_420) },
  ],
  [
    "nine hours ahead",
    "timestamp-in-future",
    /about a time zone, 9 h/,
    { signed: `${NOW_SEC + 32_380}.${BODY}`, header: at(NOW_SEC + 32_380) },
  ],
  [
    "the body's own",
    "timestamp-of-elsewhere",
    /value of the body's timestamp/,
    { signed: `2026-06-09T11:33:20.000Z.${BODY}` },
  ],
  [
    "in another's JSON",
    "body-reserialised",
    /as Python's json\.dumps/,
    { signed: `${NOW_SEC}.${escaped(BODY.replace(/([:,])(?=["{[n])/g, "$1 "))}`, header: now },
  ],
];

const hash = (text: string | Buffer) => createHash("sha256").update(text);
const ALGORITHMS: readonly Row[] = [
  [
    "its hex hashed once more",
    "algorithm-hashed-again",
    /SHA-256 of the right HMAC's hex/,
    { header: (hex) => hash(hex).digest("hex") },
  ],
  [
    "the secret at both ends",
    "algorithm-plain-hash",
    /of secret, body and secret/,
    { header: () => hash(SECRET + BODY + SECRET).digest("hex") },
  ],
];

const BODIES: readonly Row[] = [
  [
    "deflate",
    "body-compressed",
    /compressed \(deflate\)/,
    { body: deflateSync(BODY), signed: BODY },
  ],
  [
    "PHP, indented",
    "body-reserialised",
    /PHP's JSON_PRETTY_PRINT/,
    rewritten((text) => escaped(JSON.stringify(JSON.parse(text), null, 4)).replaceAll("/", "\\/")),
  ],
  [
    "PHP's JsonResponse",
    "body-reserialised",
    /PHP's JSON_HEX flags/,
    rewritten((text) => text.replace(/[<>&']/g, (each) => `\\u00${hexOf(each).toUpperCase()}`)),
  ],
  [
    "PHP's JsonResponse with slashes and letters",
    "body-reserialised",
    /JSON_HEX flags .* non-ASCII characters escaped, with slashes escaped/,
    rewritten((text) =>
      escaped(text.replace(/[<>&']/g, (each) => `\\u00${hexOf(each).toUpperCase()}`)).replaceAll(
        "/",
        "\\/",
      ),
    ),
  ],
  [
    ".NET",
    "body-reserialised",
    /\.NET's System\.Text\.Json/,
    {
      body: String.raw`{"a":"x\u001f \"q\" \\ \t"}`,
      signed: String.raw`{"a":"x\u001F \u0022q\u0022 \\ \t"}`,
    },
  ],
  [
    "keys sorted here",
    "body-reserialised",
    /keys in the documented order/,
    {
      body: '{"events":[{"data":{},"event":"sponsor.ended","timestamp":"2026-06-09T11:33:20.000Z"}]}',
      signed:
        '{"events":[{"event":"sponsor.ended","timestamp":"2026-06-09T11:33:20.000Z","data":{}}]}',
    },
  ],
  [
    "empty text turned into null here",
    "body-reserialised",
    /null turned into ""/,
    rewritten((text) => text.replace("null", '""')),
  ],
  [
    "seven bits a character",
    "body-characters-lost",
    /lost its non-ASCII/,
    { signed: Buffer.from(BODY).toString("ascii") },
  ],
  [
    "lower case",
    "body-encoded-before-signing",
    /^The sender signed the body in lower case\./,
    rewritten((text) => text.toLowerCase()),
  ],
  [
    "no white space",
    "body-encoded-before-signing",
    /^The sender signed the body without any white space\./,
    { body: BODY.replace("달 é", "달  é"), signed: BODY.replace("달 é", "달é") },
  ],
  [
    "a form's field",
    "body-encoded-before-signing",
    /^The sender signed the body URL-encoded, as the field "payload" of a form\./,
    rewritten((text) => `payload=${encodeURIComponent(text)}`),
  ],
  [
    "Base64",
    "body-encoded-before-signing",
    /^The sender signed the body in hex or Base64\./,
    rewritten(base64),
  ],
  ["gzip that was signed itself", "body-not-json", /begins like gzip/, { body: gzipSync(BODY) }],
  ["a mark that was signed too", "body-not-json", /byte order mark/, { body: `\ufeff${BODY}` }],
];

/** `Integer.toHexString` of a byte, which Java takes for a number with a sign. */
function signExtended(byte: number): string {
  return (byte > 127 ? 0xffffff00 + byte : byte).toString(16);
}

/** As Python prints bytes. */
function pythonBytes(bytes: Buffer): string {
  const shown = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (character === "'" || character === "\\") return `\\${character}`;
    const name = ({ 9: "t", 10: "n", 13: "r" } as Record<number, string>)[byte];
    if (name !== undefined) return `\\${name}`;
    return byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, "0")}` : character;
  });
  return `b'${shown.join("")}'`;
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16);
}

describe.each([
  ["the secret", SECRETS],
  ["the header", HEADERS],
  ["the timestamp", TIMES],
  ["the algorithm", ALGORITHMS],
  ["the body", BODIES],
])("%s", (_, rows) => {
  it.each(rows)("%s", (_, ids, words, given) => {
    const { cause } = diagnosed(given);
    expect([cause?.id, ...(cause?.also ?? [])].join(" ")).toBe(ids);
    expect(`${cause?.message} ${cause?.senderSigned}`).toMatch(words);
  });
});

describe("what nothing proves is said as seen", () => {
  it.each<[string, RegExp, Given]>([
    ["a masked signature", /masked or shortened/, { header: (hex) => `${hex.slice(0, 6)}…` }],
    [
      "Standard Webhooks",
      /form of Standard Webhooks/,
      { key: "whose", header: (hex) => `v1,${inBase64(hex)}` },
    ],
    [
      "a password's hash",
      /hash of bcrypt, as passwords are stored/,
      { header: () => `$2b$10$${"aB3.".repeat(13)}0` },
    ],
    ["a long number", /too large for a double/, { key: "whose", body: '{"id":90071992547409931}' }],
  ])("%s", (_, seen, given) => {
    const { cause, visible } = diagnosed(given);
    expect(cause).toBeUndefined();
    expect(visible?.join()).toMatch(seen);
  });
});

it("an older signature beside the right one is nothing wrong", () => {
  const signed = `${NOW_SEC}.${BODY}`;
  const header = (hex: string) => `t=${NOW_SEC},v0=${"a".repeat(64)},v1=${hex}`;
  expect(diagnosed({ signed, header }).valid).toBe(true);
});
