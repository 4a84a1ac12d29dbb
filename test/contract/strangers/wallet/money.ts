/** Wallets that move money wrongly. */
import { idText } from "../serve.js";
import { isWholeAmount, refusal, rightMove } from "./operator.js";
import { betOf, lax, wrong } from "./table.js";

const negative = (amount: unknown) => Number.isSafeInteger(amount);

export const MONEY = [
  wrong("negative", "takes negative amounts", "a negative bet credits", {
    isAmount: (amount) => negative(amount),
  }),
  wrong("fraction", "takes 10.5", "amounts are whole millis", {
    isAmount: (amount) => typeof amount === "number" && amount > 0,
  }),
  wrong("fraction-cut", "takes 10.5 as 10", "amounts are whole millis: 400", {
    isAmount: (amount) => typeof amount === "number" && amount > 0,
    amountOf: ({ amount }) => Math.trunc(Number(amount)),
  }),
  wrong("text-amount", "takes an amount in a string", "amounts are numbers", {
    isAmount: (amount) => isWholeAmount(Number(amount)),
    amountOf: ({ amount }) => Number(amount),
  }),
  wrong(
    "negative-free-win",
    "takes a FREE_BET_WIN with a negative amount",
    "it debits the player",
    {
      isAmount: (amount, { action }) =>
        action === "FREE_BET_WIN" ? negative(amount) : isWholeAmount(amount),
    },
  ),
  wrong("text-win", "takes a WIN with an amount in a string", "amounts are numbers", {
    isAmount: (amount, { action }) => isWholeAmount(action === "WIN" ? Number(amount) : amount),
  }),
  wrong("missing-amount", "takes a bet without amount as nothing", "a missing field is 400", {
    isAmount: (amount) => amount === undefined || isWholeAmount(amount),
    amountOf: ({ amount }) => Number(amount ?? 0),
  }),
  wrong("32-bits", "keeps 32 bits of an amount", "2^32 + 100 is more than the balance: 402", {
    amountOf: ({ amount }) => Number(amount) % 2 ** 32,
  }),
  wrong(
    "poor-debited",
    "debits what is left where funds do not suffice, and answers 402",
    "a refusal moves nothing",
    {
      moves: (callback, player, ledger) => {
        const moved = rightMove(callback, player, ledger);
        if (typeof moved === "number" && player.balance + moved < 0) player.balance = 0;
        return moved;
      },
    },
  ),
  wrong("poor-400", "answers 400 where funds do not suffice", "insufficient funds are 402", {
    moves: (callback, player, ledger) => {
      const moved = rightMove(callback, player, ledger);
      return typeof moved === "number" && player.balance + moved < 0
        ? refusal(400, "insufficient")
        : moved;
    },
  }),
  wrong("free-bet-debits", "debits a FREE_BET", "a free bet costs no real money", {
    moves: (callback, player, ledger) =>
      callback.request["action"] === "FREE_BET"
        ? -Number(callback.request["amount"])
        : rightMove(callback, player, ledger),
  }),
  wrong("free-bet-win-lost", "does not credit FREE_BET_WIN", "it credits", {
    moves: (callback, player, ledger) =>
      callback.request["action"] === "FREE_BET_WIN" ? 0 : rightMove(callback, player, ledger),
  }),
  lax(
    "free-rollback-credits",
    "credits the rollback of a FREE_BET, which cost nothing",
    "there is nothing to give back",
    {
      moves: (callback, player, ledger) => {
        const bet = betOf(callback, ledger);
        const moved = rightMove(callback, player, ledger);
        const isFree =
          callback.request["action"] === "ROLL_BACK" && bet?.request["action"] === "FREE_BET";
        return typeof moved === "number" && isFree ? Number(callback.request["amount"]) : moved;
      },
    },
  ),
  wrong(
    "second-win-lost",
    "credits the first win of a round only",
    "a round may have several wins",
    () => {
      const rounds = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const round = idText(callback.request["action_id"]);
          if (callback.request["action"] !== "WIN" || !rounds.has(round)) {
            if (callback.request["action"] === "WIN") rounds.add(round);
            return rightMove(callback, player, ledger);
          }
          return 0;
        },
      };
    },
  ),
  wrong(
    "second-bet-free",
    "debits the first bet of a round only",
    "a round may have several bets",
    () => {
      const rounds = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          if (callback.request["action"] !== "BET") return rightMove(callback, player, ledger);
          const round = idText(callback.request["action_id"]);
          const seen = rounds.has(round);
          rounds.add(round);
          return seen ? 0 : rightMove(callback, player, ledger);
        },
      };
    },
  ),
  wrong("rollback-twice", "gives a bet back once for every rollback id", "a bet is refunded once", {
    moves: (callback, player, ledger) => {
      const bet = betOf(callback, ledger);
      if (callback.request["action"] === "ROLL_BACK" && bet !== undefined) bet.refunded = false;
      return rightMove(callback, player, ledger);
    },
  }),
  wrong(
    "rollback-by-anyone",
    "credits a rollback to whoever sends it",
    "another player's bet is not his money",
    {
      moves: (callback, player, ledger) => {
        const bet = betOf(callback, ledger);
        if (callback.request["action"] !== "ROLL_BACK" || bet === undefined || bet.refunded)
          return rightMove(callback, player, ledger);
        bet.refunded = true;
        return bet.request["action"] === "BET" ? Number(bet.request["amount"]) : 0;
      },
    },
  ),
  lax(
    "rollback-any-amount",
    "gives back the amount that a rollback names",
    "the bet's amount is what was taken",
    {
      moves: (callback, player, ledger) => {
        const bet = betOf(callback, ledger);
        if (callback.request["action"] !== "ROLL_BACK" || bet === undefined || bet.refunded)
          return rightMove(callback, player, ledger);
        if (bet.player !== player || bet.request["action"] !== "BET")
          return rightMove(callback, player, ledger);
        bet.refunded = true;
        return Number(callback.request["amount"]);
      },
    },
  ),
  wrong(
    "rollback-of-nothing",
    "credits the rollback of a bet that it never saw",
    "there is nothing to give back",
    {
      moves: (callback, player, ledger) =>
        callback.request["action"] === "ROLL_BACK" && betOf(callback, ledger) === undefined
          ? Number(callback.request["amount"])
          : rightMove(callback, player, ledger),
    },
  ),
  wrong(
    "rollback-of-win",
    "rolls a win back as if it were a bet, and credits it once more",
    "only bets are rolled back",
    {
      moves: (callback, player, ledger) => {
        const id = idText(callback.request["withdraw_provider_tx_id"]);
        const win = ledger.entries.get(id);
        return callback.request["action"] === "ROLL_BACK" && win?.request["action"] === "WIN"
          ? Number(win.request["amount"])
          : rightMove(callback, player, ledger);
      },
    },
  ),
  wrong(
    "unknown-action-debits",
    "debits whatever is no free bet",
    "an unknown action moves nothing",
    {
      moves: (callback, player, ledger) =>
        callback.path === "/withdraw" &&
        !["BET", "FREE_BET"].includes(idText(callback.request["action"]))
          ? -Number(callback.request["amount"])
          : rightMove(callback, player, ledger),
    },
  ),
  lax(
    "bet-after-rollback",
    "debits a bet that comes after its rollback",
    "the provider has called it off",
    {
      moves: (callback, player, ledger) => {
        ledger.voided.clear();
        return rightMove(callback, player, ledger);
      },
    },
  ),
  wrong(
    "unknown-action-credits",
    "credits whatever is no rollback",
    "an unknown action moves nothing",
    {
      moves: (callback, player, ledger) => {
        const moved = rightMove(callback, player, ledger);
        const known = ["WIN", "FREE_BET_WIN", "ROLL_BACK"].includes(
          idText(callback.request["action"]),
        );
        return callback.path === "/deposit" && !known ? Number(callback.request["amount"]) : moved;
      },
    },
  ),
  wrong(
    "close-pays",
    "pays the coefficients of CLOSE_ROUND out",
    "a close notification moves no money",
    {
      instead: ({ request }, { players }) => {
        if (request["action"] === "CLOSE_ROUND") for (const player of players) player.balance += 10;
        return undefined;
      },
    },
  ),
  wrong(
    "close-needs-session",
    "answers 401 to CLOSE_ROUND, which has no session",
    "session and user are left out there",
    {
      instead: ({ request }) =>
        request["action"] === "CLOSE_ROUND" ? refusal(401, "session invalid") : undefined,
    },
  ),
  wrong(
    "close-again-500",
    "breaks at a repeated CLOSE_ROUND",
    "a repetition gets the original reply",
    {
      instead: ({ request }, { entries }) =>
        request["action"] === "CLOSE_ROUND" && entries.has(idText(request["provider_tx_id"]))
          ? { status: 500 }
          : undefined,
    },
  ),
  wrong(
    "one-purse",
    "keeps one balance for all players",
    "what belongs to one player is not another's",
    {
      moves: (callback, player, ledger) => {
        const moved = rightMove(callback, player, ledger);
        if (typeof moved === "number" && player.balance + moved >= 0)
          for (const other of ledger.players) if (other !== player) other.balance += moved;
        return moved;
      },
    },
  ),
  wrong(
    "first-players-balance",
    "shows the first player's balance at /balance",
    "each player has his own",
    {
      balanceReply: (data, _, { players }) => ({ ...data, amount: players[0]?.balance }),
    },
  ),
  wrong(
    "session-unchecked",
    "believes user_id, whosever session it is",
    "one player's id in another's session is refused",
    {
      finds: (request, { players }) => {
        const known = players.some(({ sessionToken }) => sessionToken === request["session_token"]);
        const named = players.find(({ userId }) => userId === idText(request["user_id"]));
        if (!known) return refusal(401, "session invalid");
        return named ?? refusal(404, "no such user");
      },
    },
  ),
  wrong("any-session", "does not look at session_token", "an unknown session is refused", {
    finds: ({ user_id: id }, { players }) =>
      players.find(({ userId }) => userId === idText(id)) ?? refusal(404, "no such user"),
  }),
];
