/** Every way to be refused with 401: what is spoilt in a right bet, and why that matters. */
import { withHeader, withoutHeader } from "../../../core/http.js";
import { type CallbackMessage, serialiseBody } from "../../../protocols/wallet/messages.js";
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER,
  signCallback,
} from "../../../protocols/wallet/signature.js";
import { parseCallbackTamper } from "../../../protocols/wallet/tamper.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition } from "../../check.js";
import { check } from "./scenario.js";
import { type Table } from "./table.js";
import { signedCallback } from "./wallet-target.js";

export const SIGNATURE_CLAUSE =
  "Wallet callbacks, signature: 401 to a mismatch, a missing header or an unknown public key";

const FORGED = "Anyone who knows the URL could move players' money.";

export const SIGNATURE_FIX =
  "Compute HMAC-SHA-256 over the raw body bytes, encode it as standard Base64, and compare the whole text in constant time; a value of another length is simply wrong.";

const KEY_FIX =
  "Look the tenant up by X-Public-Key before anything else, and answer 401 when there is none.";

export interface Refusal {
  readonly definition: CheckDefinition;
  readonly what: string;
  readonly because: string;
  /** Spoils a right request. */
  readonly spoil: (table: Table, message: CallbackMessage) => OutgoingRequest;
}

function refusal(
  id: string,
  what: string,
  because: string,
  spoil: Refusal["spoil"],
  details: { readonly why?: string; readonly fix?: string } = {},
): Refusal {
  const definition = check(`wallet.${id}-refused`, "MUST", {
    title: `a bet with ${what} is refused with 401 and moves nothing`,
    clause: SIGNATURE_CLAUSE,
    why: details.why ?? FORGED,
    fix: details.fix ?? SIGNATURE_FIX,
  });
  return { definition, what, because, spoil };
}

/** By one of the protocol's own ways to spoil a callback. */
export function tampered(kind: string): Refusal["spoil"] {
  return ({ context, request }, message) => {
    const spoilt = parseCallbackTamper(kind).tamper(signedCallback(context.target, message));
    return { ...request(message), ...spoilt };
  };
}

function signedAs(spell: (right: string) => string): Refusal["spoil"] {
  return ({ context, request }, message) => {
    const right = signCallback(serialiseBody(message.body), context.target.secrets[0].value);
    const { headers, ...rest } = request(message);
    return {
      ...rest,
      headers: withHeader(headers, SIGNATURE_HEADER, spell(right)),
    };
  };
}

export const SIGNATURE_REFUSALS: readonly Refusal[] = [
  refusal(
    "signature.missing",
    "no signature header",
    "there is no signature",
    tampered("missing-signature"),
  ),
  refusal(
    "signature.empty",
    "an empty signature",
    "the signature is empty",
    signedAs(() => ""),
  ),
  refusal(
    "signature.wrong-secret",
    "a signature under another secret",
    "the signature was made with another secret",
    tampered("wrong-secret"),
  ),
  refusal(
    "signature.hex",
    "the right signature in hex",
    "signatures are Base64",
    tampered("wrong-encoding"),
    {
      why: "A second spelling of a signature is a second way past whatever filters the first.",
    },
  ),
  refusal(
    "signature.short",
    "ten characters of the right signature",
    "the signature is too short",
    tampered("short-signature"),
    {
      why: "A constant-time comparison of unequal lengths throws in some libraries: anyone can break the wallet.",
    },
  ),
  refusal(
    "signature.prefix",
    "the right signature less its last characters",
    "the signature is not whole",
    signedAs((right) => right.slice(0, -4)),
    {
      why: "A comparison that stops at the shorter value lets a signature be guessed a character at a time.",
    },
  ),
  refusal(
    "signature.trailing-garbage",
    "text after the right signature",
    "the signature is longer than it can be",
    tampered("trailing-garbage"),
  ),
  refusal(
    "signature.other-body",
    "the right signature of another callback",
    "the signature belongs to another body",
    (table, message) => {
      const { headers } = table.request(table.message(table.bet("twin")));
      return { ...table.request(message), headers };
    },
    {
      why: "Whoever recorded one bet could place any other for that player.",
      fix: "Verify the bytes of this very request; never remember signatures as good.",
    },
  ),
  refusal(
    "signature.altered-body",
    "one milli more than was signed",
    "the body was changed after signing",
    tampered("altered-body"),
    {
      why: "Whoever sits between could change amounts and nobody would notice.",
    },
  ),
  refusal(
    "signature.respaced-body",
    "white space put in after signing",
    "the bytes are not those that were signed",
    tampered("reserialised"),
    {
      why: "A wallet that accepts it verifies JSON that it wrote itself, and refuses right callbacks as soon as the provider writes them differently.",
      fix: "Verify the raw bytes as they arrived, before any JSON library touches them.",
    },
  ),
  refusal(
    "public-key.unknown",
    "the public key of nobody",
    "no tenant has this public key",
    tampered("unknown-public-key"),
    { fix: KEY_FIX },
  ),
  refusal(
    "public-key.missing",
    "no public key",
    "no tenant is named",
    (table, message) => {
      const request = table.request(message);
      return {
        ...request,
        headers: withoutHeader(request.headers, PUBLIC_KEY_HEADER),
      };
    },
    { fix: KEY_FIX },
  ),
];
