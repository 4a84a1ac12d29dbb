/** Wallets that let go of a lock too early. */
import { idText } from "../serve.js";
import { refusal } from "./operator.js";
import { wrong } from "./table.js";

export const LOCKS = [
  wrong(
    "lost-update",
    "reads the balance, waits for the database, writes it",
    "parallel bets would cost less than they are",
    {
      readsEarly: "balance",
    },
  ),
  wrong(
    "duplicate-debits-twice",
    "looks for the id, waits, then debits",
    "the same bet twice at once is one bet",
    {
      readsEarly: "id",
    },
  ),
  wrong(
    "second-in-flight-409",
    "answers 409 while the same id is under way",
    "the provider does not repeat a 409: the debit is lost",
    () => {
      const under = new Set<string>();
      return {
        instead: ({ request }, { entries }) => {
          const id = idText(request["provider_tx_id"]);
          if (id === "" || entries.has(id)) return undefined;
          if (under.has(id)) return refusal(409, "under way");
          under.add(id);
          setTimeout(() => under.delete(id), 40).unref();
          return undefined;
        },
        readsEarly: "id",
      };
    },
  ),
  wrong(
    "locks-by-round",
    "locks the round, not the player",
    "bets in two rounds at once would cost less than they are",
    {
      readsEarly: "balance",
      lock: ({ request }) => idText(request["action_id"]),
    },
  ),
  wrong(
    "locks-by-endpoint",
    "locks bets against bets and wins against wins",
    "a win beside a bet would be lost",
    {
      readsEarly: "balance",
      lock: ({ request, path }) => `${path} ${idText(request["user_id"])}`,
    },
  ),
  wrong("locks-by-action", "locks each action by itself", "a refund beside a bet would be lost", {
    readsEarly: "balance",
    lock: ({ request }) => `${idText(request["action"])} ${idText(request["user_id"])}`,
  }),
  wrong(
    "saves-all-players",
    "locks the player, and writes the balances of all as it read them",
    "what one player bets is lost when another plays",
    {
      readsEarly: "all-balances",
      lock: ({ request }) => idText(request["user_id"]),
    },
  ),
  wrong(
    "second-win-in-flight-409",
    "answers 409 to a win or refund while the same id is under way",
    "the provider does not repeat a 409: the player is not paid",
    () => {
      const under = new Set<string>();
      return {
        instead: ({ request, path }, { entries }) => {
          const id = idText(request["provider_tx_id"]);
          if (path !== "/deposit" || id === "" || entries.has(id)) return undefined;
          if (under.has(id)) return refusal(409, "under way");
          under.add(id);
          setTimeout(() => under.delete(id), 40).unref();
          return undefined;
        },
        readsEarly: "id",
      };
    },
  ),
  wrong("overdraws", "lets the balance go below zero", "what is not there is answered 402", {
    overdraws: true,
  }),
];
