/** Wallets that say something wrong. */
import { type Fields, jsonOf } from "../serve.js";
import { type Player } from "./operator.js";
import { wrong } from "./table.js";

const asMajor = (data: Fields): Fields => ({ ...data, amount: Number(data["amount"]) / 1000 });

export const REPLIES = [
  wrong(
    "balance-major",
    "speaks whole units at /balance and millis elsewhere",
    "all amounts are millis",
    {
      balanceReply: asMajor,
    },
  ),
  wrong(
    "auth-major",
    "speaks whole units at /auth and millis elsewhere",
    "all amounts are millis",
    {
      auth: (data) => ({ ...data, balance: Number(data["balance"]) / 1000 }),
    },
  ),
  wrong("balance-text", "writes the balance as a string", "amounts are JSON integers", {
    balanceReply: (data) => ({ ...data, amount: String(data["amount"]) }),
  }),
  wrong(
    "balance-lags",
    "shows at /balance what was there one bet earlier",
    "the balance is that after the last reply",
    () => {
      const shown = new Map<Player, number>();
      return {
        balanceReply: (data, player) => {
          const before = shown.get(player) ?? player.balance;
          shown.set(player, player.balance);
          return { ...data, amount: before };
        },
      };
    },
  ),
  wrong(
    "balance-cached",
    "shows a balance for 60 ms as it was first read",
    "the balance is that after the last reply",
    () => {
      const shown = new Map<Player, { amount: number; at: number }>();
      return {
        balanceReply: (data, player) => {
          const known = shown.get(player);
          if (known !== undefined && Date.now() - known.at < 60)
            return { ...data, amount: known.amount };
          shown.set(player, { amount: player.balance, at: Date.now() });
          return data;
        },
      };
    },
  ),
  wrong("balance-rounded", "shows balances in whole cents", "balances are whole millis", {
    balanceReply: (data, player) => ({ ...data, amount: Math.round(player.balance / 10) * 10 }),
  }),
  wrong(
    "old-balance",
    "shows the balance before the bet as new_balance",
    "new_balance is after it",
    () => ({
      reply: (data, { request, path }) => ({
        code: 200,
        message: "OK",
        data:
          path === "/withdraw" && request["action"] === "BET"
            ? { ...data, new_balance: Number(data["new_balance"]) + Number(request["amount"]) }
            : data,
      }),
    }),
  ),
  wrong(
    "other-currency",
    "names another currency in its replies",
    "what is present must be right",
    {
      reply: (data) => ({ code: 200, message: "OK", data: { ...data, currency: "EUR" } }),
    },
  ),
  wrong(
    "other-tx-id",
    "names the bet's id in place of the win's",
    "a reply names the transaction that it answers",
    {
      reply: (data, { request }) => ({
        code: 200,
        message: "OK",
        data: {
          ...data,
          ...(request["withdraw_provider_tx_id"] === undefined
            ? {}
            : { provider_tx_id: request["withdraw_provider_tx_id"] }),
        },
      }),
    },
  ),
  wrong(
    "envelope-code",
    "says code 0 in successes",
    "the code is the HTTP status or one of the provider's",
    {
      reply: (data) => ({ code: 0, message: "OK", data }),
    },
  ),
  wrong("malformed-500", "answers 500 to malformed JSON", "malformed is 400", {
    before: ({ body }) => (jsonOf(body) === undefined ? { status: 500 } : undefined),
  }),
];
