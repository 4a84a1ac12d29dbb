/** What is spoilt in a right bet beside its signature: the body after signing, and the public key. */
import { withHeader, withoutHeader } from "../../../core/http.js";
import { secretCredential } from "../../../protocols/signing/forgeries/credential.js";
import { attemptsOf, type ForgeryId } from "../../../protocols/signing/forgeries/forgeries.js";
import { alteredBodies } from "../../../protocols/signing/forgeries/altered-bodies.js";
import { callbackCredential } from "../../../protocols/wallet/credential.js";
import { type CallbackMessage, serialiseBody } from "../../../protocols/wallet/messages.js";
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER,
  signCallback,
} from "../../../protocols/wallet/signature.js";
import { parseCallbackTamper } from "../../../protocols/wallet/tamper.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Level } from "../../../core/report.js";
import type { CheckDefinition } from "../../check.js";
import {
  ACCEPTS_ANY,
  REFUSES_WRONGLY,
  SIGNATURE_CLAUSE,
  SIGNATURE_FIX,
  WALLET_FORGING,
} from "./signature-forging.js";
import { type Table } from "./table.js";
import { signedCallback } from "./wallet-target.js";

const KEY_FIX =
  "Look the tenant up by X-Public-Key before anything else, and answer 401 when there is none.";

/** Enough for every wrong public key, under either signature. */
export const MOST_SPOILT = 26;

export interface Refusal {
  readonly definition: CheckDefinition;
  readonly what: string;
  readonly because: string;
  /**
   * Spoils a right request, in one way or several.
   *
   * @param accepted one that was accepted before
   */
  readonly spoil: (
    table: Table,
    message: CallbackMessage,
    accepted: CallbackMessage,
  ) => readonly OutgoingRequest[];
}

function refusal(
  id: string,
  what: string,
  because: string,
  spoil: Refusal["spoil"],
  kills: readonly string[],
  details: { readonly level?: Level; readonly why?: string; readonly fix?: string } = {},
): Refusal {
  const definition: CheckDefinition = {
    id: `wallet.${id}-refused`,
    level: details.level ?? "MUST",
    title: `a bet with ${what} is refused with 401 and moves nothing`,
    clause: SIGNATURE_CLAUSE,
    why: details.why ?? WALLET_FORGING.why,
    fix: details.fix ?? SIGNATURE_FIX,
    kills,
  };
  return { definition, what, because, spoil };
}

/** By one of the protocol's own ways to spoil a callback. */
function tampered(kind: string): Refusal["spoil"] {
  return ({ context, request }, message) => {
    const spoilt = parseCallbackTamper(kind).tamper(signedCallback(context.target, message));
    return [{ ...request(message), ...spoilt }];
  };
}

export const SIGNATURE_REFUSALS: readonly Refusal[] = [
  refusal(
    "signature.public-key-as-secret",
    "the signature that the public key makes",
    "the public key travels with every callback",
    ({ context, request }, message) => {
      const right = request(message);
      const made = signCallback(serialiseBody(message.body), context.target.publicKey);
      return [{ ...right, headers: withHeader(right.headers, SIGNATURE_HEADER, made) }];
    },
    ["wallet.signs-with-public-key", ...ACCEPTS_ANY],
    { fix: "Sign with the secret that belongs to the public key, never with the key itself." },
  ),
  refusal(
    "signature.altered-body",
    "another body than was signed: one milli more, or a digit or letter changed at either end",
    "the body was changed after signing",
    (table, message, accepted) => [
      ...tampered("altered-body")(table, message, accepted),
      // Its right signature was seen, and may be remembered with a part of the body.
      ...alteredBodies(serialiseBody(accepted.body)).map(({ body }) => ({
        ...table.request(accepted),
        body,
      })),
    ],
    ["wallet.trusts-known-signatures", ...ACCEPTS_ANY],
    {
      why: "Whoever sits between could change amounts and nobody would notice.",
    },
  ),
  refusal(
    "signature.respaced-body",
    "white space put in after signing",
    "the bytes are not those that were signed",
    tampered("reserialised"),
    ["wallet.verifies-reserialised", ...ACCEPTS_ANY],
    {
      why: "A wallet that accepts it verifies JSON that it wrote itself, and refuses right callbacks as soon as the provider writes them differently.",
      fix: "Verify the raw bytes as they arrived, before any JSON library touches them.",
    },
  ),
  refusal(
    "public-key.unknown",
    "the public key of nobody",
    "no tenant has this public key",
    withPublicKeys(["other-key", "empty", "literal", "first-half", "cut", "longer"]),
    [...REFUSES_WRONGLY, "wallet.accepts-unknown-public-key"],
    { fix: KEY_FIX },
  ),
  refusal(
    "public-key.resembling",
    "a public key in the other case, in a list, or with something beside it",
    "no tenant has this public key",
    withPublicKeys(["other-case", "second-value", "led-in", "unclean"]),
    [...REFUSES_WRONGLY, "wallet.accepts-unknown-public-key", "wallet.folds-public-key-case"],
    {
      level: "SHOULD",
      why: "A look-up that is not exact finds another tenant as soon as there is one.",
      fix: KEY_FIX,
    },
  ),
  refusal(
    "public-key.missing",
    "no public key",
    "no tenant is named",
    withPublicKeys(["missing"]),
    [...REFUSES_WRONGLY, "wallet.accepts-missing-public-key"],
    { fix: KEY_FIX },
  ),
];

/** Under keys of nobody: the bet signed correctly, and with the empty key that a failed look-up may leave. */
function withPublicKeys(ids: readonly ForgeryId[]): Refusal["spoil"] {
  return ({ context, request }, message) => {
    const right = request(message);
    const { publicKey, secrets } = context.target;
    const { under } = callbackCredential(serialiseBody(message.body), secrets[0].value);
    const signatures = [signCallback(serialiseBody(message.body), secrets[0].value), under?.("")];
    return ids
      .flatMap((id) => attemptsOf(id, secretCredential(publicKey)))
      .flatMap(({ value }) =>
        signatures
          .filter((each) => each !== undefined)
          .map((signature) => ({
            ...right,
            headers: withHeader(
              value === null
                ? withoutHeader(right.headers, PUBLIC_KEY_HEADER)
                : withHeader(right.headers, PUBLIC_KEY_HEADER, value),
              SIGNATURE_HEADER,
              signature,
            ),
          })),
      );
  };
}
