/** Signatures and public keys: the right ones are accepted, and nothing else moves money. */
import { withHeader } from "../../../core/http.js";
import type { Bet } from "../../../protocols/wallet/ledger-state.js";
import {
  buildAuth,
  buildBalance,
  type CallbackMessage,
} from "../../../protocols/wallet/messages.js";
import { SIGNATURE_HEADER, signCallback } from "../../../protocols/wallet/signature.js";
import type { CheckDefinition } from "../../check.js";
import { expectStatus } from "../../expect.js";
import { forgedChecks, forgedRequests, MOST_REPEATS, sendForged, worstOf } from "../../forged.js";
import type { GroupId } from "../../forgery-groups.js";
import { everywhereCheck, judgeEverywhere, shortcuts, SHORTCUT_COUNT } from "../../surfaces.js";
import { accepted } from "./expect-wallet-reply.js";
import { judgeProbes, probeRequests, type RefusedProbe } from "./refused-probes.js";
import { atTable, check } from "./scenario.js";
import {
  ACCEPTS_ANY,
  EVERYWHERE,
  everywhereAt,
  forgedCallback,
  SIGNATURE_CLAUSE,
  SIGNATURE_FIX,
  WALLET_FORGING,
  walletForging,
} from "./signature-forging.js";
import { MOST_SPOILT, SIGNATURE_REFUSALS } from "./signature-refusals.js";
import { type Table } from "./table.js";
import { playerOf, rawCallback } from "./wallet-target.js";

const VALID = check("wallet.signature.valid-accepted", "MUST", {
  title: "a correctly signed bet is accepted",
  clause: "Wallet callbacks, signature: Base64 of HMAC-SHA-256 over the raw body",
  why: "Nobody can play.",
  fix: SIGNATURE_FIX,
  kills: ["wallet.refuses-every-bet"],
});

const EVERY_ENDPOINT: CheckDefinition = {
  id: "wallet.signature.every-endpoint-verifies",
  level: "MUST",
  title:
    "/auth, /balance and every action of /withdraw and /deposit refuse a missing, an empty and a wrong signature with 401 too",
  clause: SIGNATURE_CLAUSE,
  why: "One open endpoint is enough to credit players or to read their balances.",
  fix: "Verify in one place that every callback passes, not in each handler.",
  kills: [
    "wallet.verifies-withdraw-only",
    ...["missing-signature", "empty-signature", "other-key"].map((id) => `wallet.accepts-${id}`),
    ...ACCEPTS_ANY,
  ],
};

const BEFORE_PARSING: CheckDefinition = {
  id: "wallet.signature.verified-before-parsing",
  level: "MUST",
  title: "malformed JSON under a wrong signature is answered 401",
  clause: "Wallet callbacks, signature: the operator verifies before parsing",
  why: "A wallet that parses first lets strangers reach its parser, and usually verifies re-written bytes.",
  fix: "Verify the raw bytes first and parse afterwards.",
  kills: ["wallet.parses-before-verifying", ...ACCEPTS_ANY],
};

const FORGED = forgedChecks(WALLET_FORGING);
const HOLDS = everywhereCheck({ ...EVERYWHERE, forging: WALLET_FORGING });
/** Right bets that the scenario of all surfaces sends, the control included. */
const RIGHT_BETS = 1 + SHORTCUT_COUNT;
const OTHER_CALLBACKS = 7;

export const signatureScenarios = [
  atTable({
    id: "wallet.signature",
    checks: [
      VALID,
      ...FORGED.map((each) => each.check),
      ...SIGNATURE_REFUSALS.map(({ definition }) => definition),
    ],
    requests:
      1 +
      probeRequests(
        FORGED.reduce((sum, { requests }) => sum + requests, 0) +
          SIGNATURE_REFUSALS.length * MOST_SPOILT,
        FORGED.length + SIGNATURE_REFUSALS.length,
      ),
    stakeMillis: 1000,
    play: async (table) => {
      const bet = table.bet("control");
      const control = await table.play("a right bet", bet);
      table.context.judge(VALID.id, control, (reply) =>
        expectStatus(reply, 200, "the callback is correctly signed"),
      );
      await judgeProbes(table, forgeries(table, bet), [accepted(control)]);
    },
  }),
  atTable({
    id: "wallet.signature.everywhere",
    checks: [HOLDS.check],
    requests: 1 + HOLDS.requests,
    stakeMillis: RIGHT_BETS * 1000,
    play: async (table) => {
      const bet = table.bet("control");
      const control = await table.play("a right bet", bet);
      const message = table.message(bet);
      await judgeEverywhere(everywhereAt(table, message), table.context, table.request(message), [
        accepted(control),
      ]);
    },
  }),
  atTable({
    id: "wallet.signature.endpoints",
    checks: [EVERY_ENDPOINT],
    requests: 1 + OTHER_CALLBACKS * SHORTCUT_COUNT + MOST_REPEATS,
    stakeMillis: 1000,
    play: async (table) => {
      const bet = table.bet("control");
      const control = await table.play("a right bet", bet);
      const forged = otherCallbacks(table, bet.txId, bet.roundId).flatMap((message) =>
        shortcuts(
          forgedCallback(table, message),
          [`at ${message.path}`, message.action ?? []].flat().join(", "),
        ),
      );
      const sent = await sendForged(table.context, forged);
      const worst = worstOf(sent, (reply, because) => expectStatus(reply, 401, because));
      if (worst !== null)
        table.context.judge(EVERY_ENDPOINT.id, worst.step, () => worst.finding, [
          accepted(control),
        ]);
    },
  }),
  atTable({
    id: "wallet.signature.parsing",
    checks: [BEFORE_PARSING],
    requests: 2,
    stakeMillis: 1000,
    play: async (table) => {
      const control = await table.play("a right bet", table.bet("control"));
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
        [accepted(control)],
      );
    },
  }),
];

/** Forged bets, judged by their replies and by a balance that does not move. */
function forgeries(table: Table, control: Bet): readonly RefusedProbe[] {
  const { context } = table;
  const message = table.message(control);
  const probe = (checkId: string, group: GroupId, make: RefusedProbe["make"]): RefusedProbe => ({
    ...{ checkId, make, why: "all of them were forged", isSure: true },
    judge: (sent) => {
      const worst = worstOf(sent, (reply, because) =>
        WALLET_FORGING.refused(context.target, reply, because, group),
      );
      return worst && { steps: [worst.step], finding: worst.finding };
    },
  });
  return [
    ...FORGED.map(({ group, check: { id } }) =>
      probe(id, group, (attempt) => {
        const forging = walletForging(table, message, attempt);
        return forgedRequests(forging, group, context, table.request(message));
      }),
    ),
    ...SIGNATURE_REFUSALS.map(({ definition: { id }, what, because, spoil }) =>
      probe(id, "missing", (attempt) =>
        spoil(table, table.message(table.bet(`${id} ${attempt}`)), message).map((request) => ({
          what: `a bet with ${what}`,
          ...{ because, request },
        })),
      ),
    ),
  ];
}

function otherCallbacks(
  { context, session, amount, id, message, bet }: Table,
  betTxId: string,
  roundId: string,
): readonly CallbackMessage[] {
  const { dialect, serverDriven } = context.target;
  const won = { txId: id("forged win"), roundId, amount: amount("forged win"), betTxId };
  return [
    buildAuth(dialect, playerAt({ context, session })),
    message(bet("forged free bet", { free: true })),
    message({ type: "win", ...won, free: false }),
    message({ type: "win", ...won, txId: id("forged free win"), free: true }),
    ...(serverDriven
      ? [
          message({ type: "rollback", ...won, txId: id("forged rollback") }),
          message({ type: "close", ...won, bets: [{ stake: won.amount, coefficient: 2 }] }),
        ]
      : []),
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
