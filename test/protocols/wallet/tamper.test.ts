import { describe, expect, it } from "vitest";
import { isForgeryId } from "../../../src/protocols/signing/forgeries/forgeries.js";
import { headerValue } from "../../../src/core/http.js";
import { readJson } from "../../../src/core/json/read.js";
import { isJsonObject } from "../../../src/core/json/value.js";
import type { CallbackAction, CallbackKind } from "../../../src/protocols/wallet/messages.js";
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER,
  callbackHeaders,
  verifyCallback,
} from "../../../src/protocols/wallet/signature.js";
import type { TamperedMessage } from "../../../src/protocols/signing/tamper-kind.js";
import type { SignedCallback } from "../../../src/protocols/wallet/tamper.js";
import { CALLBACK_TAMPERS, parseCallbackTamper } from "../../../src/protocols/wallet/tamper.js";

const SECRET = "wallet-secret";

function signed(
  kind: CallbackKind,
  action: CallbackAction | null,
  text: string,
  fields = {},
): SignedCallback {
  const body = new TextEncoder().encode(text);
  const headers = callbackHeaders(body, "pk-1", SECRET);
  return { kind, action, body, headers, secret: SECRET, fields };
}

const BET = signed(
  "withdraw",
  "BET",
  '{"user_id":12345678901234567890,"currency":"USD","amount":5440}',
);
const AUTH = signed("auth", null, '{"user_token":"t","currency":"USD"}');
const BALANCE = signed("balance", null, '{"user_id":"u","currency":"USD"}');
const CLOSE = signed("deposit", "CLOSE_ROUND", '{"currency":"USD","amount":0}');

/** A correct operator, as far as it has to look to tell the kinds apart. */
function answer({ headers, body }: TamperedMessage): number {
  if (headerValue(headers, PUBLIC_KEY_HEADER) !== "pk-1") return 401;
  const signature = headerValue(headers, SIGNATURE_HEADER);
  if (!verifyCallback({ body, signature, secrets: [SECRET] }).valid) return 401;
  const reading = readJson(body);
  if (!reading.ok || !isJsonObject(reading.value)) return 400;
  const { amount } = reading.value;
  return typeof amount === "number" && Number.isInteger(amount) && amount >= 0 ? 200 : 400;
}

const textOf = ({ body }: TamperedMessage) => new TextDecoder().decode(body);
const tampered = (id: string, message = BET) => parseCallbackTamper(id).tamper(message);

/** Those that are not made of the catalogue of forgeries. */
const OWN = CALLBACK_TAMPERS.filter(({ id }) => !isForgeryId(id));
const FORGED = CALLBACK_TAMPERS.length - OWN.length;

describe("every kind", () => {
  it("is answered as stated by a correct operator, which accepts the untouched call", () => {
    expect(answer(BET)).toBe(200);
    for (const { id, tamper, correct } of CALLBACK_TAMPERS) {
      const status = answer(tamper(BET));
      expect([id, correct.accepts(status)]).toStrictEqual([id, true]);
      expect([id, correct.accepts(200)]).toStrictEqual([id, false]);
      expect([id, correct.accepts(500)]).toStrictEqual([id, false]);
      expect([String(status), "any 4xx"]).toContain(correct.statuses);
    }
  });

  it("is listed once, with a title and a reason", () => {
    expect(OWN.map(({ id }) => id)).toStrictEqual([
      "missing-signature",
      "wrong-secret",
      "wrong-encoding",
      "short-signature",
      "trailing-garbage",
      "altered-body",
      "reserialised",
      "unknown-public-key",
      "not-json",
      "missing-field",
      "negative-amount",
      "fractional-amount",
    ]);
    for (const { title, correct } of CALLBACK_TAMPERS)
      expect([title, correct.why].every((text) => text.length > 10)).toBe(true);
  });

  it("spoils any message, unless it is about the amount", () => {
    const spoilable = (message: SignedCallback) =>
      CALLBACK_TAMPERS.filter(({ tamper, correct }) => {
        try {
          return correct.accepts(answer(tamper(message)));
        } catch {
          return false;
        }
      }).length;
    expect([BET, AUTH, BALANCE, CLOSE].map(spoilable)).toStrictEqual(
      [12, 9, 9, 9].map((own) => own + FORGED),
    );
  });
});

describe("single kinds", () => {
  it.each([
    ["altered-body", '"amount":5441'],
    ["reserialised", '{\n  "user_id": 12345678901234567890,\n'],
    ["negative-amount", '"amount":-5440'],
    ["fractional-amount", '"amount":5440.5'],
    ["not-json", '"amount":5440'],
  ])("%s sends %s and keeps long ids", (id, part) => {
    expect(textOf(tampered(id))).toContain(part);
    expect(textOf(tampered(id))).toContain("12345678901234567890");
  });

  it("leaves the amount out, under the partner's name", () => {
    const message = signed("withdraw", "BET", '{"a":1,"sum":5}', {
      amount: "sum",
    });
    expect(textOf(tampered("missing-field", message))).toBe('{"a":1}');
  });

  it("alters the currency where there is no amount", () => {
    expect(textOf(tampered("altered-body", AUTH))).toContain('"USDX"');
  });

  it("makes even nothing negative", () => {
    const nothing = signed("withdraw", "BET", '{"amount":0}');
    expect(textOf(tampered("negative-amount", nothing))).toBe('{"amount":-1}');
  });

  it.each(["missing-signature", "wrong-secret", "unknown-public-key"])(
    "%s leaves the body alone",
    (id) => {
      expect(tampered(id).body).toStrictEqual(BET.body);
    },
  );

  it.each([
    ["negative-amount", AUTH, /auth has no amount/],
    ["fractional-amount", CLOSE, /deposit CLOSE_ROUND has no amount/],
    ["missing-field", signed("deposit", "ROLL_BACK", '{"amount":5}'), /ROLL_BACK/],
    ["altered-body", signed("auth", null, "[1]"), /no JSON object/],
  ])("%s does not apply everywhere", (id, message, text) => {
    expect(() => tampered(id, message)).toThrow(
      expect.objectContaining({
        code: "tamper_not_applicable",
        message: expect.stringMatching(text) as string,
      }),
    );
  });
});

describe("parseCallbackTamper", () => {
  it("suggests the nearest kind", () => {
    expect(() => parseCallbackTamper("reserialized")).toThrow(
      expect.objectContaining({
        code: "tamper_unknown",
        hint: 'Did you mean "reserialised"?',
      }),
    );
  });
});
