/** /auth and /balance themselves: what they reply, and that strangers get nothing. */
import { buildAuth, buildBalance } from "../../../protocols/wallet/messages.js";
import { type JsonValue, renderJson } from "../../../core/json/value.js";
import type { Scenario } from "../../check.js";
import { expectStatus, firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { precondition, type Precondition, type Step } from "../../scenario-context.js";
import { accepted, expectFields } from "./expect-wallet-reply.js";
import { check } from "./scenario.js";
import { keepingBooks } from "./account-book.js";
import { askAuth, fieldIn, sessionOf } from "./session.js";
import { sitDown, TABLE_REQUESTS } from "./table.js";
import {
  callback,
  playerIndex,
  type WalletContext,
  type WalletTarget,
  withField,
} from "./wallet-target.js";
import { trimEndOf } from "../../../core/trim-end.js";

const ERRORS = "Wallet callbacks, errors: 401 session invalid, 404 user or session not found";

const STRANGER = "Money of one player can be played with by another, or by nobody.";

const AUTH = "Wallet callbacks, POST /auth";

const BALANCE = "Wallet callbacks, POST /balance";

const FIELDS = check("wallet.auth.reply-complete", "MUST", {
  title: "the reply of /auth has user_id, balance and currency, of the right types and values",
  clause: AUTH,
  why: "Without a user id the provider cannot play for the player; a balance that is no integer is misread.",
  fix: "Answer 200 with user_id, balance as integer millis, and the player's currency.",
  kills: [
    "wallet.refuses-everything",
    "wallet.crashes-on-everything",
    "wallet.auth-omits-currency",
    "wallet.success-with-code-zero",
  ],
});

const TOKEN = check("wallet.auth.unknown-token-refused", "MUST", {
  title: "/auth refuses a user token that it does not know, a part of one, and none",
  clause: ERRORS,
  why: STRANGER,
  fix: "Look the token up, and answer 401 when there is no player.",
  kills: ["wallet.accepts-unknown-token"],
});

const SAME_BALANCE = check("wallet.auth.balance-equals-balance", "MUST", {
  title: "/auth and /balance state the same balance",
  clause: `${AUTH}; ${BALANCE}`,
  why: "The game shows money that is not there, or hides what is.",
  fix: "Read both from the same, current place, and count both in millis.",
  kills: ["wallet.auth-states-stale-balance", "wallet.balance-in-units"],
});

const FOLLOWS = check("wallet.auth.balance-follows-bets", "MUST", {
  title: "after a bet /auth and /balance state the same balance again",
  clause: `${AUTH}; ${BALANCE}`,
  why: "A player who comes back sees money that was staked long ago.",
  fix: "Read both from the same, current place; keep no balance in the session.",
  kills: [
    "wallet.auth-states-stale-balance",
    "wallet.auth-balance-stands-still",
    "wallet.balance-in-units",
  ],
});

const WHOLE = check("wallet.balance.whole-millis", "MUST", {
  title: "after a bet of odd millis the balance is a whole number of millis",
  clause: "Wallet callbacks: amounts are integer millis",
  why: "A balance in units or with fractions is misread by a factor of a thousand, or rounded away.",
  fix: "Keep balances as integers of millis, and state them so.",
  kills: ["wallet.balance-in-units"],
});

const BALANCE_FIELDS = check("wallet.balance.reply-complete", "MUST", {
  title: "the reply of /balance has the currency and an amount in integer millis",
  clause: BALANCE,
  why: "The game shows a wrong balance and refuses bets, or offers those that cannot be paid.",
  fix: "Answer 200 with currency and amount, the amount as a JSON integer of millis (5.44 is 5440).",
  kills: ["wallet.balance-in-other-currency", "wallet.success-with-code-zero"],
});

const ID = "wallet.auth";
const ONCE_ONLY = "/auth took the user token before and takes it once only";

/** Most user tokens that are none. */
const TOKENS = 6;

/** These judge /auth and /balance themselves, so they cannot build on an open session. */
export const openingScenarios: readonly Scenario<WalletTarget>[] = [
  {
    id: ID,
    requests: 5 + TOKENS + TABLE_REQUESTS.open + TABLE_REQUESTS.cleanUp,
    stakeMillis: 1000,
    checks: [FIELDS, TOKEN, SAME_BALANCE, BALANCE_FIELDS, FOLLOWS, WHOLE],
    run: playAuth,
  },
];

async function playAuth(context: WalletContext): Promise<void> {
  const { target } = context;
  const { dialect } = target;
  const index = playerIndex(ID, target.players.length);
  const player = target.players[index] ?? target.players[0];
  const { step: auth, session } = await firstAuth(context, index);
  const strangers = await context.sendAll(
    unknownTokens(context, player.userToken).map(([what, token]) => {
      // In a session of nobody: the token alone could let it in.
      const sessionToken = context.values.id(`nobody's session, ${what}`);
      const message = buildAuth(dialect, { ...player, sessionToken });
      return [
        `a user token ${what}`,
        callback(target, withField(target, message, "user_token", token)),
      ] as const;
    }),
  );
  const userId = session?.userId ?? player.userId;
  const asked = buildBalance(dialect, sessionOf(target, index, userId ?? ""));
  const balance = await context.send("the balance", callback(target, asked));
  context.judge(
    TOKEN.id,
    strangers,
    (...replies) =>
      firstFinding(
        ...replies.map((reply) => expectStatus(reply, [400, 401, 404], "nobody has this token")),
      ),
    player.userId === null ? [accepted(auth)] : [],
  );
  const isOpen = precondition(auth, () => userId !== null, "no session could be opened");
  context.judge(BALANCE_FIELDS.id, balance, (reply) => expectFields(target, asked, reply, "MUST"), [
    ...(player.userId === null ? [isOpen] : []),
  ]);
  if (isSpent(auth) && player.userId !== null) {
    const reason = `${ONCE_ONLY} (wallet.player.userId is set)`;
    for (const { id } of [FIELDS, SAME_BALANCE]) context.notApplicable(id, reason);
  } else {
    const opening = buildAuth(dialect, player);
    context.judge(FIELDS.id, auth, (reply) => expectFields(target, opening, reply, "MUST"));
    judgeSame(context, SAME_BALANCE.id, auth, balance, [isOpen]);
  }
  await playBet(context, index);
}

const LEAST_PART = 10;

function unknownTokens(
  { values }: WalletContext,
  userToken: string,
): readonly (readonly [what: string, token: JsonValue | undefined])[] {
  const parts = [
    ["with its last character missing", trimEndOf(userToken, "=").slice(0, -1)],
    ["with its first character missing", userToken.slice(1)],
  ] as const;
  return [
    ["that nobody has", values.id("nobody")],
    // A part of a short one, such as a number, may well be another player's.
    ...parts.filter(([, part]) => part.length >= LEAST_PART),
    ["that is empty", ""],
    ["that is null", null],
    ["that is left out", undefined],
  ];
}

/** What /auth said to the fresh token: it may serve once, and an earlier scenario may have used it. */
async function firstAuth(context: WalletContext, index: number) {
  const session = context.target.opened.get(index) ?? null;
  if (session?.step != null) return { step: session.step, session };
  return askAuth(context, index, "open the player's session");
}

/** After a bet both must state what is left. */
async function playBet(context: WalletContext, index: number): Promise<void> {
  const table = await sitDown(keepingBooks(context), index, 1);
  try {
    const bet = table.bet("odd", { amount: table.amount("odd") });
    const placed = await table.play(`a bet of ${bet.amount}`, bet);
    const { step: auth } = await askAuth(table.context, index, "open the session once more");
    const { step: balance } = await table.balance("the balance after the bet");
    if (isSpent(auth)) context.notApplicable(FOLLOWS.id, ONCE_ONLY);
    else judgeSame(table.context, FOLLOWS.id, auth, balance, [accepted(placed)]);
    context.judge(WHOLE.id, balance, (reply) =>
      expectWhole(fieldIn(reply, context.target, "amount")),
    );
  } finally {
    await table.leave();
  }
}

function expectWhole(amount: unknown): Finding | null {
  return Number.isSafeInteger(amount)
    ? null
    : { expected: "a whole number of millis", actual: `an amount of ${String(amount)}` };
}

/** A token that serves once is refused the second time. */
function isSpent({ reply }: Step): boolean {
  return reply !== null && reply.status >= 400 && reply.status < 500;
}

function judgeSame(
  context: WalletContext,
  checkId: string,
  auth: Step,
  balance: Step,
  preconditions: readonly Precondition[],
): void {
  const { target } = context;
  const isStated = precondition(
    balance,
    ({ status }) => status === 200,
    "/balance states no balance to compare",
  );
  context.judge(
    checkId,
    [auth, balance],
    (one, two) => {
      const [stated, amount] = [fieldIn(one, target, "balance"), fieldIn(two, target, "amount")];
      return stated === amount
        ? null
        : {
            expected: `${renderJson(stated ?? null)} millis, as /auth said just before`,
            actual: `${renderJson(amount ?? null)} millis`,
          };
    },
    [...preconditions, isStated],
  );
}
