import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { HeaderPair } from "../../src/core/http.js";
import { renderBundle } from "../../src/journal/bundle.js";
import { renderCurl } from "../../src/journal/curl-command.js";
import type { JournalEntry } from "../../src/journal/entry.js";
import { renderHar } from "../../src/journal/har.js";
import { messageOf, type StoredMessage } from "../../src/journal/message.js";
import { renderRawHttp } from "../../src/journal/raw-http.js";
import { readMessages } from "../../src/journal/read-messages.js";
import { type Fill, refillBytes, refillText } from "../../src/journal/redacted.js";
import { captured, requestOf, type SampleMessage } from "./sample-entry.js";

const SECRET = "s3cret/+ value";
const SECRETS = [{ label: "webhook.secret", value: SECRET }];
const TOOL = { name: "playcamp-gw", version: "1.2.3" };
const ENV_NAMES = new Map([["webhook.secret", "ACME_SECRET"]]);

const fill: Fill = ({ secret }) =>
  secret === "webhook.secret" || secret === "env:ACME_SECRET" ? SECRET : null;

const FORMATS: Readonly<Record<string, (entries: readonly JournalEntry[]) => string>> = {
  har: (entries) => renderHar(entries, TOOL),
  bundle: (entries) => renderBundle({ tool: TOOL, exportedAt: "", profile: null, entries }),
  http: (entries) => renderRawHttp(entries.map(messageOf)),
  curl: (entries) =>
    entries.map((entry) => renderCurl(messageOf(entry).request, ENV_NAMES)).join("\n"),
};

function plain({ request }: StoredMessage) {
  return {
    method: request.method,
    url: refillText(request.url, fill),
    headers: request.headers.map(([name, value]) => [name, refillText(value, fill)]),
    body: request.body === null ? null : Buffer.from(refillBytes(request.body, fill)),
  };
}

/** Captured as it is, with nothing taken out. */
function sent(message: SampleMessage) {
  const { method, url, headers, body } = requestOf(message);
  const bytes = body === null || body.length === 0 ? null : Buffer.from(body);
  return { method, url, headers, body: bytes };
}

function roundTrip(format: string, messages: readonly SampleMessage[]) {
  const entries = messages.map((message) => captured(message, { secrets: SECRETS }));
  const text = FORMATS[format]?.(entries) ?? "";
  expect(text).not.toContain(SECRET);
  return readMessages(Buffer.from(text)).map(plain);
}

const SAMPLES: Readonly<Record<string, SampleMessage>> = {
  "a delivery": {
    headers: [
      ["Content-Type", "application/json"],
      ["X-Webhook-Signature", "t=1,v1=ab"],
    ],
    body: '{"events":[]}',
  },
  "no body": { method: "GET", url: "http://h:1/a?b=%20c&d=é#f" },
  "a secret in everything": {
    url: `https://h/p?k=${encodeURIComponent(SECRET)}`,
    headers: [
      ["Content-Type", "text/plain"],
      ["X-Key", SECRET],
    ],
    body: `a ${SECRET} b ${Buffer.from(SECRET).toString("base64")} c`,
  },
  "Basic credentials": {
    headers: [["Authorization", `Basic ${Buffer.from(`us'er:${SECRET}`).toString("base64")}`]],
    body: "x=1",
  },
  "an empty header, a doubled one": {
    headers: [
      ["Content-Type", "a/b"],
      ["X-Empty", ""],
      ["X-Two", "1"],
      ["x-two", "2"],
    ],
    body: "x",
  },
  "quotes, dollars and line breaks": {
    headers: [["X-Q", `a'b"c $HOME \`id\` \\ !`]],
    body: 'it\'s "$HOME"\r\n\n### not a divider\n`{{webhook.secret}}` {{hex:00}}\n',
  },
  "a body that begins with @": { body: "@/etc/hostname" },
  "bytes that are no text": { body: new Uint8Array([0, 255, 10, 13, 123]) },
  "a NUL": { body: "a\0b" },
  "another Host": { headers: [["Host", "elsewhere"]], body: "x" },
};

describe.each(Object.keys(FORMATS))("%s", (format) => {
  it.each(Object.entries(SAMPLES))("gives back %s", (_, message) => {
    expect(roundTrip(format, [message])).toEqual([sent(message)]);
  });

  it("gives back several in order", () => {
    const messages = Object.values(SAMPLES);
    expect(roundTrip(format, messages)).toEqual(messages.map(sent));
  });

  it("gives back any text", () => {
    const word = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/);
    const text = fc
      .string({ unit: "binary" })
      .map((each) => Buffer.from(each, "utf8").toString("utf8"));
    fc.assert(
      fc.property(word, text, (value, body) => {
        const headers: readonly HeaderPair[] = [["X-Any", value]];
        const message = { headers, body };
        fc.pre(!`${value}${body}`.includes(SECRET));
        expect(roundTrip(format, [message])).toEqual([sent(message)]);
      }),
    );
  });
});

describe("HAR", () => {
  const pairs = z.array(z.strictObject({ name: z.string(), value: z.string() }));
  const none = z.array(z.never());
  const size = z.int().min(-1);
  const schema = z.strictObject({
    log: z.strictObject({
      version: z.literal("1.2"),
      creator: z.strictObject({ name: z.string(), version: z.string() }),
      entries: z.array(
        z.strictObject({
          startedDateTime: z.iso.datetime(),
          time: z.number().min(0),
          request: z.strictObject({
            method: z.string(),
            url: z.string(),
            httpVersion: z.string(),
            cookies: none,
            headers: pairs,
            queryString: pairs,
            postData: z.strictObject({ mimeType: z.string(), text: z.string() }).optional(),
            headersSize: size,
            bodySize: size,
          }),
          response: z.strictObject({
            status: z.int(),
            statusText: z.string(),
            httpVersion: z.string(),
            cookies: none,
            headers: pairs,
            content: z.strictObject({
              size,
              mimeType: z.string(),
              text: z.string().optional(),
              encoding: z.literal("base64").optional(),
            }),
            redirectURL: z.string(),
            headersSize: size,
            bodySize: size,
          }),
          cache: z.strictObject({}),
          timings: z.strictObject({
            send: z.number().min(0),
            wait: z.number().min(0),
            receive: z.number().min(0),
          }),
          serverIPAddress: z.string().optional(),
          connection: z.string().optional(),
          comment: z.string().optional(),
          _playcampGw: z.unknown(),
        }),
      ),
    }),
  });

  it("has every field that version 1.2 wants, and none that it does not know", () => {
    const entries = Object.values(SAMPLES).map((each) => captured(each));
    expect(() => schema.parse(JSON.parse(renderHar(entries, TOOL)))).not.toThrow();
  });

  it("is read from others, who write no exact request", () => {
    const har = {
      log: {
        entries: [
          {
            startedDateTime: "2026-01-01T00:00:00.000Z",
            request: {
              method: "POST",
              url: "https://h/a",
              headers: [
                { name: ":authority", value: "h" },
                { name: "Content-Length", value: "3" },
                { name: "X-A", value: "1" },
              ],
              postData: { params: [{ name: "a", value: "b c" }] },
            },
            response: { status: 201, headers: [], content: { text: "hi" } },
          },
        ],
      },
    };
    const [message] = readMessages(Buffer.from(JSON.stringify(har)));
    expect(message?.request).toEqual({
      method: "POST",
      url: "https://h/a",
      headers: [["X-A", "1"]],
      body: "a=b+c",
    });
    expect(message?.then).toMatchObject({ status: 201 });
  });
});

describe("curl lines of others", () => {
  it.each([
    [
      "a browser's",
      `curl 'https://h/a?b=1' \\\n  -H 'accept: */*' \\\n  -H 'content-type: application/json' \\\n  --data-raw $'{"a":"\\u0021 it\\'s"}' \\\n  --compressed`,
      {
        method: "POST",
        url: "https://h/a?b=1",
        headers: [
          ["accept", "*/*"],
          ["content-type", "application/json"],
        ],
        body: '{"a":"! it\'s"}',
      },
    ],
    [
      "short flags with attached values",
      `$ curl -sSXPUT -H'A: b' -d a=1 -d "b=2" h/x`,
      {
        method: "PUT",
        url: "http://h/x",
        headers: [
          ["A", "b"],
          ["Content-Type", "application/x-www-form-urlencoded"],
        ],
        body: "a=1&b=2",
      },
    ],
    [
      "data as a query",
      "curl -G https://h/x -d a=1 --data-urlencode 'b=c d' -u me:pw -A agent",
      {
        method: "GET",
        url: "https://h/x?a=1&b=c+d",
        headers: [
          ["Authorization", "Basic bWU6cHc="],
          ["User-Agent", "agent"],
        ],
        body: null,
      },
    ],
    [
      "a head request",
      "curl -sI --max-time 5 https://h/",
      { method: "HEAD", url: "https://h/", headers: [], body: null },
    ],
    [
      "JSON",
      `curl --json '{"a":1}' https://h/`,
      {
        method: "POST",
        url: "https://h/",
        headers: [
          ["Content-Type", "application/json"],
          ["Accept", "application/json"],
        ],
        body: '{"a":1}',
      },
    ],
    [
      "a variable",
      'curl -H "X-Key: $ACME_SECRET" -d @- https://h/'.replace(" -d @-", ""),
      {
        method: "GET",
        url: "https://h/",
        headers: [["X-Key", [{ secret: "env:ACME_SECRET", as: "raw" }]]],
        body: null,
      },
    ],
  ])("%s", (_, line, request) => {
    expect(readMessages(Buffer.from(line)).map((each) => each.request)).toEqual([request]);
  });

  it.each([
    ["a body in a file", "curl -d @body.json https://h/", "file"],
    ["a command inside", 'curl https://h/ -H "A: $(id)"', "cannot be read"],
    ["no URL", "curl -X POST", "0 URLs"],
    ["another pipe", "cat x | curl -d @- https://h/", "raw HTTP"],
  ])("refuses %s", (_, line, says) => {
    expect(() => readMessages(Buffer.from(line))).toThrow(says);
  });
});

describe("files that are none of these", () => {
  it.each([
    ["", "no request"],
    ["{", "begins like JSON"],
    ['{"format":"other"}', "no bundle of this version"],
    ['{"log":{}}', "no HTTP Archive"],
    ['{"log":{"entries":[{}]}}', "no method or url"],
    ['{"log":{"entries":[{"_playcampGw":{"request":{"method":"GET","url":7}}}]}}', "no request"],
    ["hello", "no raw HTTP"],
    ["GET /path HTTP/1.1\nA: b", "Host header"],
  ])("%j is refused", (text, says) => {
    expect(() => readMessages(Buffer.from(text))).toThrow(says);
  });

  it("takes raw HTTP in origin form, plain only for this machine", () => {
    const text = (host: string) =>
      `POST /a?b HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 3\r\n\r\nab\n`;
    const urls = ["localhost:1", "example.com"].map(
      (host) => readMessages(Buffer.from(text(host)))[0]?.request,
    );
    expect(urls).toEqual([
      {
        method: "POST",
        url: "http://localhost:1/a?b",
        headers: [],
        body: "ab\n",
      },
      {
        method: "POST",
        url: "https://example.com/a?b",
        headers: [],
        body: "ab\n",
      },
    ]);
  });
});
