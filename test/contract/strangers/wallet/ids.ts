/** Wallets that know a transaction by too much, or by too little. */
import { type Fields, idText } from "../serve.js";
import { findPlayer, refusal, rightMove } from "./operator.js";
import { lax, wrong } from "./table.js";

export const IDS = [
  wrong(
    "close-forgets",
    "forgets the bets of a round that was closed",
    "a repetition moves nothing, whenever it comes",
    {
      instead: ({ request }, { entries }) => {
        if (request["action"] !== "CLOSE_ROUND") return undefined;
        for (const [id, entry] of entries)
          if (entry.request["action_id"] === request["action_id"]) entries.delete(id);
        return undefined;
      },
    },
  ),
  wrong(
    "poor-then-taken",
    "answers 200 to the repetition of a bet that funds did not suffice for",
    "the bet was never debited",
    () => {
      const poor = new Set<string>();
      return {
        poor: ({ request }) => {
          poor.add(idText(request["provider_tx_id"]));
          return refusal(402, "insufficient funds");
        },
        moves: (callback, player, ledger) =>
          poor.has(idText(callback.request["provider_tx_id"]))
            ? 0
            : rightMove(callback, player, ledger),
      };
    },
  ),
  wrong(
    "smaller-amount-again",
    "answers as before where an id comes with a smaller amount",
    "another body is a conflict",
    {
      isSame: ({ text, request }, { asked, request: again }) =>
        text === asked.body.toString() || Number(again["amount"]) < Number(request["amount"]),
    },
  ),
  wrong("by-round", "knows a transaction by its round", "a round has many bets and wins", {
    key: ({ action_id: round, action }) => `${idText(round)} ${idText(action)}`,
    isSame: () => true,
  }),
  wrong(
    "by-amount-too",
    "knows a transaction by id and amount",
    "the same id with another amount is 409, and moves nothing",
    {
      key: ({ provider_tx_id: id, amount }) => `${idText(id)} ${idText(amount)}`,
    },
  ),
  lax("by-round-too", "knows a transaction by id and round", "the key is provider_tx_id alone", {
    key: ({ provider_tx_id: id, action_id: round }) => `${idText(id)} ${idText(round)}`,
  }),
  wrong(
    "by-endpoint-too",
    "keeps ids of bets and wins apart",
    "withdraw and deposit ids are one space",
    {
      key: ({ provider_tx_id: id, withdraw_provider_tx_id: bet }) =>
        `${bet === undefined ? "out" : "in"} ${idText(id)}`,
    },
  ),
  wrong(
    "by-player-and-second",
    "holds two like bets of a player within a second for one",
    "each id is a bet of its own",
    () => {
      const last = new Map<string, number>();
      return {
        instead: ({ request, path }, { entries, players }) => {
          if (path !== "/withdraw" || entries.has(idText(request["provider_tx_id"])))
            return undefined;
          const key = `${idText(request["user_id"])} ${idText(request["amount"])}`;
          const before = last.get(key) ?? 0;
          last.set(key, Date.now());
          if (Date.now() - before > 1_000) return undefined;
          const player = players.find(({ userId }) => userId === request["user_id"]);
          const earlier = [...entries.values()].findLast((each) => each.player === player);
          return earlier === undefined ? undefined : { status: 200, body: earlier.reply };
        },
      };
    },
  ),
  lax("ids-any-case", "holds ids for one that differ in case", "ids are compared byte for byte", {
    key: ({ provider_tx_id: id }) => idText(id).toLowerCase(),
  }),
  lax("ids-as-numbers", "reads numeric ids as numbers", "leading zeros and 64 bits count", {
    key: ({ provider_tx_id: id }) => (/^\d+$/.test(idText(id)) ? String(Number(id)) : idText(id)),
  }),
  lax("ids-cut", "keeps 40 characters of an id", "ids have up to 128 characters", {
    key: ({ provider_tx_id: id }) => idText(id).slice(0, 40),
  }),
  lax("ids-composed", "normalises ids", "composed and decomposed letters are other bytes", {
    key: ({ provider_tx_id: id }) => idText(id).normalize("NFC"),
  }),
  lax("ids-ascii", "drops what is not ASCII from ids", "ids with emoji are ids", {
    key: ({ provider_tx_id: id }) => idText(id).replaceAll(/[^\x20-\x7e]/g, ""),
  }),
  lax("ids-quotes-crash", "answers 500 to an id with a quote", "an odd id is no reason to break", {
    instead: ({ request }) =>
      /['"]/.test(idText(request["provider_tx_id"])) ? { status: 500 } : undefined,
  }),
  lax(
    "rollback-ids-apart",
    "keeps ids of rollbacks apart from those of bets",
    "ids are one space: a refund under the bet's id is no transaction of its own",
    {
      key: ({ provider_tx_id: id, action }) =>
        `${action === "ROLL_BACK" ? "back" : ""} ${idText(id)}`,
    },
  ),
  wrong(
    "like-wins-once",
    "holds two wins of a round with the same amount for one",
    "each id is a win of its own",
    () => {
      const paid = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const moved = rightMove(callback, player, ledger);
          const { action, action_id: round, amount } = callback.request;
          const key = `${idText(round)} ${idText(amount)}`;
          if (action !== "WIN" || typeof moved !== "number") return moved;
          if (paid.has(key)) return 0;
          paid.add(key);
          return moved;
        },
      };
    },
  ),
  wrong(
    "like-bets-once",
    "holds two bets of a round with the same amount for one",
    "each id is a bet of its own",
    () => {
      const placed = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const { action, action_id: round, amount } = callback.request;
          const key = `${idText(round)} ${idText(amount)}`;
          if (action !== "BET" || !placed.has(key)) {
            if (action === "BET") placed.add(key);
            return rightMove(callback, player, ledger);
          }
          return 0;
        },
      };
    },
  ),
  wrong(
    "memory-of-eighty",
    "remembers the last 80 transactions",
    "a repetition may come after many others",
    {
      memory: 80,
    },
  ),
  wrong(
    "again-free-win-credits",
    "knows every repetition but that of FREE_BET_WIN",
    "the key holds for every action",
    () => {
      let nth = 0;
      return {
        key: ({ provider_tx_id: id, action }) =>
          action === "FREE_BET_WIN" ? `${idText(id)} ${(nth += 1)}` : idText(id),
      };
    },
  ),
  wrong(
    "again-rollback-other-amount",
    "gives the original reply to a rollback's id with another amount",
    "the same id with another body is 409",
    {
      isSame: (entry, { asked, request }) =>
        request["action"] === "ROLL_BACK" || entry.text === asked.body.toString(),
    },
  ),
  wrong("short-memory", "remembers the last four transactions", "a repetition may come late", {
    memory: 4,
  }),
  wrong(
    "again-current-balance",
    "shows today's balance in the reply to a repetition",
    "the original reply is due",
    {
      again: ({ reply }, player) => ({
        status: 200,
        body: { ...reply, data: { ...(reply["data"] as Fields), new_balance: player?.balance } },
      }),
    },
  ),
  wrong(
    "again-409-in-200",
    "answers a repetition 200 with code 409 inside",
    "an identical repetition gets the original reply, code and all",
    {
      again: ({ reply }) => ({ status: 200, body: { ...reply, code: 409 } }),
    },
  ),
  wrong(
    "again-409",
    "answers 409 to an identical repetition",
    "409 is for another body; the provider would give up",
    {
      again: () => refusal(409, "duplicate"),
    },
  ),
  wrong(
    "again-exists",
    "answers 400 BET_ALREADY_EXISTS to an identical repetition",
    "the original reply is due",
    {
      again: () => refusal(400, "BET_ALREADY_EXISTS", 10_000),
    },
  ),
  wrong(
    "again-new-tx-id",
    "gives each repetition a new operator_tx_id",
    "the original reply is due, every field",
    () => {
      let nth = 0;
      return {
        again: ({ reply }) => ({
          status: 200,
          body: {
            ...reply,
            data: { ...(reply["data"] as Fields), operator_tx_id: `again-${(nth += 1)}` },
          },
        }),
      };
    },
  ),
  wrong(
    "again-deposit-credits",
    "knows repeated bets, not repeated wins",
    "the key holds on deposits too",
    () => {
      let nth = 0;
      return {
        key: ({ provider_tx_id: id, action }) =>
          action === "WIN" ? `${idText(id)} ${(nth += 1)}` : idText(id),
      };
    },
  ),
  wrong(
    "other-amount-200",
    "gives the original reply to the same id with another amount",
    "that is 409",
    {
      isSame: () => true,
    },
  ),
  wrong(
    "other-action-credits",
    "takes a bet's id for a win, and credits it",
    "one id is one transaction",
    {
      key: ({ provider_tx_id: id, action }) => `${idText(action)} ${idText(id)}`,
    },
  ),
  wrong(
    "refused-takes-id",
    "notes the id of a request with a bad signature",
    "what was refused takes no id: the right request after it counts",
    {
      onRefused: ({ request, asked }, { entries }) => {
        const id = idText(request["provider_tx_id"]);
        if (id === "" || entries.has(id)) return;
        const body = { text: asked.body.toString(), request, player: null, refunded: false };
        entries.set(id, { id, ...body, reply: { code: 401, message: "signature", data: null } });
      },
    },
  ),
  wrong(
    "no-id-debits",
    "takes a bet without provider_tx_id",
    "without an id no repetition can be known",
    {
      instead: ({ request, path }, ledger) => {
        if (path !== "/withdraw" || idText(request["provider_tx_id"]) !== "") return undefined;
        const player = findPlayer(request, ledger);
        if ("status" in player) return player;
        player.balance -= Number(request["amount"]);
        return {
          status: 200,
          body: { code: 200, message: "OK", data: { new_balance: player.balance } },
        };
      },
    },
  ),
];
