import fc from "fast-check";
import { expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { displayText } from "../../src/journal/redacted.js";
import { readCapture } from "../../src/journal/read-messages.js";
import { repetitions } from "../soak.js";

const BODY = '{"events":[{"a":1}]}';
const har = (request: object) =>
  JSON.stringify({
    log: { entries: [{ request: { method: "POST", url: "https://h.example/w", ...request } }] },
  });
const http = (head: string, body: string) =>
  `POST /w HTTP/1.1\nHost: h.example\n${head}\n\n${body}`;
const bodyOf = (text: string | Uint8Array) => {
  const [message] = readCapture(Buffer.from(text)).messages;
  return displayText(message?.request.body ?? "");
};

it.each([
  [
    "Base64 in a HAR",
    har({ postData: { text: Buffer.from(BODY).toString("base64"), encoding: "base64" } }),
    BODY,
  ],
  ["encoded parameters", har({ postData: { params: [{ name: "a", value: "1%202" }] } }), "a=1%202"],
  [
    "empty text beside parameters",
    har({ postData: { text: "", params: [{ name: "b", value: "2" }] } }),
    "b=2",
  ],
  ["what follows the declared length", http("Content-Length: 20", `${BODY}HTTP/1.1 200 OK`), BODY],
  ["braces that the length covers", http("Content-Length: 10", '{"a":{{}}}'), '{"a":{{}}}'],
  ["a folded header", http("X-A: 1\n  2", BODY), BODY],
  [
    "a Lambda event",
    JSON.stringify({
      headers: { host: "h" },
      body: Buffer.from(BODY).toString("base64"),
      isBase64Encoded: true,
    }),
    BODY,
  ],
  [
    "a Worker's record",
    JSON.stringify({ method: "PUT", url: "https://h/w", headers: { a: "b" }, body: BODY }),
    BODY,
  ],
  ["cmd with carets", `curl "https://h/w" ^\n  --data-binary "{\\"a\\":1}"`, '{"a":1}'],
  [
    "cmd with a caret alone on a line",
    `curl "https://h/w" ^\n  ^\n  --data-binary "{\\"a\\":1}"`,
    '{"a":1}',
  ],
  ["an answer piped on", `curl -s https://h/w -d '${BODY}' | jq .`, BODY],
  ["curl's own encoding", `curl https://h/w --data-urlencode "q=a b!"`, "q=a+b%21"],
  ["UTF-16", Buffer.from(`\ufeff${http("X: 1", BODY)}`, "utf16le"), BODY],
])("is read whole: %s", (_, text, body) => {
  expect(bodyOf(text)).toBe(body);
});

it("keeps bytes that are no UTF-8", () => {
  const [message] = readCapture(Buffer.from("curl https://h/w -d $'\\xff\\303\\251'")).messages;
  expect(message?.request.body).toEqual([
    { bytes: Buffer.from("ffc3a9", "hex").toString("base64") },
  ]);
});

it.each([
  ["a body in another file", har({ postData: { _file: "b.json" } }), "capture_incomplete"],
  [
    "multipart without its bytes",
    har({ postData: { mimeType: "multipart/form-data", params: [{ name: "a", value: "1" }] } }),
    "capture_incomplete",
  ],
  ["a body that is only counted", har({ bodySize: 20 }), "capture_incomplete"],
  ["a cut body", http("Content-Length: 99", BODY), "capture_incomplete"],
  [
    "a parsed body",
    JSON.stringify({ headers: { a: "b" }, body: { events: [] } }),
    "capture_incomplete",
  ],
  ["only tunnels", har({ method: "CONNECT", url: "h.example:443" }), "har_invalid"],
  ["only a WebSocket", har({ url: "wss://h.example/w" }), "har_invalid"],
  [
    "a log line",
    '1.2.3.4 - - [01/Jan/2026:00:00:00 +0900] "POST /w HTTP/1.1" 200 2',
    "raw_http_invalid",
  ],
  ["another way to sign in", "curl --digest -u a:b https://h/w", "curl_invalid"],
  ["an unknown option", "curl --frobnicate x https://h/w", "curl_invalid"],
  ["a line without a command", "curl https://h/w\n  -d '{}'\n", "curl_invalid"],
  ["a cookie file", "curl -b jar.txt https://h/w", "curl_invalid"],
])("is refused: %s", (_, text, code) => {
  expect(() => readCapture(Buffer.from(text))).toThrow(expect.objectContaining({ code }) as Error);
});

it("refuses what it cannot read, and never breaks", () => {
  const pieces = fc.constantFrom(
    "curl ",
    "'",
    '"',
    "\\\n",
    "$'\\x",
    "POST / HTTP/1.1\n",
    "Host: h\n\n",
    "{",
    "}",
    '"log"',
    ":",
    '"entries"',
    "[",
    "]",
    "null",
    '"request"',
    "--data ",
    "###\n",
    "{{",
    "^\n",
    "Content-Length: 9\n",
  );
  const texts = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.array(fc.oneof(pieces, fc.string())).map((parts) => Buffer.from(parts.join(""))),
    fc.json().map((text) => Buffer.from(`{"log":{"entries":[${text}]}}`)),
    fc.json().map((text) => Buffer.from(`{"log":{"entries":[{"request":${text}}]}}`)),
    fc.json().map((text) => Buffer.from(`{"headers":${text},"body":${text}}`)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        expect(readCapture(text).messages.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: repetitions({ quick: 1_000, full: 50_000 }) },
  );
});

const POSTED = { method: "POST", url: "https://h.example/w", headers: [["X-A", "1"]], body: BODY };

it.each<[string, string]>([
  ["curl that writes the answer's headers away", `curl -D - -H 'X-A: 1' --json '${BODY}'`],
  ["curl that waits", `curl --max-time 9 --retry 3 -H 'X-A: 1' --json '${BODY}'`],
])("takes a curl option for what it is: %s", (_, line) => {
  const [message] = readCapture(Buffer.from(`${line} https://h.example/w`)).messages;
  expect(message?.request).toMatchObject({ method: "POST", url: POSTED.url, body: BODY });
  expect(message?.request.headers).toContainEqual(["X-A", "1"]);
});

it("takes curl's token for the header that it becomes", () => {
  const line = "curl --oauth2-bearer tok-81 https://h.example/w";
  const [message] = readCapture(Buffer.from(line)).messages;
  expect(message?.request.headers.map(([name, value]) => [name, displayText(value)])).toEqual([
    ["Authorization", "Bearer tok-81"],
  ]);
});

const entryOf = (request: object) => ({ request: { method: "POST", url: POSTED.url, ...request } });
const WHOLE = { headers: [{ name: "X-A", value: "1" }], postData: { text: BODY } };

it.each<[string, string | Buffer]>([
  ["a method in small letters", http("X-A: 1", BODY).replace("POST", "post")],
  [
    "headers of the connection",
    http("X-A: 1\nExpect: 100-continue\nConnection: Upgrade\nUpgrade: h2c", BODY),
  ],
  ["names of HTTP/2 beside the headers", http(":authority: h.example\nX-A: 1", BODY)],
  [
    "an absolute URL in the request line",
    http("X-A: 1", BODY).replace("/w HTTP", "https://h.example/w HTTP"),
  ],
  ["a HAR in UTF-16", Buffer.from(`\ufeff${har(WHOLE)}`, "utf16le")],
  [
    "what the browser sent otherwise",
    har({
      ...WHOLE,
      headers: [
        { name: ":path", value: "/other" },
        { name: "content-encoding", value: "gzip" },
        { name: "content-length", value: "7" },
        { name: "transfer-encoding", value: "chunked" },
        ...WHOLE.headers,
      ],
    }),
  ],
  [
    "what is no HTTP request beside it",
    JSON.stringify({
      log: {
        entries: [
          entryOf({ method: "GET", url: "wss://h.example/live" }),
          entryOf({ method: "GET", url: "data:text/plain,x" }),
          entryOf({ method: "CONNECT", url: "h.example:443" }),
          entryOf(WHOLE),
        ],
      },
    }),
  ],
])("is one request, and only what is its own: %s", (_, text) => {
  const { messages } = readCapture(Buffer.from(text));
  expect(messages).toHaveLength(1);
  const { method, url, headers, body } = messages[0]!.request;
  expect({
    method,
    url,
    headers: headers.filter(([name]) => name !== "Host"),
    body: displayText(body ?? ""),
  }).toEqual(POSTED);
});

it.each([
  [
    "line ends that an editor changed",
    http("Content-Length: 12", '{"a":\n 2}\n'),
    '{"a":\r\n 2}\r\n',
  ],
  ["lines inside the data of curl", `curl https://h/w -d '{\n"a": 3}'`, '{\n"a": 3}'],
])("counts lines as they were sent: %s", (_, text, body) => {
  expect(bodyOf(text)).toBe(body);
});

it("refuses a file whose address is a variable", () => {
  const file = Buffer.from("@origin = https://h\n\nPOST {{origin}}/w HTTP/1.1\n\n{}");
  expect(() => readCapture(file)).toThrow(/a file with variables/);
});
