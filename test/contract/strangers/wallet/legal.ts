/** Odd wallets that no check may accuse. */
import { idText } from "../serve.js";
import {
  findPlayer,
  isWholeAmount,
  type OperatorChanges,
  type Player,
  refusal,
  rightMove,
} from "./operator.js";
import { betOf, legal } from "./table.js";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const onceOnly = (): OperatorChanges => {
  const used = new Set<Player>();
  return {
    auth: (data, player) => {
      if (used.has(player)) return refusal(401, "token was used");
      used.add(player);
      return data;
    },
  };
};

/** What needs a small balance is left out above wallet.maxDrain, which these balances are. */
const SMALL_BALANCE =
  /\.(?:never-overdraws|exact-balance-accepted|repeat-when-spent|(?:free-bet|win)-without-funds)$/;

export const LEGAL = [
  legal(
    "refund-of-won-refused",
    "refuses the refund of a bet that was won",
    "whether a won bet can be voided is not said",
    {
      moves: (callback, player, ledger) => {
        const id = idText(callback.request["withdraw_provider_tx_id"]);
        const isWon = [...ledger.entries.values()].some(
          ({ request }) =>
            request["action"] === "WIN" && idText(request["withdraw_provider_tx_id"]) === id,
        );
        return callback.request["action"] === "ROLL_BACK" && isWon
          ? refusal(400, "the bet is settled")
          : rightMove(callback, player, ledger);
      },
    },
  ),
  legal(
    "one-win-a-bet",
    "refuses a second win of a bet",
    "several wins a round are several bets'",
    () => {
      const won = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const id = idText(callback.request["withdraw_provider_tx_id"]);
          const moved = rightMove(callback, player, ledger);
          if (callback.request["action"] !== "WIN" || typeof moved !== "number") return moved;
          if (won.has(id)) return refusal(400, "WIN_ALREADY_EXISTS", 10_001);
          won.add(id);
          return moved;
        },
      };
    },
  ),
  legal(
    "other-player-refund-200",
    "answers 200 to the refund of another player's bet, and moves nothing",
    "any answer below 500 that moves nothing",
    {
      moves: (callback, player, ledger) => {
        const bet = betOf(callback, ledger);
        return callback.request["action"] === "ROLL_BACK" &&
          bet !== undefined &&
          bet.player !== player
          ? 0
          : rightMove(callback, player, ledger);
      },
    },
  ),
  legal("foreign-session-403", "answers 403 to a user in another's session", "refused is refused", {
    finds: (request, ledger) => {
      const player = findPlayer(request, ledger);
      const isKnown = ledger.players.some(({ userId }) => userId === idText(request["user_id"]));
      return "status" in player && player.status === 404 && isKnown
        ? refusal(403, "another's session")
        : player;
    },
  }),
  legal(
    "short-ids",
    "takes ids of up to 64 characters",
    "longer ones are recommended alone",
    {
      instead: ({ request }) =>
        idText(request["provider_tx_id"]).length > 64 && request["action"] !== "CLOSE_ROUND"
          ? refusal(400, "provider_tx_id is too long")
          : undefined,
    },
    { mayWarn: true },
  ),
  legal(
    "plain-ids",
    "takes ids of letters, digits and hyphens alone",
    "other ids are recommended alone",
    {
      instead: ({ request }) =>
        /[^\w-]/.test(idText(request["provider_tx_id"]))
          ? refusal(400, "provider_tx_id has other characters")
          : undefined,
    },
    { mayWarn: true },
  ),
  legal(
    "locked-10ms",
    "takes 10 ms a transaction, one at a time for each player",
    "a right lock takes its time",
    {
      readsEarly: "balance",
      lock: ({ request }) => idText(request["user_id"]),
    },
  ),
  legal(
    "locked-all",
    "takes one transaction at a time, of all players",
    "a right lock takes its time",
    {
      readsEarly: "all-balances",
      lock: () => "all",
    },
  ),
  legal(
    "conflict-503",
    "answers 503 to a transaction while another of the player is under way",
    "the provider repeats a 5xx; recommended against",
    () => {
      const busy = new Set<string>();
      return {
        readsEarly: "balance",
        lock: ({ request }) => idText(request["user_id"]),
        instead: ({ request, path }, { entries }) => {
          const isKnown = entries.has(idText(request["provider_tx_id"]));
          return path !== "/balance" && !isKnown && busy.has(idText(request["user_id"]))
            ? refusal(503, "busy")
            : undefined;
        },
        // Under way is what was found in order, until it moves.
        finds: (request, ledger, path) => {
          const player = findPlayer(request, ledger);
          if ("userId" in player && path !== "/balance" && request["currency"] === "USD")
            busy.add(player.userId);
          return player;
        },
        moves: (callback, player, ledger) => {
          busy.delete(player.userId);
          return rightMove(callback, player, ledger);
        },
      };
    },
    { mayWarn: true, mayBlock: /parallel|history/ },
  ),
  legal("bare", "replies without an envelope", "a bare object is accepted too", {
    reply: (data) => data,
  }),
  legal(
    "bare-trace",
    "replies bare, with a trace id and a time of its own in each",
    "members that name the request are free",
    () => {
      let nth = 0;
      return {
        reply: (data) => data,
        again: ({ reply }) => ({
          status: 200,
          body: { ...reply, trace_id: `t-${(nth += 1)}`, time: Date.now() },
        }),
      };
    },
  ),
  legal("envelope-trace", "has a request id beside data", "members outside data are free", () => {
    let nth = 0;
    return {
      again: ({ reply }) => ({ status: 200, body: { ...reply, request_id: (nth += 1) } }),
    };
  }),
  legal("slow", "takes 300 ms", "300 ms are fine", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection, with cookies", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "sid=1" } },
  }),
  legal(
    "chunked",
    "answers in chunks, indented, header names in capitals",
    "HTTP and JSON leave that free",
    {
      manner: { chunked: true, shouts: true, indent: 2 },
    },
  ),
  legal("numeric-user-id", "writes user_id as a number", "ids may be strings or numbers", {
    reply: (data) => ({
      code: 200,
      message: "OK",
      data: { ...data, ...("user_id" in data ? { user_id: Number(data["user_id"]) } : {}) },
    }),
  }),
  legal("extra-fields", "has further fields everywhere", "a body may hold more", {
    reply: (data) => ({ code: 200, message: "OK", data: { ...data, vip: true, tags: [] }, v: 2 }),
  }),
  legal("single-use-token", "takes a user_token once", "it is a token for one sign-in", onceOnly),
  legal(
    "single-use-token-with-id",
    "takes a user_token once; the profile names the user",
    "it is a token for one sign-in",
    () => ({
      ...onceOnly(),
      player: { userId: "7001" },
    }),
  ),
  legal(
    "least-stated",
    "takes bets from 1000 USD up, and says so at /auth",
    "a least bet may be any amount",
    {
      balance: 500_000_000,
      least: 1_000_000,
      auth: (data) => ({ ...data, minbet: 1_000_000, maxbet: 100_000_000 }),
    },
    { mayBlock: SMALL_BALANCE },
  ),
  legal(
    "least-unstated",
    "takes bets from 1 USD up, and says nothing",
    "the refusal of the first bet tells",
    {
      balance: 500_000_000,
      least: 1_000,
    },
    { mayBlock: SMALL_BALANCE },
  ),
  legal(
    "least-in-profile",
    "takes bets from 100 USD up; the profile states the stake",
    "stakes follow wallet.stake",
    {
      balance: 100_000_000,
      least: 100_000,
      section: { stake: 100_000 },
    },
  ),
  legal("rich", "has a player with 5000 USD", "a balance may be any amount", {
    balance: 5_000_000,
  }),
  legal(
    "very-rich",
    "has a player with ten million USD",
    "a balance may be any amount; what needs a small one may be left out",
    {
      balance: 10_000_000_000,
    },
    { mayBlock: /./ },
  ),
  legal(
    "poor-remembered",
    "answers a bet 402 again once it was 402",
    "it may be evaluated again, or not",
    () => {
      const refused = new Set<string>();
      return {
        poor: ({ request }) => {
          refused.add(idText(request["provider_tx_id"]));
          return refusal(402, "insufficient funds");
        },
        instead: ({ request }) =>
          refused.has(idText(request["provider_tx_id"]))
            ? refusal(402, "insufficient funds")
            : undefined,
      };
    },
  ),
  legal(
    "slip-takes-id",
    "keeps the id of a callback that it refused for its amount, player or session",
    "the same id with a different body is 409",
    () => {
      const texts = new Map<string, string>();
      return {
        instead: ({ asked, request }) => {
          const [id, body] = [idText(request["provider_tx_id"]), asked.body.toString()];
          const first = texts.get(id) ?? body;
          if (id !== "") texts.set(id, first);
          return first === body ? undefined : refusal(409, "the id is in use");
        },
      };
    },
  ),
  legal(
    "busy-503",
    "answers 503 to an id that is under way",
    "the provider repeats a 5xx; recommended against",
    () => {
      const under = new Set<string>();
      return {
        instead: ({ request }, { entries }) => {
          const id = idText(request["provider_tx_id"]);
          if (id === "" || entries.has(id)) return undefined;
          if (under.has(id)) return refusal(503, "busy");
          under.add(id);
          setTimeout(() => under.delete(id), 40).unref();
          return undefined;
        },
        readsEarly: "id",
      };
    },
    { mayWarn: true },
  ),
  legal("tx-numbers", "numbers its own transactions", "ids may be strings or numbers", () => {
    let nth = 90_000;
    return {
      reply: (data) => ({
        code: 200,
        message: "OK",
        data: "operator_tx_id" in data ? { ...data, operator_tx_id: (nth += 1) } : data,
      }),
    };
  }),
  legal("poor", "has a player with 150 USD", "100 units are enough", { balance: 150_000 }),
  legal(
    "uuid-ids",
    "wants ids that are UUIDs, as the profile says",
    "the provider's ids are such",
    {
      section: { ids: "uuid" },
      instead: ({ request, path }) =>
        path !== "/auth" &&
        path !== "/balance" &&
        request["action"] !== "CLOSE_ROUND" &&
        !uuid.test(idText(request["provider_tx_id"]))
          ? refusal(400, "provider_tx_id must be a UUID")
          : undefined,
    },
  ),
  legal("win-of-unknown-bet", "credits a win without a known bet", "either is legal", {
    moves: (callback, player, ledger) =>
      callback.path === "/deposit" &&
      callback.request["action"] === "WIN" &&
      betOf(callback, ledger) === undefined
        ? Number(callback.request["amount"])
        : rightMove(callback, player, ledger),
  }),
  legal(
    "second-rollback-200",
    "answers 200 to a further rollback of a bet, and moves nothing",
    "any answer below 500 that moves nothing",
    {
      moves: (callback, player, ledger) =>
        callback.request["action"] === "ROLL_BACK" && betOf(callback, ledger)?.refunded === true
          ? 0
          : rightMove(callback, player, ledger),
    },
  ),
  legal(
    "rollback-of-unknown-200",
    "answers 200 to the rollback of an unknown bet, and moves nothing",
    "any answer below 500 that moves nothing",
    {
      moves: (callback, player, ledger) => {
        const moved = rightMove(callback, player, ledger);
        return callback.request["action"] === "ROLL_BACK" && typeof moved !== "number" ? 0 : moved;
      },
    },
  ),
  legal(
    "late-bet-200",
    "answers 200 to a bet that was rolled back before, and debits nothing",
    "the answer is free",
    {
      moves: (callback, player, ledger) =>
        callback.path === "/withdraw" &&
        ledger.voided.has(idText(callback.request["provider_tx_id"]))
          ? 0
          : rightMove(callback, player, ledger),
    },
  ),
  legal(
    "same-by-meaning",
    "compares repeated bodies by meaning",
    "different may be judged by bytes or meaning",
    {
      isSame: (entry, { request }) => JSON.stringify(entry.request) === JSON.stringify(request),
    },
  ),
  legal(
    "session-400",
    "answers 400 with code 10013 to an unknown session",
    "400, 401 and 404 are open",
    {
      finds: (request, ledger) => {
        const player = findPlayer(request, ledger);
        return "status" in player && player.status === 401
          ? refusal(400, "GAME_SESSION_NOT_FOUND", 10_013)
          : player;
      },
    },
  ),
  legal("zero-accepted", "takes a bet of 0", "0 is not judged", {
    isAmount: (amount) => amount === 0 || isWholeAmount(amount),
  }),
  legal(
    "strict-schema",
    "refuses bodies with members that the provider does not send",
    "strict schemas are legal",
    {
      instead: ({ request }) =>
        Object.keys(request).every((name) =>
          /^(user_token|session_token|platform|currency|user_id|amount|game|action|action_id|provider|provider_tx_id|withdraw_provider_tx_id|attributes)$/.test(
            name,
          ),
        )
          ? undefined
          : refusal(400, "unknown member"),
    },
  ),
  legal(
    "ids-per-player",
    "keeps ids of two players apart",
    "one space or two is not judged",
    {
      key: ({ provider_tx_id: id, user_id: user }) => `${idText(user)} ${idText(id)}`,
    },
    { mayWarn: true },
  ),
  legal("url-safe", "accepts URL-safe and unpadded Base64 as well", "not judged", {
    trusts: ({ given, key, rightUnder }) => {
      const plain = (value: string) =>
        value.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
      return given !== undefined && plain(given) === plain(rightUnder(key));
    },
  }),
  legal(
    "rich-beyond-doubles",
    "has a player with more than 2^53 millis",
    "a balance is an integer; that nothing can be tried with it accuses nobody",
    { balance: 2 ** 60 },
    { mayBlock: /^wallet\./ },
  ),
];
