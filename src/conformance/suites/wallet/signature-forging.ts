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
  },
  refused: (_, reply, because, group) =>
    group === "oversized" ? expectClientError(reply, because) : expectStatus(reply, 401, because),
};

/** @param seen what was signed rightly before */
export function forgedCallback(
  { context, request }: Table,
  message: CallbackMessage,
  seen: readonly string[] = [],
): ForgedMessage {
  const body = serialiseBody(message.body);
  const right = request(message);
  return {
    credential: callbackCredential(body, context.target.secrets[0].value, seen),
    request: (value) => ({
      ...right,
      headers:
        value === null
          ? withoutHeader(right.headers, SIGNATURE_HEADER)
          : withHeader(right.headers, SIGNATURE_HEADER, value),
    }),
  };
}

/** The bets of one table as messages to forge. */
export function walletForging(table: Table, control: CallbackMessage): Forging<WalletTarget> {
  const secret = table.context.target.secrets[0].value;
  const seen = [signCallback(serialiseBody(control.body), secret)];
  return {
    ...WALLET_FORGING,
    control: () => Promise.resolve({ request: table.request(control), preconditions: [] }),
    forge: (_, label) => forgedCallback(table, table.message(table.bet(label)), seen),
  };
}

export const EVERYWHERE: Omit<Everywhere<WalletTarget>, "forging"> = {
  check: {
    id: "wallet.signature.holds-everywhere",
    title: "the signature is checked whatever else the callback holds",
    kills: [
      "wallet.accepts-bad-signature",
      "wallet.refuses-signature-with-200",
      ...["missing-signature", "empty-signature", "other-key"].map((id) => `wallet.accepts-${id}`),
    ],
  },
  surfaces: [
    {
      id: "repetitions",
      what: "in a repetition of an accepted bet",
      isUnproved: true,
      forge: (context, _, control) => withBody(context.target, control, control.body),
    },
    {
      id: "large-bodies",
      what: "in a body above 64 KB",
      forge: (context, _, control) =>
        withBody(
          context.target,
          control,
          Buffer.concat([Buffer.from(" ".repeat(70_000)), control.body ?? Buffer.alloc(0)]),
        ),
    },
  ],
  letsIn: (_, { status }) => status === 200,
};

function withBody(
  { secrets }: WalletTarget,
  control: OutgoingRequest,
  body: Uint8Array | null,
): ForgedMessage {
  return {
    credential: callbackCredential(body ?? new Uint8Array(0), secrets[0].value),
    request: (value) => ({
      ...control,
      body,
      headers:
        value === null
          ? withoutHeader(control.headers, SIGNATURE_HEADER)
          : withHeader(control.headers, SIGNATURE_HEADER, value),
    }),
  };
}
