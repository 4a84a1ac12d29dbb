/** What importers verify with: whatever a request can hold is answered, never thrown. */
import { describe, expect, it } from "vitest";
import {
  constructWebhookSignature,
  signTimestampedWebhook,
  verifyWebhook,
} from "../../src/index.js";

const SECRET = "s3cret";
const BODY = '{"events":[{"event":"sponsor.created","data":{"userId":"u"}}]}';
const SIGNATURE = constructWebhookSignature(BODY, SECRET);
const NOW_SEC = 1_741_588_200;
const NOW_MS = NOW_SEC * 1000;
const stamped = (ageSec: number, nowSec = NOW_SEC) =>
  signTimestampedWebhook(Buffer.from(BODY), SECRET, nowSec - ageSec);

const right = { payload: BODY, signature: SIGNATURE, secret: SECRET };
const OUTSIDE = "Webhook timestamp outside tolerance window";

describe("a right delivery", () => {
  it.each([
    ["as text", BODY],
    ["as a Buffer", Buffer.from(BODY)],
    ["as bytes", new TextEncoder().encode(BODY)],
    ["as an ArrayBuffer", new Uint8Array(Buffer.from(BODY)).buffer],
  ])("is accepted %s", (_, payload) => {
    const verified = verifyWebhook({ ...right, payload });
    expect(verified).toEqual({ valid: true, payload: JSON.parse(BODY) as unknown });
  });

  it("is held against the time of now, where none is given", () => {
    const nowSec = Math.floor(Date.now() / 1000);
    const verify = (ageSec: number) =>
      verifyWebhook({ ...right, signature: stamped(ageSec, nowSec) });
    expect(verify(0).valid).toBe(true);
    expect(verify(3600)).toEqual({ valid: false, error: OUTSIDE });
  });

  it.each([
    [300, undefined, true],
    [301, undefined, false],
    [300, 0, true],
    [301, 0, false],
    [300, -1, true],
    [11, 10, false],
    [0, Number.NaN, false],
    [0, Number.POSITIVE_INFINITY, false],
  ])("%i s old, under a tolerance of %s: %s", (ageSec, tolerance, valid) => {
    const verified = verifyWebhook({
      ...right,
      signature: stamped(ageSec),
      nowMs: NOW_MS,
      ...(tolerance === undefined ? {} : { tolerance }),
    });
    expect(verified).toMatchObject(valid ? { valid } : { valid, error: OUTSIDE });
  });

  it.each([
    ["a tolerance that is no number", { tolerance: Number.NaN }],
    ["a time that is no number", { nowMs: Number.NaN }],
  ])("is refused under %s, whatever its form", (_, more) => {
    expect(verifyWebhook({ ...right, ...more })).toEqual({ valid: false, error: OUTSIDE });
  });

  it("may be signed with either of two secrets, and an empty one proves nothing", () => {
    expect(verifyWebhook({ ...right, secret: ["other", SECRET] }).valid).toBe(true);
    for (const secret of ["", [], [""], undefined])
      expect(verifyWebhook({ ...right, secret })).toEqual({
        valid: false,
        error: "Invalid signature",
      });
  });
});

describe("anything else", () => {
  const anything = (delivery: object) => verifyWebhook(delivery as typeof right);

  it.each([
    ["no header", { signature: undefined }, "Invalid signature"],
    ["a header that is null", { signature: null }, "Invalid signature"],
    ["an empty header", { signature: "" }, "Invalid signature"],
    ["two headers", { signature: [SIGNATURE, SIGNATURE] }, "Invalid signature format"],
    ["a header that is a number", { signature: 5 }, "Invalid signature format"],
    ["no body", { payload: undefined }, "Invalid JSON payload"],
    ["a body that was parsed", { payload: JSON.parse(BODY) as object }, "Invalid JSON payload"],
    ["a secret that is a number", { secret: 5 }, "Invalid signature"],
  ])("%s is refused, not thrown", (_, change, error) => {
    expect(anything({ ...right, ...change })).toEqual({ valid: false, error });
  });

  it("nothing at all is refused, not thrown", () => {
    expect(anything({})).toEqual({ valid: false, error: "Invalid signature" });
  });
});

describe("a body under a right signature", () => {
  const verify = (payload: string) =>
    verifyWebhook({
      payload,
      signature: constructWebhookSignature(payload, SECRET),
      secret: SECRET,
    });

  it.each([
    ["{}", []],
    ["null", []],
    ['{"events":null}', []],
    ['{"events":[]}', []],
    ['{"events":[{}]}', [{}]],
    ['{"events":[{"event":"new.kind","more":1}]}', [{ event: "new.kind", more: 1 }]],
  ])("%s is accepted", (body, events) => {
    expect(verify(body)).toMatchObject({ valid: true, payload: { events } });
  });

  it.each([
    "[]",
    '"text"',
    "5",
    '{"events":{}}',
    '{"events":"x"}',
    '{"events":[1]}',
    '{"events":[{"event":5}]}',
    '{"events":[{"isTest":"true"}]}',
    '{"events":[{"data":[]}]}',
    "{",
    "",
  ])("%s is refused", (body) => {
    expect(verify(body)).toEqual({ valid: false, error: "Invalid JSON payload" });
  });
});
