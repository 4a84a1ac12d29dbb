/** An operator's wallet: players, sessions and a ledger in memory. */
import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import {
  type Answer,
  type Asked,
  type Fields,
  header,
  isFields,
  jsonOf,
  type Manner,
  serve,
} from "../serve.js";
import type { Target } from "../stranger.js";
import { exactly, type Trust } from "../trust.js";

const SECRET = "wallet-secret-stranger-51";
const PUBLIC_KEY = "pk_operator_7";

export interface Player {
  readonly userId: string;
  readonly userToken: string;
  readonly sessionToken: string;
  balance: number;
}

/** A transaction that was taken. */
export interface Entry {
  readonly id: string;
  readonly text: string;
  readonly request: Fields;
  readonly player: Player | null;
  readonly reply: Fields;
  refunded: boolean;
}

export interface Ledger {
  readonly players: readonly Player[];
  /** Transactions by the key under which a repetition finds them. */
  readonly entries: Map<string, Entry>;
  /** Bets by their provider_tx_id. */
  readonly bets: Map<string, Entry>;
  /** Bets whose refund came before them. */
  readonly voided: Set<string>;
}

/** One signed callback that has been read. */
export interface Callback {
  readonly asked: Asked;
  readonly path: string;
  readonly request: Fields;
}

export interface OperatorChanges {
  readonly section?: object;
  readonly player?: object;
  readonly manner?: Manner;
  readonly balance?: number;
  readonly trusts?: Trust;
  readonly trustsPublicKey?: (given: string | undefined) => boolean;
  readonly signedText?: (asked: Asked) => Buffer | string;
  /** The answer to a bad signature. */
  readonly unsigned?: Answer;
  readonly before?: (asked: Asked) => Answer | undefined;
  /** Sees every callback that has a wrong signature. */
  readonly onRefused?: (callback: Callback, ledger: Ledger) => void;
  /** Answers a signed callback in place of the wallet, where it answers at all. */
  readonly instead?: (callback: Callback, ledger: Ledger) => Answer | undefined;
  readonly isAmount?: (amount: unknown, request: Fields) => boolean;
  /** The amount that is moved for one that was taken. */
  readonly amountOf?: (request: Fields) => number;
  readonly key?: (request: Fields) => string;
  readonly isSame?: (entry: Entry, callback: Callback) => boolean;
  /** The reply to a repetition. */
  readonly again?: (entry: Entry, player: Player | null) => Answer;
  readonly finds?: (request: Fields, ledger: Ledger, path: string) => Player | Answer;
  /** What a callback moves: millis, or a refusal. */
  readonly moves?: (callback: Callback, player: Player, ledger: Ledger) => number | Answer;
  readonly overdraws?: true;
  /** The answer where funds do not suffice. */
  readonly poor?: (callback: Callback, ledger: Ledger) => Answer;
  /** Between reading the balance and writing it, or between the look for the id and its entry. */
  readonly readsEarly?: "balance" | "id" | "all-balances";
  /** Between the movement and the look at the balance for the reply. */
  readonly repliesAfterMs?: number;
  /** The lock under which a callback waits; without it none does. */
  readonly lock?: (callback: Callback) => string;
  /** Sees a transaction that was taken. */
  readonly onTaken?: (callback: Callback, player: Player, ledger: Ledger) => void;
  readonly memory?: number;
  readonly reply?: (data: Fields, callback: Callback) => unknown;
  readonly least?: number;
  readonly auth?: (data: Fields, player: Player, request: Fields) => Fields | Answer;
  readonly balanceReply?: (data: Fields, player: Player, ledger: Ledger) => Fields;
}

export const refusal = (status: number, message: string, code = status): Answer => ({
  status,
  body: { code, message, data: null },
});

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const isAnswer = (value: object | number): value is Answer =>
  typeof value === "object" && "status" in value;

/** Whole millis above zero. */
export const isWholeAmount = (amount: unknown): boolean =>
  Number.isSafeInteger(amount) && Number(amount) > 0;

/** A player by session, who must be the one that is named. */
export function findPlayer(request: Fields, { players }: Ledger): Player | Answer {
  const bySession = players.find(({ sessionToken }) => sessionToken === request["session_token"]);
  if (bySession === undefined) return refusal(401, "session invalid");
  if (bySession.userId !== String(request["user_id"])) return refusal(404, "no such user");
  return bySession;
}

/** What a right wallet moves. */
export function rightMove(
  { path, request }: Callback,
  player: Player,
  ledger: Ledger,
): number | Answer {
  const amount = Number(request["amount"]);
  const { action } = request;
  if (path === "/withdraw") {
    if (ledger.voided.has(text(request["provider_tx_id"]))) return refusal(400, "bet was voided");
    if (action === "BET") return -amount;
    return action === "FREE_BET" ? 0 : refusal(400, "unknown action");
  }
  const betId = text(request["withdraw_provider_tx_id"]);
  const bet = ledger.bets.get(betId);
  if (action === "WIN" || action === "FREE_BET_WIN") {
    if (bet === undefined || bet.player !== player || bet.refunded)
      return refusal(400, "no withdraw found", 10_014);
    return amount;
  }
  if (action !== "ROLL_BACK") return refusal(400, "unknown action");
  if (bet === undefined) {
    if (betId !== "") ledger.voided.add(betId);
    return refusal(400, "no withdraw found", 10_014);
  }
  const isFree = bet.request["action"] === "FREE_BET";
  const isWhole = isFree || bet.request["amount"] === amount;
  if (bet.player !== player || bet.refunded || !isWhole)
    return refusal(400, "cannot be rolled back", 10_014);
  bet.refunded = true;
  return isFree ? 0 : amount;
}

export async function openOperator(changes: OperatorChanges = {}): Promise<Target> {
  const ledger: Ledger = {
    players: ["7001", "7002", "7003"].map((userId) => ({
      userId,
      userToken: `ut-${userId}`,
      sessionToken: `st-${userId}`,
      balance: changes.balance ?? 500_000,
    })),
    entries: new Map(),
    bets: new Map(),
    voided: new Set(),
  };
  const {
    trusts = exactly,
    signedText = ({ body }) => body,
    isAmount = isWholeAmount,
    key = ({ provider_tx_id: id }) => text(id),
    isSame = (entry, { asked }) => entry.text === asked.body.toString(),
    again = ({ reply }) => ({ status: 200, body: reply }),
    finds = findPlayer,
    moves = rightMove,
    amountOf,
  } = changes;

  const isSigned = (asked: Asked): boolean => {
    const publicKey = header(asked, "x-public-key");
    if (!(changes.trustsPublicKey?.(publicKey) ?? publicKey === PUBLIC_KEY)) return false;
    return trusts({
      given: header(asked, "x-signature"),
      key: SECRET,
      asked,
      rightUnder: (secret) =>
        createHmac("sha256", secret).update(signedText(asked)).digest("base64"),
    });
  };

  const success = (data: Fields, callback: Callback): Fields =>
    (changes.reply?.(data, callback) ?? { code: 200, message: "OK", data }) as Fields;

  const enter = (callback: Callback, player: Player | null, reply: Fields) => {
    const { request, asked, path } = callback;
    const id = key(request);
    const entry = { id, request, text: asked.body.toString(), player, reply, refunded: false };
    ledger.entries.set(id, entry);
    if (path === "/withdraw") ledger.bets.set(text(request["provider_tx_id"]), entry);
    if (ledger.entries.size > (changes.memory ?? Infinity))
      ledger.entries.delete([...ledger.entries.keys()][0] ?? "");
  };

  const close = (callback: Callback): Answer => {
    if (callback.request["amount"] !== 0) return refusal(400, "amount");
    const reply = success({ provider_tx_id: callback.request["provider_tx_id"] }, callback);
    enter(callback, null, reply);
    return { status: 200, body: reply };
  };

  const transact = async (callback: Callback): Promise<Answer> => {
    const { request, path } = callback;
    const id = key(request);
    if (text(request["provider_tx_id"]) === "") return refusal(400, "provider_tx_id is missing");
    const known = ledger.entries.get(id);
    if (known !== undefined) {
      return isSame(known, callback)
        ? again(known, known.player)
        : refusal(409, "the id was used for another transaction");
    }
    if (changes.readsEarly === "id") await wait(10);
    if (path === "/deposit" && request["action"] === "CLOSE_ROUND") return close(callback);
    if (!isAmount(request["amount"], request)) return refusal(400, "amount must be whole millis");
    if (text(request["action_id"]) === "") return refusal(400, "round required", 10_015);
    const player = finds(request, ledger, path);
    if (isAnswer(player)) return player;
    if (request["currency"] !== "USD") return refusal(400, "currency");
    if (path === "/withdraw" && Number(request["amount"]) < (changes.least ?? 0))
      return refusal(400, "below the least bet");
    const before = player.balance;
    const all = ledger.players.map(({ balance }) => balance);
    if (changes.readsEarly === "balance" || changes.readsEarly === "all-balances") await wait(10);
    const whole =
      amountOf === undefined
        ? callback
        : { ...callback, request: { ...request, amount: amountOf(request) } };
    const moved = moves(whole, player, ledger);
    if (isAnswer(moved)) return moved;
    const start = changes.readsEarly === "balance" ? before : player.balance;
    if (start + moved < 0 && moved < 0 && !changes.overdraws)
      return changes.poor?.(callback, ledger) ?? refusal(402, "insufficient funds");
    if (changes.readsEarly === "all-balances")
      for (const [at, each] of ledger.players.entries()) each.balance = all[at] ?? 0;
    player.balance = (changes.readsEarly === "all-balances" ? player.balance : start) + moved;
    changes.onTaken?.(callback, player, ledger);
    if (changes.repliesAfterMs !== undefined) await wait(changes.repliesAfterMs);
    const data = {
      user_id: player.userId,
      operator_tx_id: `op-${ledger.entries.size + 1}`,
      provider: request["provider"],
      provider_tx_id: request["provider_tx_id"],
      new_balance: player.balance,
      currency: request["currency"],
    };
    const reply = success(data, callback);
    enter(callback, player, reply);
    return { status: 200, body: reply };
  };

  const locks = new Map<string, Promise<unknown>>();
  const inTurn = (callback: Callback): Promise<Answer> => {
    if (changes.lock === undefined) return transact(callback);
    const key = changes.lock(callback);
    const answer = (locks.get(key) ?? Promise.resolve()).then(() => transact(callback));
    locks.set(key, answer);
    return answer;
  };

  const authenticate = (callback: Callback): Answer => {
    const { request } = callback;
    const player = ledger.players.find(({ userToken }) => userToken === request["user_token"]);
    if (player === undefined) return refusal(404, "no such user");
    if (player.sessionToken !== request["session_token"]) return refusal(401, "session invalid");
    const data = {
      user_id: player.userId,
      username: `player ${player.userId}`,
      balance: player.balance,
      currency: "USD",
    };
    const shown = changes.auth?.(data, player, request) ?? data;
    return isAnswer(shown) ? shown : { status: 200, body: success(shown, callback) };
  };

  const tellBalance = (callback: Callback): Answer => {
    const player = finds(callback.request, ledger, callback.path);
    if (isAnswer(player)) return player;
    const data = { currency: "USD", amount: player.balance };
    return {
      status: 200,
      body: success(changes.balanceReply?.(data, player, ledger) ?? data, callback),
    };
  };

  const served = await serve((asked) => {
    const early = changes.before?.(asked);
    if (early !== undefined) return early;
    const path = asked.path.toLowerCase().replace(/\/$/, "");
    if (!["/gp/auth", "/gp/withdraw", "/gp/deposit", "/gp/balance"].includes(path))
      return refusal(404, "no such page");
    if (asked.method === "GET") return { status: 405, headers: { Allow: "POST" } };
    const request = jsonOf(asked.body);
    const callback = { asked, path: path.slice(3), request: isFields(request) ? request : {} };
    if (!isSigned(asked)) {
      changes.onRefused?.(callback, ledger);
      return changes.unsigned ?? refusal(401, "invalid signature");
    }
    if (!isFields(request)) return refusal(400, "malformed");
    const other = changes.instead?.(callback, ledger);
    if (other !== undefined) return other;
    if (callback.path === "/auth") return authenticate(callback);
    return callback.path === "/balance" ? tellBalance(callback) : inTurn(callback);
  }, changes.manner);
  const account = ({ userToken, sessionToken }: Player) => ({
    userToken,
    sessionToken,
    currency: "USD",
  });
  const [first, second] = ledger.players.map(account);
  return {
    close: served.close,
    env: { WALLET_SECRET: SECRET },
    profile: {
      wallet: {
        url: `${served.url}/gp`,
        publicKey: PUBLIC_KEY,
        secret: { env: "WALLET_SECRET" },
        player: { ...first, ...changes.player },
        players: [second],
        ...changes.section,
      },
    },
  };
}
