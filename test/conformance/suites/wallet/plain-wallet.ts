/** A wallet in plain node:http, written from the protocol alone: right, and odd in the ways that a test asks for. */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface PlainOptions {
  readonly secret?: string;
  readonly balance?: number;
  readonly players?: number;
  readonly leastBet?: number;
  readonly mostBet?: number;
  /** Whether `/auth` states the least bet. */
  readonly statesLeast?: boolean;
  /** Whether a refusal names it. */
  readonly namesLeast?: boolean;
  readonly tokensServeOnce?: boolean;
  readonly uuidsOnly?: boolean;
  /** Replies without envelope, with a trace id of the request. */
  readonly bare?: boolean;
  readonly delayMs?: number;
  /** What the balance is divided by on `/balance`. */
  readonly balanceUnit?: number;
  readonly takesFractions?: boolean;
  /** Answers before anything else; null goes on. */
  readonly first?: (path: string, body: Body) => Answer | null;
}

export type Body = Readonly<Record<string, unknown>>;
export type Answer = readonly [status: number, data: object | null, code?: number];

interface Player {
  readonly id: string;
  balance: number;
  tokenUsed: boolean;
}

interface Stored {
  readonly body: string;
  readonly answer: Answer;
}

export interface PlainWallet {
  readonly url: string;
  readonly players: readonly Player[];
  close(): Promise<void>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export async function openPlainWallet(options: PlainOptions = {}): Promise<PlainWallet> {
  const { secret = "sandbox-wallet-secret-known-to-everyone", balance = 1_000_000 } = options;
  const players: Player[] = Array.from({ length: options.players ?? 1 }, (_, at) => ({
    id: `player-${at + 1}`,
    balance,
    tokenUsed: false,
  }));
  const stored = new Map<string, Stored>();
  const bets = new Map<
    string,
    { player: Player; amount: number; roundId: unknown; state: string }
  >();
  const voided = new Set<unknown>();
  let nextId = 0;

  const money = (path: string, raw: string, body: Body): Answer => {
    const { action, amount, provider_tx_id: tx, withdraw_provider_tx_id: betTx } = body;
    if (typeof tx !== "string" || tx === "" || typeof body["action_id"] !== "string")
      return [400, null];
    if (action !== "CLOSE_ROUND" && options.uuidsOnly === true)
      if (!UUID.test(tx) || !UUID.test(body["action_id"])) return [400, null];
    const before = stored.get(tx);
    if (before !== undefined) return before.body === path + raw ? before.answer : [409, null];
    const keep = (answer: Answer): Answer => {
      stored.set(tx, { body: path + raw, answer });
      return answer;
    };
    if (action === "CLOSE_ROUND") return keep([200, {}]);
    const player = players.find(
      ({ id }, at) => id === body["user_id"] && body["session_token"] === `session-${at + 1}`,
    );
    if (!players.some((_, at) => body["session_token"] === `session-${at + 1}`))
      return [401, null, 10013];
    if (player === undefined) return [404, null];
    if (body["currency"] !== "USD") return [400, null];
    const isAmount =
      typeof amount === "number" &&
      amount >= 0 &&
      (Number.isInteger(amount) || options.takesFractions === true);
    if (!isAmount) return [400, null];
    const done = (delta: number): Answer => {
      player.balance += delta;
      nextId += 1;
      return keep([
        200,
        {
          user_id: player.id,
          operator_tx_id: `op-${nextId}`,
          provider: body["provider"],
          provider_tx_id: tx,
          new_balance: player.balance,
          currency: "USD",
        },
      ]);
    };
    if (path === "/withdraw" && (action === "BET" || action === "FREE_BET")) {
      if (voided.has(tx)) return [400, null];
      if (amount < (options.leastBet ?? 1)) return [400, null];
      if (options.mostBet !== undefined && amount > options.mostBet) return [400, null];
      const debit = action === "BET" ? amount : 0;
      if (debit > player.balance) return [402, null];
      bets.set(tx, { player, amount: debit, roundId: body["action_id"], state: "open" });
      return done(-debit);
    }
    if (path === "/deposit" && (action === "WIN" || action === "FREE_BET_WIN")) {
      const bet = typeof betTx === "string" ? bets.get(betTx) : undefined;
      if (bet === undefined || bet.player !== player || bet.state === "void")
        return [400, null, 10014];
      bet.state = "won";
      return done(amount);
    }
    if (path === "/deposit" && action === "ROLL_BACK") {
      const bet = typeof betTx === "string" ? bets.get(betTx) : undefined;
      voided.add(betTx);
      if (bet === undefined || bet.player !== player || bet.state !== "open")
        return [400, null, 10014];
      if (bet.amount !== amount) return [400, null];
      bet.state = "void";
      return done(bet.amount);
    }
    return [400, null];
  };

  const answer = (path: string, raw: string): Answer => {
    let body: Body;
    try {
      body = JSON.parse(raw) as Body;
    } catch {
      return [400, null];
    }
    const early = options.first?.(path, body) ?? null;
    if (early !== null) return early;
    if (path === "/auth") {
      const player = players.find((_, at) => body["user_token"] === `token-${at + 1}`);
      if (player === undefined || (player.tokenUsed && options.tokensServeOnce === true))
        return [401, null];
      player.tokenUsed = true;
      return [
        200,
        {
          user_id: player.id,
          balance: player.balance,
          currency: "USD",
          ...(options.statesLeast === true ? { minbet: options.leastBet } : {}),
          ...(options.mostBet === undefined ? {} : { maxbet: options.mostBet }),
        },
      ];
    }
    if (path === "/balance") {
      const at = players.findIndex((_, nth) => body["session_token"] === `session-${nth + 1}`);
      const player = players[at];
      if (player === undefined) return [401, null];
      if (player.id !== body["user_id"]) return [404, null];
      return [200, { currency: "USD", amount: player.balance / (options.balanceUnit ?? 1) }];
    }
    return money(path, raw, body);
  };

  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const right = createHmac("sha256", secret).update(body).digest("base64");
      const given = String(request.headers["x-signature"] ?? "");
      const isRight =
        request.headers["x-public-key"] === "sandbox-public-key" &&
        Buffer.byteLength(given) === right.length &&
        timingSafeEqual(Buffer.from(given), Buffer.from(right));
      const path = request.url ?? "";
      const [status, data, code = status] = isRight
        ? answer(path, body.toString("utf8"))
        : [401, null];
      if ((options.delayMs ?? 0) > 0)
        await new Promise((done) => setTimeout(done, options.delayMs));
      response.statusCode = status;
      response.setHeader("Content-Type", "application/json");
      const message =
        status === 200
          ? "ok"
          : options.namesLeast === true
            ? `refused; the least bet is ${(options.leastBet ?? 1) / 1000}`
            : "refused";
      response.end(
        JSON.stringify(
          options.bare === true && status === 200
            ? { ...data, trace_id: randomUUID() }
            : { code, message, data },
        ),
      );
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    players,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
