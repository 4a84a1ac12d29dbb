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
  wrong("overdraws", "lets the balance go below zero", "what is not there is answered 402", {
    overdraws: true,
  }),
];
