/** Signatures and public keys: the right ones are accepted, and nothing else moves money. */
import { withHeader } from "../../../core/http.js";
import {
  buildAuth,
  buildBalance,
  type CallbackMessage,
} from "../../../protocols/wallet/messages.js";
import { SIGNATURE_HEADER, signCallback } from "../../../protocols/wallet/signature.js";
import { expectStatus, firstFinding } from "../../expect.js";
import { type Step } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { atTable, check } from "./scenario.js";
import { type Table } from "./table.js";
import { playerOf, rawCallback } from "./wallet-target.js";
import { accepted } from "./expect-wallet-reply.js";
import {
  SIGNATURE_CLAUSE,
  SIGNATURE_FIX,
  SIGNATURE_REFUSALS,
  tampered,
} from "./signature-refusals.js";

const VALID = check("wallet.signature.valid-accepted", "MUST", {
  title: "a correctly signed bet is accepted",
  clause: "Wallet callbacks, signature: Base64 of HMAC-SHA-256 over the raw body",
  why: "Nobody can play.",
  fix: SIGNATURE_FIX,
});

const EVERY_ENDPOINT = check("wallet.signature.every-endpoint-verifies", "MUST", {
  title: "/auth, /deposit and /balance refuse a wrong signature with 401 too",
  clause: SIGNATURE_CLAUSE,
  why: "One open endpoint is enough to credit players or to read their balances.",
  fix: "Verify in one place that every callback passes, not in each handler.",
});

const BEFORE_PARSING = check("wallet.signature.verified-before-parsing", "MUST", {
  title: "malformed JSON under a wrong signature is answered 401",
  clause: "Wallet callbacks, signature: the operator verifies before parsing",
  why: "A wallet that parses first lets strangers reach its parser, and usually verifies re-written bytes.",
  fix: "Verify the raw bytes first and parse afterwards.",
});

export const signatureScenarios = [
  atTable({
    id: "wallet.signature",
    checks: [VALID, ...SIGNATURE_REFUSALS.map(({ definition }) => definition)],
    requests: 1 + 2 * SIGNATURE_REFUSALS.length + 1,
    stakeMillis: 1000,
    play: async (table) => {
      const twin = await table.play("a right bet", table.bet("twin"));
      table.context.judge(VALID.id, twin, (reply) =>
        expectStatus(reply, 200, "the callback is correctly signed"),
      );
      const preconditions = [accepted(twin)];
      let before = await table.balance("the balance after the right bet");
      for (const { definition, what, because, spoil } of SIGNATURE_REFUSALS) {
        const message = table.message(table.bet(definition.id));
        const step = await table.play(`a bet with ${what}`, spoil(table, message));
        const after = await table.balance(`the balance after ${what}`);
        judgeSpan(
          table,
          definition.id,
          { before, steps: [step], after },
          (delta, reply) =>
            firstFinding(expectStatus(reply, 401, because), expectDelta(delta, 0, because)),
          preconditions,
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
          await table.play(`${message.path} with a signature under another secret`, request),
        );
      }
      table.context.judge(
        EVERY_ENDPOINT.id,
        steps,
        (...replies) =>
          firstFinding(
            ...replies.map((reply) =>
              expectStatus(reply, 401, "the signature was made with another secret"),
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
      const { target } = table.context;
      const broken = rawCallback(target, "/withdraw", Buffer.from('{"amount":'));
      const step = await table.play("malformed JSON under a wrong signature", {
        ...broken,
        headers: withHeader(
          broken.headers,
          SIGNATURE_HEADER,
          signCallback(Buffer.from("{}"), target.secrets[0].value),
        ),
      });
      table.context.judge(
        BEFORE_PARSING.id,
        step,
        (reply) => expectStatus(reply, 401, "the signature is checked before the body is read"),
        [accepted(twin)],
      );
    },
  }),
];

function otherCallbacks(
  { context, session, amount, id, message }: Table,
  betTxId: string,
  roundId: string,
): readonly CallbackMessage[] {
  const { dialect } = context.target;
  return [
    buildAuth(dialect, playerAt({ context, session })),
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

function playerAt({ context, session }: Pick<Table, "context" | "session">) {
  const { players } = context.target;
  return (
    players.find(({ sessionToken }) => sessionToken === session.sessionToken) ??
    playerOf(context.target, "")
  );
}
