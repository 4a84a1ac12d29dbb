/**
 * The faults that `fire-webhook --tamper` puts into a correctly signed delivery,
 * and what a correct receiver answers to each. A new kind is an entry here.
 */
import { headerValue, withHeader, withoutHeader } from "../../core/http.js";
import { forgeriesFor, type ForgeryId } from "../signing/forgeries/forgeries.js";
import {
  anyClientError,
  anySuccess,
  exactly,
  notJudged,
  refusalOf,
  type TamperKind,
} from "../signing/tamper-kind.js";
import { webhookCredential } from "./credential.js";
import { withSignature } from "./delivery.js";
import {
  COUNT_HEADER,
  SIGNATURE_HEADER,
  signWebhook,
  timestampedText,
  type SignatureForm,
} from "./signature.js";
import { altered, unknownEventBody, unusualJson } from "./tamper-bodies.js";
import {
  forged,
  resigned,
  signedAs,
  withHex,
  type WebhookTamperInput,
} from "./tampered-delivery.js";

export type WebhookTamperId =
  | "missing-signature"
  | "empty-signature"
  | "wrong-secret"
  | "short-signature"
  | "trailing-garbage"
  | "wrong-encoding"
  | "uppercase"
  | "prefix"
  | "altered-body"
  | "reserialised"
  | "stale"
  | "future"
  | "non-numeric-timestamp"
  | "wrong-count"
  | "wrong-content-type"
  | "truncated-body"
  | "empty-body"
  | "not-json"
  | "unknown-event"
  | "duplicate"
  | ForgeryId;

export type WebhookTamperKind = TamperKind<WebhookTamperId, SignatureForm, WebhookTamperInput>;

/** Far outside any tolerance that is in use. */
const AN_HOUR_SEC = 3600;

const eitherForm = () => true;
const simpleOnly = (form: SignatureForm) => form === "simple";
const timestampedOnly = (form: SignatureForm) => form === "timestamped";

/** Forgeries that have names of their own below. */
const NAMED: readonly ForgeryId[] = ["missing", "empty", "other-key", "first-half", "borrowed"];

const FORGED_KINDS = forgeriesFor(webhookCredential(Buffer.from("1"), "key", null))
  .filter(({ id }) => !NAMED.includes(id))
  .map(({ id, what, because }): WebhookTamperKind => ({
    id,
    title: what,
    // A timestamped header may have more parts than the two.
    applies: id === "second-value" || id === "unclean" ? simpleOnly : eitherForm,
    tamper: (input) => forged(id, input),
    correct: refusalOf(id, because),
  }));

export const TAMPER_KINDS: readonly WebhookTamperKind[] = [
  {
    id: "missing-signature",
    title: "no signature header",
    applies: eitherForm,
    tamper: ({ headers, body }) => [{ headers: withoutHeader(headers, SIGNATURE_HEADER), body }],
    correct: exactly(401, "an unsigned delivery may come from anyone"),
  },
  {
    id: "empty-signature",
    title: "an empty signature header",
    applies: eitherForm,
    tamper: signedAs(() => ""),
    correct: exactly(401, "an empty signature proves as little as none"),
  },
  {
    id: "wrong-secret",
    title: "a signature under another secret",
    applies: eitherForm,
    tamper: (input) => resigned({ ...input, secret: `not-${input.secret}` }, input.body),
    correct: exactly(401, "only the holder of the webhook secret is PlayCamp"),
  },
  {
    id: "short-signature",
    title: "the first half of its signature",
    applies: eitherForm,
    tamper: signedAs((signature) => signature.slice(0, -32)),
    correct: exactly(401, "a compare that stops at the shorter value lets signatures be guessed"),
  },
  {
    id: "trailing-garbage",
    title: "hex digits after its signature",
    applies: eitherForm,
    // Hex digits: some decoders drop anything else, which costs no security.
    tamper: signedAs((signature) => `${signature}00`),
    correct: exactly(401, "the signature is these 32 bytes and no more"),
  },
  {
    id: "wrong-encoding",
    title: "its signature in Base64",
    applies: eitherForm,
    tamper: signedAs((signature) =>
      withHex(signature, (hex) => Buffer.from(hex, "hex").toString("base64")),
    ),
    correct: exactly(401, "PlayCamp's signatures are hex"),
  },
  {
    id: "uppercase",
    title: "its signature in upper-case hex",
    applies: eitherForm,
    tamper: signedAs((signature) => withHex(signature, (hex) => hex.toUpperCase())),
    correct: notJudged("PlayCamp sends lower case; comparing decoded bytes accepts both"),
  },
  {
    id: "prefix",
    title: "sha256= before its signature",
    applies: eitherForm,
    tamper: signedAs((signature) => withHex(signature, (hex) => `sha256=${hex}`)),
    correct: exactly(401, "PlayCamp's signatures have no prefix"),
  },
  {
    id: "altered-body",
    title: "a body that was altered after signing",
    applies: eitherForm,
    tamper: ({ headers, body }) => [{ headers, body: altered(body) }],
    correct: exactly(401, "the signature covers every byte of the body"),
  },
  {
    id: "reserialised",
    title: "a correctly signed body in unusual but legal JSON",
    applies: eitherForm,
    tamper: (input) => resigned(input, unusualJson(input.body)),
    correct: anySuccess(
      "the signature is over the bytes as sent; verifying a re-serialised body refuses good deliveries",
    ),
  },
  {
    id: "stale",
    title: "a timestamp of an hour ago, correctly signed",
    applies: timestampedOnly,
    tamper: (input) => resigned({ ...input, nowSec: input.nowSec - AN_HOUR_SEC }, input.body),
    correct: exactly(401, "an old timestamp is a recorded delivery replayed"),
  },
  {
    id: "future",
    title: "a timestamp an hour ahead, correctly signed",
    applies: timestampedOnly,
    tamper: (input) => resigned({ ...input, nowSec: input.nowSec + AN_HOUR_SEC }, input.body),
    correct: exactly(401, "a timestamp in the future could be replayed later"),
  },
  {
    id: "non-numeric-timestamp",
    title: "a timestamp that is no number, correctly signed",
    applies: timestampedOnly,
    tamper: ({ headers, body, secret }) => {
      const hex = signWebhook(timestampedText("now", body), secret);
      return [{ headers: withSignature(headers, `t=now,v1=${hex}`), body }];
    },
    correct: exactly(401, "a timestamp that cannot be compared never expires"),
  },
  {
    id: "wrong-count",
    title: "one event too many in X-Webhook-Count",
    applies: eitherForm,
    tamper: ({ headers, body }) => {
      const count = Number(headerValue(headers, COUNT_HEADER) ?? "1") + 1;
      return [{ headers: withHeader(headers, COUNT_HEADER, String(count)), body }];
    },
    correct: notJudged("the header is not signed and no source gives it a rule"),
  },
  {
    id: "wrong-content-type",
    title: "Content-Type: text/plain",
    applies: eitherForm,
    tamper: ({ headers, body }) => [
      { headers: withHeader(headers, "Content-Type", "text/plain"), body },
    ],
    correct: notJudged("a receiver may insist on its content type or not care"),
  },
  {
    id: "truncated-body",
    title: "half of the body that was signed",
    applies: eitherForm,
    tamper: ({ headers, body }) => [
      { headers, body: body.subarray(0, Math.floor(body.length / 2)) },
    ],
    correct: exactly(
      401,
      "the signature is checked before the body is parsed, and it is not this body's",
    ),
  },
  {
    id: "empty-body",
    title: "no body, correctly signed",
    applies: eitherForm,
    tamper: (input) => resigned(input, Buffer.alloc(0)),
    correct: anyClientError("there is nothing in it to accept"),
  },
  {
    id: "not-json",
    title: "a body that is no JSON, correctly signed",
    applies: eitherForm,
    tamper: (input) => resigned(input, Buffer.from('{"events":[')),
    correct: anyClientError("it can neither be accepted nor break the receiver"),
  },
  {
    id: "unknown-event",
    title: "an event of an unknown name, correctly signed",
    applies: eitherForm,
    tamper: (input) => {
      const headers = withHeader(input.headers, COUNT_HEADER, "1");
      return resigned({ ...input, headers }, unknownEventBody(input));
    },
    correct: anySuccess("PlayCamp adds events; refusing one makes it repeat the whole delivery"),
  },
  {
    id: "duplicate",
    title: "the same bytes twice",
    applies: eitherForm,
    tamper: ({ headers, body }) => [
      { headers, body },
      { headers, body },
    ],
    correct: anySuccess("a redelivery is no error: the receiver acts once and accepts twice"),
  },
  ...FORGED_KINDS,
];

export function tamperKind(id: string): WebhookTamperKind | undefined {
  return TAMPER_KINDS.find((kind) => kind.id === id);
}
