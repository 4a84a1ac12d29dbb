/** Signatures and public keys: the right ones are accepted, and nothing else moves money. */
import { withHeader, withoutHeader } from "../../../core/http.js";
import {
  buildAuth,
  buildBalance,
  type CallbackMessage,
  serialiseBody,
} from "../../../protocols/wallet/messages.js";
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER,
  signCallback,
} from "../../../protocols/wallet/signature.js";
import { parseCallbackTamper } from "../../../protocols/wallet/tamper.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition } from "../../check.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { premise, type Premise, type Step } from "../../kit.js";
import { expectDelta, judgeSpan } from "./money.js";
import { atTable, check } from "./scenario.js";
import type { Table } from "./table.js";
import { playerOf, rawCallback, signedCallback } from "./target.js";

const CLAUSE =
  "Wallet callbacks, signature: 401 to a mismatch, a missing header or an unknown public key";
const FORGED = "Anyone who knows the URL could move players' money.";
const COMPARE =
  "Compute HMAC-SHA-256 over the raw body bytes, encode it as standard Base64, and compare the whole text in constant time; a value of another length is simply wrong.";
const KEY_FIX =
  "Look the tenant up by X-Public-Key before anything else, and answer 401 when there is none.";

interface Refusal {
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
    clause: CLAUSE,
    why: details.why ?? FORGED,
    fix: details.fix ?? COMPARE,
  });
  return { definition, what, because, spoil };
}

/** By one of the protocol's own ways to spoil a callback. */
function tampered(kind: string): Refusal["spoil"] {
  return ({ kit, request }, message) => {
    const spoilt = parseCallbackTamper(kind).tamper(
      signedCallback(kit.target, message),
    );
    return { ...request(message), ...spoilt };
  };
}

function signedAs(spell: (right: string) => string): Refusal["spoil"] {
  return ({ kit, request }, message) => {
    const right = signCallback(
      serialiseBody(message.body),
      kit.target.secrets[0].value,
    );
    const { headers, ...rest } = request(message);
    return {
      ...rest,
      headers: withHeader(headers, SIGNATURE_HEADER, spell(right)),
    };
  };
}

const REFUSALS: readonly Refusal[] = [
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

const VALID = check("wallet.signature.valid-accepted", "MUST", {
  title: "a rightly signed bet is accepted",
  clause:
    "Wallet callbacks, signature: Base64 of HMAC-SHA-256 over the raw body",
  why: "Nobody can play.",
  fix: COMPARE,
});

const EVERY_ENDPOINT = check(
  "wallet.signature.every-endpoint-verifies",
  "MUST",
  {
    title: "/auth, /deposit and /balance refuse a wrong signature with 401 too",
    clause: CLAUSE,
    why: "One open endpoint is enough to credit players or to read their balances.",
    fix: "Verify in one place that every callback passes, not in each handler.",
  },
);

const BEFORE_PARSING = check(
  "wallet.signature.verified-before-parsing",
  "MUST",
  {
    title: "malformed JSON under a wrong signature is answered 401",
    clause: "Wallet callbacks, signature: the operator verifies before parsing",
    why: "A wallet that parses first lets strangers reach its parser, and usually verifies re-written bytes.",
    fix: "Verify the raw bytes first and parse afterwards.",
  },
);

export const signatureScenarios = [
  atTable({
    id: "wallet.signature",
    checks: [VALID, ...REFUSALS.map(({ definition }) => definition)],
    requests: 1 + 2 * REFUSALS.length + 1,
    stakeMillis: 1000,
    play: async (table) => {
      const twin = await table.play("a right bet", table.bet("twin"));
      table.kit.judge(VALID.id, twin, (reply) =>
        expectStatus(reply, 200, "the callback is rightly signed"),
      );
      const premises = [accepted(twin)];
      let before = await table.balance("the balance after the right bet");
      for (const { definition, what, because, spoil } of REFUSALS) {
        const message = table.message(table.bet(definition.id));
        const step = await table.play(
          `a bet with ${what}`,
          spoil(table, message),
        );
        const after = await table.balance(`the balance after ${what}`);
        judgeSpan(
          table,
          definition.id,
          { before, steps: [step], after },
          (delta, reply) =>
            firstFinding(
              expectStatus(reply, 401, because),
              expectDelta(delta, 0, because),
            ),
          premises,
        );
        before = after;
      }
    },
  }),
  atTable({
    id: "wallet.signature.endpoints",
    checks: [EVERY_ENDPOINT],
    requests: 4,
    stakeMillis: 1000,
    play: async (table) => {
      const bet = table.bet("twin");
      const twin = await table.play("a right bet", bet);
      const steps: Step[] = [];
      for (const message of otherCallbacks(table, bet.txId, bet.roundId)) {
        const request = tampered("wrong-secret")(table, message);
        steps.push(
          await table.play(
            `${message.path} with a signature under another secret`,
            request,
          ),
        );
      }
      table.kit.judge(
        EVERY_ENDPOINT.id,
        steps,
        (...replies) =>
          firstFinding(
            ...replies.map((reply) =>
              expectStatus(
                reply,
                401,
                "the signature was made with another secret",
              ),
            ),
          ),
        [accepted(twin)],
      );
    },
  }),
  atTable({
    id: "wallet.signature.parsing",
    checks: [BEFORE_PARSING],
    requests: 2,
    stakeMillis: 1000,
    play: async (table) => {
      const twin = await table.play("a right bet", table.bet("twin"));
      const { target } = table.kit;
      const broken = rawCallback(
        target,
        "/withdraw",
        Buffer.from('{"amount":'),
      );
      const step = await table.play("malformed JSON under a wrong signature", {
        ...broken,
        headers: withHeader(
          broken.headers,
          SIGNATURE_HEADER,
          signCallback(Buffer.from("{}"), target.secrets[0].value),
        ),
      });
      table.kit.judge(
        BEFORE_PARSING.id,
        step,
        (reply) =>
          expectStatus(
            reply,
            401,
            "the signature is checked before the body is read",
          ),
        [accepted(twin)],
      );
    },
  }),
];

function otherCallbacks(
  { kit, session, amount, id, message }: Table,
  betTxId: string,
  roundId: string,
): readonly CallbackMessage[] {
  const { dialect } = kit.target;
  return [
    buildAuth(dialect, playerAt({ kit, session })),
    message({
      type: "win",
      txId: id("forged win"),
      roundId,
      amount: amount("forged win"),
      free: false,
      betTxId,
    }),
    buildBalance(dialect, session),
  ];
}

function playerAt({ kit, session }: Pick<Table, "kit" | "session">) {
  const { players } = kit.target;
  return (
    players.find(({ sessionToken }) => sessionToken === session.sessionToken) ??
    playerOf(kit.target, "")
  );
}

/** A wallet that accepts nothing proves nothing by refusing. */
export function accepted(step: Step): Premise {
  return premise(
    step,
    ({ status }) => status === 200,
    "a right callback was not accepted either, so this proves nothing",
  );
}
