import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SECRET_ENCODINGS, encodeSecret } from "../../src/core/redaction.js";
import type { JournalEntry } from "../../src/journal/entry.js";
import { type Fill, refillBytes, refillText, spansOf } from "../../src/journal/redacted.js";
import { captured } from "./sample-entry.js";

const SECRETS = [
  { label: "webhook.secret", value: 'se cret/+"\\é-one' },
  { label: "webhook.secret", value: "the-rotated-old-one" },
  { label: "entry.key", value: "key/with+signs&more" },
];

const fill: Fill = ({ secret, nth = 0 }) =>
  SECRETS.filter(({ label }) => label === secret)[nth]?.value ?? null;

function refilled(entry: JournalEntry, filler: Fill = fill) {
  const { request } = entry;
  return {
    url: refillText(request.url, filler),
    headers: request.headers.map(([name, value]) => [name, refillText(value, filler)]),
    body: request.body === null ? null : Buffer.from(refillBytes(request.body.content, filler)),
  };
}

const written = fc
  .tuple(fc.constantFrom(...SECRETS), fc.constantFrom(...SECRET_ENCODINGS))
  .map(([{ value }, as]) => encodeSecret(value, as));
/** Text of a header as it goes over the wire: one byte a character. */
const latin = fc
  .uint8Array({ maxLength: 20 })
  .map((bytes) => Buffer.from(bytes).toString("latin1"));

describe("a captured request", () => {
  it("gives back its exact bytes, whatever surrounds the secrets in whatever encoding", () => {
    const bodyPart = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: "grapheme" }).map((text) => Buffer.from(text)),
      written.map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(
        fc.array(bodyPart, { maxLength: 6 }),
        fc.array(fc.oneof(latin, written), { maxLength: 4 }),
        (parts, value) => {
          const body = Buffer.concat(parts);
          const url = `http://h/?a=${value.join("")}`;
          const headers = [["X-Any", value.join("")]] as const;
          const entry = captured({ url, headers, body }, { secrets: SECRETS });
          const kept = JSON.parse(JSON.stringify(entry)) as JournalEntry;
          expect(refilled(kept)).toEqual({ url, headers, body });
        },
      ),
    );
  });

  it("holds no secret in any encoding, wherever it stood", () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1 }), (texts) => {
        const text = texts.join("|");
        const entry = captured(
          {
            url: `http://h/${text}`,
            headers: [["X-Any", text]],
            body: `{"event":"x","transactionId":${JSON.stringify(text)}}`,
            reply: { status: 500, body: text },
          },
          { secrets: SECRETS },
          { step: text, note: text },
        );
        const kept = JSON.stringify(entry);
        for (const { value } of SECRETS)
          for (const as of SECRET_ENCODINGS) expect(kept).not.toContain(encodeSecret(value, as));
      }),
    );
  });

  it.each([
    [
      "Basic credentials",
      "Authorization",
      `Basic ${Buffer.from(`me:${SECRETS[2]?.value ?? ""}`).toString("base64")}`,
      ["Basic ", { base64: ["me:", { secret: "entry.key", as: "raw" }] }],
    ],
    [
      "a known token",
      "authorization",
      `Bearer ${SECRETS[2]?.value ?? ""}`,
      ["Bearer ", { secret: "entry.key", as: "raw" }],
    ],
    [
      "an unknown token",
      "Authorization",
      "Bearer nobody-knows",
      ["Bearer ", { secret: "header.authorization", as: "raw" }],
    ],
    [
      "a cookie, known in part",
      "Cookie",
      `a=${SECRETS[2]?.value ?? ""}; b=session`,
      [{ secret: "header.cookie", as: "raw" }],
    ],
  ])("keeps %s as a gap", (_, name, value, expected) => {
    const entry = captured({ headers: [[name, value]] }, { secrets: SECRETS });
    expect(entry.request.headers).toEqual([[name, expected]]);
  });

  it("says how much of a long reply was not kept", () => {
    const entry = captured({ reply: { status: 200, body: "abc" } });
    expect(entry.response?.body).toEqual({ size: 3, content: "abc" });
  });
});

describe("personal data", () => {
  const personal = ["body.events[*].data.userId", "body.**.email", "query.usn", "header.X-User"];
  const body = `{ "events": [ {"data": {"userId": "us\\u00e9r-4711", "n": 1}}, {"data":{"userId":815}} ], "deep":{"er":[{"email":"a@example.com"}]} }`;

  it("is taken out by path, and the rest of the bytes stay", () => {
    const entry = captured({ body }, { personal });
    expect(entry.request.body?.content).toEqual([
      '{ "events": [ {"data": {"userId": "',
      { secret: "body.events[0].data.userId", as: "json-ascii" },
      '", "n": 1}}, {"data":{"userId":',
      { secret: "body.events[1].data.userId", as: "json-bare" },
      '}} ], "deep":{"er":[{"email":"',
      { secret: "body.deep.er[0].email", as: "json" },
      '"}]} }',
    ]);
    const values = new Map([
      ["body.events[0].data.userId", "usér-4711"],
      ["body.events[1].data.userId", "815"],
      ["body.deep.er[0].email", "a@example.com"],
    ]);
    const filled = refilled(entry, ({ secret }) => values.get(secret) ?? null);
    expect(filled.body?.toString()).toBe(body);
  });

  it("is taken out wherever else the same value stands in the exchange", () => {
    const entry = captured(
      {
        method: "GET",
        url: "http://h/e?usn=us%20er-1&custom_data=us%20er-1%7C17%7Cabc",
        headers: [["X-User", "us er-1"]],
        reply: { status: 200, body: "hello us er-1" },
      },
      { personal },
    );
    expect(JSON.stringify(entry)).not.toMatch(/us( |%20)er-1/);
    expect(spansOf(entry.request.url)).toHaveLength(2);
  });

  it.each([
    ["cut off", '{"events":[{"data":{"userId":"user-4711'],
    ["broken before it", '{oops "userId" : "user-4711", "x":1}'],
    ["no JSON but a form", "a=1&userId=user-4711"],
  ])("does not slip through a body that is %s", (_, text) => {
    const entry = captured(
      { body: text },
      { personal: ["body.events[*].data.userId", "body.userId"] },
    );
    expect(JSON.stringify(entry)).not.toContain("user-4711");
  });
});
