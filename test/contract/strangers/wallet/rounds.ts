/** Wallets that lose track of rounds: refunds, wins and closes that come in another order, or for another bet. */
import { idText } from "../serve.js";
import { refusal, rightMove } from "./operator.js";
import { betOf, wrong } from "./table.js";

export const ROUNDS = [
  wrong(
    "one-refund-a-round",
    "gives back the first bet of a round only",
    "each bet of a voided round is given back",
    () => {
      const rounds = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const moved = rightMove(callback, player, ledger);
          const { action, action_id: round } = callback.request;
          if (action !== "ROLL_BACK" || typeof moved !== "number") return moved;
          if (rounds.has(idText(round))) return 0;
          rounds.add(idText(round));
          return moved;
        },
      };
    },
  ),
  wrong(
    "refunds-latest-bet",
    "gives back what the player bet last, whichever bet is named",
    "the named bet is refunded",
    () => {
      const last = new Map<unknown, number>();
      return {
        onTaken: ({ request }, player) => {
          if (request["action"] === "BET") last.set(player, Number(request["amount"]));
        },
        moves: (callback, player, ledger) => {
          const moved = rightMove(callback, player, ledger);
          const isRefund = callback.request["action"] === "ROLL_BACK" && Number(moved) > 0;
          return isRefund ? (last.get(player) ?? moved) : moved;
        },
      };
    },
  ),
  wrong(
    "refund-frees-id",
    "forgets a bet once it is refunded, so that it can be debited again",
    "a repetition gets the original reply",
    {
      onTaken: ({ request }, _, { entries }) => {
        if (request["action"] === "ROLL_BACK")
          entries.delete(idText(request["withdraw_provider_tx_id"]));
      },
    },
  ),
  wrong(
    "refused-refund-marks",
    "counts a bet as refunded once a rollback of it was refused",
    "what was refused has no effect",
    {
      moves: (callback, player, ledger) => {
        const bet = betOf(callback, ledger);
        const moved = rightMove(callback, player, ledger);
        if (
          callback.request["action"] === "ROLL_BACK" &&
          typeof moved !== "number" &&
          bet !== undefined
        )
          bet.refunded = true;
        return moved;
      },
    },
  ),
  wrong(
    "close-refunds-lost",
    "gives back lost bets when their round closes",
    "a close notification moves no money",
    {
      instead: ({ request }, { bets, entries, players }) => {
        if (request["action"] !== "CLOSE_ROUND" || entries.has(idText(request["provider_tx_id"])))
          return undefined;
        const won = new Set(
          [...entries.values()].map((each) => each.request["withdraw_provider_tx_id"]),
        );
        for (const [id, bet] of bets)
          if (bet.request["action_id"] === request["action_id"] && !won.has(id))
            for (const player of players)
              if (player === bet.player) player.balance += Number(bet.request["amount"]);
        return undefined;
      },
    },
  ),
  wrong(
    "close-takes-refunds-back",
    "takes refunds back when their round closes",
    "a close notification moves no money",
    {
      instead: ({ request }, { entries, players }) => {
        if (request["action"] !== "CLOSE_ROUND" || entries.has(idText(request["provider_tx_id"])))
          return undefined;
        for (const entry of entries.values())
          if (
            entry.request["action"] === "ROLL_BACK" &&
            entry.request["action_id"] === request["action_id"]
          )
            for (const player of players)
              if (player === entry.player) player.balance -= Number(entry.request["amount"]);
        return undefined;
      },
    },
  ),
  wrong(
    "free-bet-voids-real",
    "once a free bet was placed in a round, its real bets are not given back",
    "each bet that was taken is given back",
    () => {
      const free = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const { action, action_id: round } = callback.request;
          const moved = rightMove(callback, player, ledger);
          if (action === "FREE_BET") free.add(idText(round));
          return action === "ROLL_BACK" && typeof moved === "number" && free.has(idText(round))
            ? 0
            : moved;
        },
      };
    },
  ),
  wrong(
    "equal-bets-one",
    "takes two bets of a round that are equally high for one",
    "ids tell them apart",
    () => {
      const stakes = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const moved = rightMove(callback, player, ledger);
          const { action, action_id: round, amount } = callback.request;
          if (action !== "BET" || typeof moved !== "number") return moved;
          const stake = `${idText(round)} ${Number(amount)}`;
          const isTwin = stakes.has(stake);
          stakes.add(stake);
          return isTwin ? 0 : moved;
        },
      };
    },
  ),
  wrong(
    "equal-refunds-one",
    "refuses the refund of a second bet of a round that is as high as one refunded before",
    "ids tell them apart",
    () => {
      const refunds = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const moved = rightMove(callback, player, ledger);
          const { action, action_id: round, amount } = callback.request;
          if (action !== "ROLL_BACK" || typeof moved !== "number") return moved;
          const refund = `${idText(round)} ${Number(amount)}`;
          const isKnown = refunds.has(refund);
          refunds.add(refund);
          return isKnown ? refusal(400, "refunded before", 10_008) : moved;
        },
      };
    },
  ),
  wrong("refunds-refunds", "pays a rollback that names another rollback", "it refunds bets alone", {
    moves: (callback, player, ledger) => {
      const { action, withdraw_provider_tx_id: named, amount } = callback.request;
      const entry = ledger.entries.get(idText(named));
      return action === "ROLL_BACK" && entry?.request["action"] === action
        ? Number(amount)
        : rightMove(callback, player, ledger);
    },
  }),
  wrong(
    "latest-round-only",
    "takes no win and no rollback of a bet once its player has bet in another round",
    "rounds overlap, and results come late",
    () => {
      const latest = new Map<unknown, unknown>();
      return {
        onTaken: ({ path, request }, player) => {
          if (path === "/withdraw") latest.set(player, request["action_id"]);
        },
        moves: (callback, player, ledger) =>
          callback.path === "/deposit" && latest.get(player) !== callback.request["action_id"]
            ? refusal(400, "the round is over", 10_012)
            : rightMove(callback, player, ledger),
      };
    },
  ),
  wrong(
    "round-of-one",
    "takes whoever bets in a round that another has bet in for a repetition",
    "players share a round",
    () => {
      const rounds = new Map<unknown, unknown>();
      return {
        moves: (callback, player, ledger) => {
          const moved = rightMove(callback, player, ledger);
          const { action_id: round } = callback.request;
          if (callback.path !== "/withdraw" || typeof moved !== "number") return moved;
          if (!rounds.has(round)) rounds.set(round, player);
          return rounds.get(round) === player ? moved : 0;
        },
      };
    },
  ),
  wrong("third-bet-refused", "takes two bets a round", "a round may have several bets", () => {
    const counts = new Map<string, number>();
    return {
      moves: (callback, player, ledger) => {
        const { action, action_id: round } = callback.request;
        if (action !== "BET") return rightMove(callback, player, ledger);
        const nth = (counts.get(idText(round)) ?? 0) + 1;
        counts.set(idText(round), nth);
        return nth > 2 ? refusal(400, "two bets a round") : rightMove(callback, player, ledger);
      },
    };
  }),
];
