/** Wallets whose program has a usual mistake: a cache, a type too small, a look-up too wide, a check in the wrong place. */
import { createHmac } from "node:crypto";
import { type Answer, idText, isFields, jsonOf } from "../serve.js";
import { type Callback, findPlayer, type Player, refusal, rightMove } from "./operator.js";
import { lax, legal, wrong } from "./table.js";

const amountIn = ({ request }: Callback) => Number(request["amount"]);
const isAction = ({ request }: Callback, action: string) => request["action"] === action;

export const PROGRAMS = [
  wrong(
    "cached-at-bets",
    "keeps the balance in its cache at bets, and wins go to the database alone",
    "a win before a bet is lost",
    () => {
      const cached = new Map<Player, number>();
      return {
        moves: (callback, player, ledger) => {
          if (callback.path === "/withdraw") player.balance = cached.get(player) ?? player.balance;
          return rightMove(callback, player, ledger);
        },
        onTaken: ({ path }, player) => {
          if (path === "/withdraw") cached.set(player, player.balance);
        },
      };
    },
  ),
  wrong(
    "float-balance",
    "adds units in floating point, and cuts them to millis",
    "balances are whole millis",
    () => {
      const units = new Map<Player, number>();
      const last = new Map<Player, number>();
      return {
        onTaken: (_, player) => {
          const moved = player.balance - (last.get(player) ?? 500_000);
          units.set(player, (units.get(player) ?? 500) + moved / 1000);
          last.set(player, player.balance);
        },
        balanceReply: (data, player) => ({
          ...data,
          amount: Math.trunc((units.get(player) ?? 500) * 1000),
        }),
      };
    },
  ),
  wrong("16-bits", "keeps 16 bits of an amount", "a bet of 100 USD is one", {
    amountOf: ({ amount }) => Number(amount) % 2 ** 16,
  }),
  ...[150, 900].map((ms) =>
    wrong(
      `memory-of-${ms}-ms`,
      `forgets a transaction after ${ms} ms`,
      "a repetition may come late",
      () => ({
        onTaken: ({ request }, _, { entries }) => {
          const timer = setTimeout(() => entries.delete(idText(request["provider_tx_id"])), ms);
          timer.unref();
        },
      }),
    ),
  ),
  wrong(
    "lock-runs-out",
    "holds the lock of an id for 5 ms, and needs 10",
    "an identical retry moves nothing",
    () => {
      const locked = new Map<string, number>();
      return {
        readsEarly: "id",
        instead: ({ request }) => {
          const id = idText(request["provider_tx_id"]);
          if (id === "") return undefined;
          if (Date.now() - (locked.get(id) ?? 0) < 5) return refusal(503, "under way");
          locked.set(id, Date.now());
          return undefined;
        },
      };
    },
  ),
  wrong(
    "wins-to-last-bettor",
    "credits a win to whoever bet last",
    "a win is his whom it names",
    () => {
      let last: Player | null = null;
      return {
        moves: (callback, player, ledger) => {
          const moved = rightMove(callback, player, ledger);
          if (callback.path === "/withdraw") last = player;
          if (!isAction(callback, "WIN") || typeof moved !== "number" || last === null)
            return moved;
          last.balance += moved;
          return 0;
        },
      };
    },
  ),
  wrong(
    "balance-of-last-auth",
    "answers /balance for whoever signed in last",
    "each player has his own",
    () => {
      let last: Player | null = null;
      return {
        auth: (data, player) => {
          last = player;
          return data;
        },
        balanceReply: (data) => ({ ...data, amount: last?.balance ?? data["amount"] }),
      };
    },
  ),
  wrong(
    "signs-trimmed-text",
    "checks the signature of the text less white space around it",
    "the raw bytes are signed",
    { signedText: ({ body }) => body.toString().trim() },
  ),
  wrong(
    "signs-parsed-values",
    "checks the signature of the parsed body, written again with sorted keys, or of the body",
    "the raw bytes are signed",
    {
      trusts: ({ given, key, asked, rightUnder }) => {
        const parsed = jsonOf(asked.body);
        if (given === rightUnder(key)) return true;
        if (!isFields(parsed)) return false;
        const again = createHmac("sha256", key).update(JSON.stringify(parsed)).digest("base64");
        return given === again;
      },
    },
  ),
  wrong(
    "units-after-refund",
    "states units in the reply to a rollback",
    "what is present must be right",
    {
      reply: (data, callback) => ({
        code: 200,
        message: "OK",
        data: isAction(callback, "ROLL_BACK")
          ? { ...data, new_balance: Math.round(Number(data["new_balance"]) / 1000) }
          : data,
      }),
    },
  ),
  wrong(
    "win-grows",
    "credits the difference when a win's id comes again with more",
    "the same id with another body moves nothing",
    {
      isSame: (entry, { asked }) => entry.text === asked.body.toString(),
      instead: (callback, { entries, players }) => {
        const known = entries.get(idText(callback.request["provider_tx_id"]));
        if (known === undefined || !isAction(callback, "WIN")) return undefined;
        const more = amountIn(callback) - Number(known.request["amount"]);
        const player = players.find((each) => each === known.player);
        if (more > 0 && player !== undefined) player.balance += more;
        return more === 0 ? undefined : refusal(409, "the amount was raised");
      },
    },
  ),
  wrong(
    "closed-forgets",
    "answers 400 to the repetition of a bet whose round is closed",
    "a repetition gets the original reply",
    () => {
      const closed = new Set<string>();
      return {
        instead: (callback, { entries }) => {
          const round = idText(callback.request["action_id"]);
          if (isAction(callback, "CLOSE_ROUND")) closed.add(round);
          const isKnown = entries.has(idText(callback.request["provider_tx_id"]));
          return callback.path === "/withdraw" && isKnown && closed.has(round)
            ? refusal(400, "the round is closed")
            : undefined;
        },
      };
    },
  ),
  wrong(
    "refunded-forgets",
    "answers 400 to the repetition of a bet that was rolled back",
    "a repetition gets the original reply",
    {
      again: (entry) =>
        entry.refunded ? refusal(400, "bet was voided") : { status: 200, body: entry.reply },
    },
  ),
  wrong(
    "funds-before-ids",
    "answers 402 to a repeated bet when the balance would not cover it a second time",
    "a repetition gets the original reply",
    {
      instead: (callback, ledger) => {
        const player = findPlayer(callback.request, ledger);
        return isAction(callback, "BET") &&
          "balance" in player &&
          amountIn(callback) > player.balance
          ? refusal(402, "insufficient funds")
          : undefined;
      },
    },
  ),
  lax(
    "free-bet-needs-funds",
    "answers 402 to a FREE_BET above the balance",
    "a free bet takes nothing",
    {
      instead: (callback, ledger) => {
        const player = findPlayer(callback.request, ledger);
        return isAction(callback, "FREE_BET") &&
          "balance" in player &&
          amountIn(callback) > player.balance
          ? refusal(402, "insufficient funds")
          : undefined;
      },
    },
  ),
  wrong(
    "user-by-prefix",
    "finds a user by the beginning of user_id",
    "an unknown user is refused",
    {
      finds: (request, { players }) => {
        const player = players.find((each) => each.sessionToken === request["session_token"]);
        if (player === undefined) return refusal(401, "session invalid");
        const id = idText(request["user_id"]);
        return id !== "" && player.userId.startsWith(id) ? player : refusal(404, "no such user");
      },
    },
  ),
  wrong(
    "user-by-leading-number",
    "reads user_id as a number, up to the first letter",
    "an unknown user is refused",
    {
      finds: (request, ledger) =>
        findPlayer(
          { ...request, user_id: String(Number.parseInt(idText(request["user_id"]), 10)) },
          ledger,
        ),
    },
  ),
  wrong(
    "session-by-part",
    "finds a session by a part of its token",
    "an unknown session is refused",
    {
      finds: (request, { players }) => {
        const token = idText(request["session_token"]);
        const player = players.find((each) => token !== "" && each.sessionToken.includes(token));
        if (player === undefined) return refusal(401, "session invalid");
        return player.userId === idText(request["user_id"]) ? player : refusal(404, "no such user");
      },
    },
  ),
  lax(
    "currency-ignored-at-wins",
    "looks at currency at bets alone",
    "100 of one currency is not 100 of another",
    {
      instead: ({ path, request }, ledger): Answer | undefined => {
        if (path !== "/deposit" || request["currency"] === "USD") return undefined;
        const player = findPlayer(request, ledger);
        if (!("balance" in player) || request["action"] !== "WIN") return undefined;
        player.balance += Number(request["amount"]);
        return { status: 200, body: { code: 200, message: "OK", data: {} } };
      },
    },
  ),
  legal("least-and-most", "takes bets from 0.5 to 20 USD, and says so", "limits are the wallet's", {
    least: 500,
    auth: (data) => ({ ...data, minbet: 500, maxbet: 20_000 }),
  }),
  legal(
    "conflict-in-words",
    "answers a conflict with code 10000 in the envelope, and status 409",
    "the code is the status or a five-digit one",
    {
      instead: (callback, { entries }) => {
        const known = entries.get(idText(callback.request["provider_tx_id"]));
        return known === undefined || known.text === callback.asked.body.toString()
          ? undefined
          : refusal(409, "BET_ALREADY_EXISTS", 10_000);
      },
    },
  ),
];
