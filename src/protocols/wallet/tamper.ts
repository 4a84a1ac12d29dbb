/**
 * Ways to spoil a signed callback, each with what a correct operator answers.
 * Statuses alone are judged here; that no money moves is for the caller to see.
 */
import { UserError } from "../../core/errors.js";
import type { HeaderPair } from "../../core/http.js";
import { headerValue, withHeader, withoutHeader } from "../../core/http.js";
import { suggestionHint } from "../../core/suggest.js";
import { digest } from "../signing/algorithms.js";
import { encodeSignature } from "../signing/encodings.js";
import type { Attempt } from "../signing/forgeries/credential.js";
import { attemptsOf, forgeriesFor, type ForgeryId } from "../signing/forgeries/forgeries.js";
import {
  exactly,
  refusalOf,
  type CorrectAnswer,
  type TamperedMessage,
} from "../signing/tamper-kind.js";
import { callbackCredential } from "./credential.js";
import type { FieldNames } from "./dialect.js";
import { wireName } from "./dialect.js";
import { type JsonObject, type JsonValue } from "../../core/json/value.js";
import { isJsonObject, jsonProperty, renderJson } from "../../core/json/value.js";
import { readJson } from "../../core/json/read.js";
import type { CallbackAction, CallbackKind } from "./messages.js";
import { serialiseBody } from "./messages.js";
import { isMillis } from "./millis.js";
import { PUBLIC_KEY_HEADER, SIGNATURE_HEADER, signCallback } from "./signature.js";

/** A signed callback, ready to be sent. */
export interface SignedCallback {
  readonly kind: CallbackKind;
  readonly action: CallbackAction | null;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
  readonly secret: string;
  readonly fields: FieldNames;
}

export interface CallbackTamper {
  readonly id: string;
  readonly title: string;
  /** @throws {UserError} `tamper_not_applicable` when the callback has nothing to spoil in this way */
  readonly tamper: (message: SignedCallback) => TamperedMessage;
  readonly correct: CorrectAnswer;
}

const NO_SIGNATURE = exactly(
  401,
  "A callback without a valid signature could come from anyone, and it moves money.",
);
const OTHER_SIGNATURE = exactly(
  401,
  "The signature must be the Base64 text of the HMAC and nothing else; lengths are compared first, since a constant-time comparison of unequal lengths may throw.",
);
const OTHER_BYTES = exactly(
  401,
  "The signature covers the raw bytes of the body; whoever verifies a re-serialised body accepts what was not signed.",
);
const BAD_AMOUNT = exactly(
  400,
  "Amounts are non-negative integer millis; a negative bet credits the player, and a fraction is rounded by somebody.",
);

const TAMPERS = {
  "missing-signature": {
    title: "The signature header is left out",
    tamper: ({ headers, body }) => ({
      headers: withoutHeader(headers, SIGNATURE_HEADER),
      body,
    }),
    correct: NO_SIGNATURE,
  },
  "wrong-secret": {
    title: "Signed with another secret",
    tamper: ({ headers, body, secret }) =>
      withSignature(headers, body, signCallback(body, `${secret}-other`)),
    correct: NO_SIGNATURE,
  },
  "wrong-encoding": {
    title: "The right signature, as hex",
    tamper: ({ headers, body, secret }) =>
      withSignature(headers, body, encodeSignature("hex", digest("hmac-sha256", body, secret))),
    correct: OTHER_SIGNATURE,
  },
  "short-signature": {
    title: "The first ten characters of the signature",
    tamper: ({ headers, body, secret }) =>
      withSignature(headers, body, signCallback(body, secret).slice(0, 10)),
    correct: OTHER_SIGNATURE,
  },
  "trailing-garbage": {
    title: "The right signature, and more text after it",
    tamper: ({ headers, body, secret }) =>
      withSignature(headers, body, `${signCallback(body, secret)}garbage`),
    correct: OTHER_SIGNATURE,
  },
  "altered-body": {
    title: "The body is changed after signing",
    tamper: (message) => ({
      headers: message.headers,
      body: serialiseBody(alteredBody(message)),
    }),
    correct: OTHER_BYTES,
  },
  reserialised: {
    title: "The body is written with other whitespace after signing",
    tamper: (message) => ({
      headers: message.headers,
      body: respaced(bodyOf(message)),
    }),
    correct: OTHER_BYTES,
  },
  "unknown-public-key": {
    title: "The public key of nobody, over a right signature",
    tamper: ({ headers, body }) => ({
      headers: withHeader(
        headers,
        PUBLIC_KEY_HEADER,
        `${headerValue(headers, PUBLIC_KEY_HEADER) ?? ""}-unknown`,
      ),
      body,
    }),
    correct: exactly(
      401,
      "The public key names the tenant whose secret verifies the signature; an unknown one has no secret.",
    ),
  },
  "not-json": {
    title: "The body stops one byte early, correctly signed",
    tamper: (message) => resigned(message, message.body.slice(0, -1)),
    correct: exactly(
      400,
      "The signature is right, so the body is parsed; what cannot be parsed is a bad request, not a fault of the operator.",
    ),
  },
  "missing-field": {
    title: "The amount is left out, correctly signed",
    tamper: (message) => {
      const { name } = amountOf(message, "missing-field");
      const rest = Object.entries(bodyOf(message)).filter(([field]) => field !== name);
      return resigned(message, serialiseBody(Object.fromEntries(rest)));
    },
    correct: exactly(400, "Without an amount nothing can be booked, and a guess moves money."),
  },
  "negative-amount": {
    title: "The amount is negative, correctly signed",
    tamper: (message) => withAmount(message, "negative-amount", (n) => -n || -1),
    correct: BAD_AMOUNT,
  },
  "fractional-amount": {
    title: "The amount is a fraction, correctly signed",
    tamper: (message) => withAmount(message, "fractional-amount", (n) => n + 0.5),
    correct: BAD_AMOUNT,
  },
} as const satisfies Record<string, Omit<CallbackTamper, "id">>;

/** Forgeries that have names of their own above. */
const NAMED: readonly ForgeryId[] = ["missing", "other-key", "other-encoding", "borrowed"];

const FORGED = forgeriesFor(callbackCredential(new Uint8Array(1), "key"))
  .filter(({ id }) => !NAMED.includes(id))
  .map(({ id, what, because }): CallbackTamper => ({
    id,
    title: `The signature replaced by ${what.replace("credential", "signature")}`,
    tamper: ({ headers, body, secret }) =>
      withSignature(headers, body, middleOf(attemptsOf(id, callbackCredential(body, secret)))),
    correct: refusalOf(id, `A signature is refused when ${because}.`),
  }));

/** In the order in which they are listed to the user. */
export const CALLBACK_TAMPERS: readonly CallbackTamper[] = [
  ...Object.entries(TAMPERS).map(([id, tamper]) => ({ id, ...tamper })),
  ...FORGED,
];

/** One callback is sent: of several wrong signatures the one in the middle. */
function middleOf(attempts: readonly Attempt[]): string {
  return attempts[Math.floor(attempts.length / 2)]?.value ?? "";
}

/** @throws {UserError} `tamper_unknown` */
export function parseCallbackTamper(text: string): CallbackTamper {
  const found = CALLBACK_TAMPERS.find(({ id }) => id === text);
  if (found !== undefined) return found;
  throw new UserError(
    "tamper_unknown",
    `--tamper ${text}: there is no such kind for callbacks`,
    suggestionHint(
      text,
      CALLBACK_TAMPERS.map(({ id }) => id),
    ),
  );
}

function withSignature(
  headers: readonly HeaderPair[],
  body: Uint8Array,
  signature: string,
): TamperedMessage {
  return { headers: withHeader(headers, SIGNATURE_HEADER, signature), body };
}

function resigned(message: SignedCallback, body: Uint8Array): TamperedMessage {
  return withSignature(message.headers, body, signCallback(body, message.secret));
}

function bodyOf(message: SignedCallback): JsonObject {
  const reading = readJson(message.body);
  if (reading.ok && isJsonObject(reading.value)) return reading.value;
  throw new UserError(
    "tamper_not_applicable",
    "--tamper: the callback's body is no JSON object, so it cannot be altered field by field",
    "Choose a kind that leaves the body alone, such as missing-signature.",
  );
}

/** One milli more where there is an amount, else another currency: small, and not what was signed. */
function alteredBody(message: SignedCallback): JsonObject {
  const body = bodyOf(message);
  const amount = wireName(message.fields, "amount");
  const stated = jsonProperty(body, amount);
  if (isMillis(stated)) return { ...body, [amount]: stated + 1 };
  const currency = wireName(message.fields, "currency");
  const named = jsonProperty(body, currency);
  return { ...body, [currency]: typeof named === "string" ? `${named}X` : "X" };
}

/**
 * The actions whose amount an operator has to look at. It may ignore that of a
 * free bet, of a rollback (the bet's own is refunded) and of a closed round.
 */
const AMOUNT_ACTIONS: readonly (CallbackAction | null)[] = ["BET", "WIN", "FREE_BET_WIN"];

function amountOf(
  message: SignedCallback,
  id: string,
): { readonly name: string; readonly amount: number } {
  const name = wireName(message.fields, "amount");
  const amount = jsonProperty(bodyOf(message), name);
  if (AMOUNT_ACTIONS.includes(message.action) && isMillis(amount)) return { name, amount };
  throw new UserError(
    "tamper_not_applicable",
    `--tamper ${id}: ${message.kind}${message.action === null ? "" : ` ${message.action}`} has no amount that an operator must judge`,
    "Use it with withdraw BET, or deposit WIN or FREE_BET_WIN, and an integer amount.",
  );
}

function withAmount(
  message: SignedCallback,
  id: string,
  change: (amount: number) => number,
): TamperedMessage {
  const { name, amount } = amountOf(message, id);
  const body = { ...bodyOf(message), [name]: change(amount) };
  return resigned(message, serialiseBody(body));
}

/** The same members and values, one a line. */
function respaced(body: JsonObject): Uint8Array {
  const lines = Object.entries(body).map(
    ([name, value]: [string, JsonValue]) => `  ${JSON.stringify(name)}: ${renderJson(value)}`,
  );
  return new TextEncoder().encode(`{\n${lines.join(",\n")}\n}`);
}
