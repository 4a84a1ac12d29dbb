/** Forged callbacks: which checks stand for which forgeries, and how a callback is made of a signature. */
import { withHeader, withoutHeader } from "../../../core/http.js";
import { callbackCredential } from "../../../protocols/wallet/credential.js";
import { type CallbackMessage, serialiseBody } from "../../../protocols/wallet/messages.js";
import { SIGNATURE_HEADER, signCallback } from "../../../protocols/wallet/signature.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { expectClientError, expectStatus } from "../../expect.js";
import type { ForgedMessage, Forging } from "../../forged.js";
import type { Everywhere } from "../../surfaces.js";
import type { Table } from "./table.js";
import type { WalletTarget } from "./wallet-target.js";

export const SIGNATURE_CLAUSE =
  "Wallet callbacks, signature: 401 to a mismatch, a missing header or an unknown public key";

export const SIGNATURE_FIX =
  "Compute HMAC-SHA-256 over the raw body bytes, encode it as standard Base64, and compare the whole text in constant time; a value of another length is simply wrong.";

/** Faults that answer every refusal in a wrong way. */
export const REFUSES_WRONGLY = [
  "wallet.refuses-signature-with-403",
  "wallet.refuses-signature-with-200",
];
export const ACCEPTS_ANY = ["wallet.accepts-bad-signature", ...REFUSES_WRONGLY];
const SHORT = "wallet.crashes-on-short-signature";
const PREFIX = "wallet.accepts-signature-prefix";
const TRAILING = "wallet.ignores-trailing-garbage";

const signature = (id: string, ...kills: readonly string[]) => ({
  id: `wallet.signature.${id}`,
  kills: [...kills, ...ACCEPTS_ANY],
});
const ofNothing = (id: string) => ({ id: `wallet.signature.${id}`, kills: REFUSES_WRONGLY });

export const WALLET_FORGING: Omit<Forging<WalletTarget>, "control" | "forge"> = {
  suite: "wallet",
  message: "a bet",
  clause: SIGNATURE_CLAUSE,
  why: "Anyone who knows the URL could move players' money.",
  fix: SIGNATURE_FIX,
  longest: callbackCredential(Buffer.from("1"), "key"),
  groups: {
    missing: ofNothing("missing-refused"),
    empty: ofNothing("empty-refused"),
    "wrong-key": signature("wrong-secret-refused"),
    "empty-key": signature("empty-key-refused"),
    guessed: signature("guessed-refused", SHORT),
    borrowed: {
      ...signature("other-body-refused", "wallet.trusts-known-signatures"),
      why: "Whoever recorded one bet could place any other for that player.",
      fix: "Verify the bytes of this very request; never remember signatures as good.",
    },
    "every-character": signature("every-character-counts"),
    short: signature("short-refused", PREFIX, SHORT),
    truncated: signature("prefix-refused", PREFIX, SHORT),
    longer: signature("trailing-garbage-refused", TRAILING, SHORT),
    "other-encoding": signature("hex-refused", SHORT),
    oversized: {
      id: "wallet.signature.oversized-refused",
      kills: [TRAILING, SHORT, "wallet.accepts-bad-signature", "wallet.refuses-signature-with-200"],
    },
    unclean: signature("unclean-refused", TRAILING, SHORT),
    misplaced: signature("misplaced-refused", TRAILING, SHORT),
  },
  refused: (_, reply, because, group) =>
    group === "oversized" ? expectClientError(reply, because) : expectStatus(reply, 401, because),
};

/** @param seen what was signed correctly before */
export function forgedCallback(
  { context, request }: Table,
  message: CallbackMessage,
  seen: readonly string[] = [],
): ForgedMessage {
  return forgedBody(context.target, request(message), serialiseBody(message.body), seen);
}

/**
 * The bets of one table as messages to forge.
 *
 * @param attempt distinguishes the bets of one attempt from those of another
 */
export function walletForging(
  table: Table,
  control: CallbackMessage,
  attempt = "",
): Forging<WalletTarget> {
  const secret = table.context.target.secrets[0].value;
  const seen = [signCallback(serialiseBody(control.body), secret)];
  return {
    ...WALLET_FORGING,
    control: () => Promise.resolve({ request: table.request(control), preconditions: [] }),
    forge: (_, label) =>
      forgedCallback(table, table.message(table.bet(`${label} ${attempt}`)), seen),
  };
}

export const EVERYWHERE = {
  check: {
    id: "wallet.signature.holds-everywhere",
    title: "the signature is checked whatever else the callback holds",
    kills: [
      "wallet.accepts-bad-signature",
      "wallet.refuses-signature-with-200",
      ...["missing-signature", "empty-signature", "other-key"].map((id) => `wallet.accepts-${id}`),
    ],
  },
  surfaces: [{ id: "repetitions", isUnproved: true }, { id: "large-bodies" }],
} as const;

/** @param control the right bet that was accepted */
export function everywhereAt(table: Table, control: CallbackMessage): Everywhere<WalletTarget> {
  return {
    check: EVERYWHERE.check,
    forging: walletForging(table, control),
    surfaces: [
      {
        id: "repetitions",
        what: "in a repetition of an accepted bet",
        forge: () => forgedCallback(table, control),
      },
      {
        id: "large-bodies",
        what: "in a body above 64 KB",
        forge: (_, label) => {
          const message = table.message(table.bet(label));
          const body = Buffer.concat([Buffer.alloc(70_000, " "), serialiseBody(message.body)]);
          return forgedBody(table.context.target, { ...table.request(message), body }, body);
        },
      },
    ],
    letsIn: (_, { status }) => status === 200,
  };
}

function forgedBody(
  { secrets }: WalletTarget,
  request: OutgoingRequest,
  body: Uint8Array,
  seen: readonly string[] = [],
): ForgedMessage {
  const { headers } = request;
  return {
    credential: callbackCredential(body, secrets[0].value, seen),
    request: (value) => ({
      ...request,
      headers:
        value === null
          ? withoutHeader(headers, SIGNATURE_HEADER)
          : withHeader(headers, SIGNATURE_HEADER, value),
    }),
  };
}
