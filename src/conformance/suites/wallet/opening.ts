/** /auth and /balance themselves: what they reply, and that strangers get nothing. */
import { buildAuth, buildBalance } from "../../../protocols/wallet/messages.js";
import { readReply } from "../../../protocols/wallet/callback-replies.js";
import type { Scenario } from "../../check.js";
import { expectStatus } from "../../expect.js";
import { precondition, type Step } from "../../scenario-context.js";
import { accepted, expectFields } from "./expect-wallet-reply.js";
import { check } from "./scenario.js";
import { needMoney } from "./session.js";
import { callback, playerOf, type WalletContext, type WalletTarget } from "./wallet-target.js";

const ERRORS = "Wallet callbacks, errors: 401 session invalid, 404 user or session not found";

const STRANGER = "Money of one player can be played with by another, or by nobody.";

const AUTH = "Wallet callbacks, POST /auth";

const BALANCE = "Wallet callbacks, POST /balance";

const FIELDS = check("wallet.auth.reply-complete", "MUST", {
  title: "the reply of /auth has user_id, balance and currency, of the right types and values",
  clause: AUTH,
  why: "Without a user id the provider cannot play for the player; a balance that is no integer is misread.",
  fix: "Answer 200 with user_id, balance as integer millis, and the player's currency.",
});

const TOKEN = check("wallet.auth.unknown-token-refused", "MUST", {
  title: "/auth refuses a user token that it does not know",
  clause: ERRORS,
  why: STRANGER,
  fix: "Look the token up, and answer 401 when there is no player.",
});

const SAME_BALANCE = check("wallet.auth.balance-equals-balance", "MUST", {
  title: "/auth and /balance state the same balance",
  clause: `${AUTH}; ${BALANCE}`,
  why: "The game shows money that is not there, or hides what is.",
  fix: "Read both from the same, current place.",
});

const BALANCE_FIELDS = check("wallet.balance.reply-complete", "MUST", {
  title: "the reply of /balance has the currency and an amount in integer millis",
  clause: BALANCE,
  why: "The game shows a wrong balance and refuses bets, or offers those that cannot be paid.",
  fix: "Answer 200 with currency and amount, the amount as a JSON integer of millis (5.44 is 5440).",
});

/** These judge /auth and /balance themselves, so they cannot build on an open session. */
export const openingScenarios: readonly Scenario<WalletTarget>[] = [
  {
    id: "wallet.auth",
    requests: 3,
    checks: [FIELDS, TOKEN, SAME_BALANCE, BALANCE_FIELDS],
    run: playAuth,
  },
];

async function playAuth(context: WalletContext): Promise<void> {
  const { target } = context;
  const { dialect } = target;
  const player = playerOf(target, "wallet.auth");
  const opening = buildAuth(dialect, player);
  const auth = await context.send("open the player's session", callback(target, opening));
  const stranger = await context.send(
    "a user token that nobody has",
    callback(
      target,
      buildAuth(dialect, {
        ...player,
        userToken: context.values.id("nobody"),
        sessionToken: context.values.id("nobody's session"),
      }),
    ),
  );
  const session = readReply("auth", context.need(auth).body, dialect).reply;
  const asked = buildBalance(dialect, {
    ...player,
    userId: session?.userId ?? "",
  });
  const balance = await context.send("the balance", callback(target, asked));
  const amount = balanceIn(balance, target);
  if (amount !== null) needMoney(amount, balance);
  const isOpen = precondition(auth, () => session !== null, "no session could be opened");
  context.judge(FIELDS.id, auth, (reply) => expectFields(target, opening, reply, "MUST"));
  context.judge(
    TOKEN.id,
    stranger,
    (reply) => expectStatus(reply, [400, 401, 404], "nobody has this token"),
    [accepted(auth)],
  );
  context.judge(BALANCE_FIELDS.id, balance, (reply) => expectFields(target, asked, reply, "MUST"), [
    isOpen,
  ]);
  const isStated = precondition(
    balance,
    () => amount !== null,
    "/balance states no balance to compare",
  );
  context.judge(
    SAME_BALANCE.id,
    [auth, balance],
    () =>
      session?.balance === amount
        ? null
        : {
            expected: `${String(session?.balance)} millis, as /auth said just before`,
            actual: `${String(amount)} millis`,
          },
    [isOpen, isStated],
  );
}

function balanceIn({ reply }: Step, { dialect }: WalletTarget): number | null {
  if (reply?.status !== 200) return null;
  return readReply("balance", reply.body, dialect).reply?.amount ?? null;
}
