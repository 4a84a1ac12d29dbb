/** Defects around players, sessions, and the fields of requests. */
import { fieldText } from "../field-text.js";
import { CRASH, refusal } from "../answer.js";
import { deviation, RIGHT_WALLET } from "../wallet-policy.js";

export const IDENTITY_FAULTS = [
  deviation("accepts-unknown-token", "/auth opens the first player for a token it does not know", {
    strangerAt: ([first]) => first ?? null,
  }),
  deviation("accepts-unknown-session", "an unknown session may play", {
    sessionless: (accounts, userId) =>
      accounts.find((each) => fieldText(each.userId) === fieldText(userId)) ?? null,
    requiredFields: RIGHT_WALLET.requiredFields.filter((name) => name !== "session_token"),
  }),
  deviation("accepts-unknown-user", "the user is not compared with the session's", {
    refusesClaim: (account, claim) =>
      RIGHT_WALLET.refusesClaim(account, { ...claim, userId: account.userId }),
  }),
  deviation("believes-user-id", "the user is taken from user_id, whosever session it is", {
    playerOf: (bySession, byUser) => byUser ?? bySession,
  }),
  deviation("moves-every-player", "what one player bets and wins moves all balances", {
    alsoMoves: (account, accounts) => accounts.filter((each) => each !== account),
  }),
  deviation("books-unknown-actions", "an action that the endpoint does not have is booked", {
    unknownAction: (kind) => (kind === "withdraw" ? "BET" : "WIN"),
  }),
  deviation("unknown-user-is-500", "an unknown user ends in a 500", {
    refusesClaim: (account, claim) =>
      fieldText(claim.userId) === fieldText(account.userId)
        ? RIGHT_WALLET.refusesClaim(account, claim)
        : CRASH,
  }),
  deviation(
    "accepts-other-currency",
    "a callback in another currency is booked as the player's own",
    {
      refusesClaim: (account, claim) =>
        RIGHT_WALLET.refusesClaim(account, {
          ...claim,
          currency: account.currency,
        }),
    },
  ),
  deviation("accepts-missing-fields", "a transaction without round or id is booked", {
    requiredFields: [],
  }),
  deviation("auth-omits-currency", "the reply of /auth names no currency", {
    authData: (account) => {
      const { user_id, balance } = RIGHT_WALLET.authData(account);
      return { user_id: user_id ?? "", balance: balance ?? 0 };
    },
  }),
  deviation("auth-states-stale-balance", "/auth states a balance from a cache", {
    authData: (account) => ({
      ...RIGHT_WALLET.authData(account),
      balance: account.balance + 1000,
    }),
  }),
  deviation("auth-balance-stands-still", "/auth states the balance of the day before", {
    authData: (account) => ({
      ...RIGHT_WALLET.authData(account),
      balance: RIGHT_WALLET.openingBalance,
    }),
  }),
  deviation("balance-in-units", "/balance states units with decimals instead of millis", {
    balanceData: ({ currency, balance }) => ({
      currency,
      amount: balance / 1000,
    }),
  }),
  deviation("balance-in-other-currency", "/balance names another currency than the player's", {
    balanceData: ({ balance }) => ({ currency: "XTS", amount: balance }),
  }),
  deviation("malformed-is-500", "a body that is no JSON ends in a 500", {
    onMalformed: () => CRASH,
  }),
  deviation("malformed-is-200", "a body that is no JSON is answered 200", {
    onMalformed: () => ({ ...refusal(400, "not JSON"), status: 200 }),
  }),
];
