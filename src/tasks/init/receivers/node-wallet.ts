/** A wallet on Express and SQLite: each callback in one transaction, its reply kept under its id. */
import type { Companion } from "./receiver.js";
import { WALLET_TABLES } from "./wallet-tables.js";

export const expressWallet: Companion = {
  file: "playcamp-wallet.mjs",
  install: "npm install express better-sqlite3",
  start: "node playcamp-wallet.mjs",
  text: `// A wallet that PlayCamp's game provider calls, with Express and SQLite. Yours to change.
import { createHmac, timingSafeEqual } from "node:crypto";
import Database from "better-sqlite3";
import express from "express";

const SECRET = process.env.__WALLET_SECRET__;
if (!SECRET) throw new Error("__WALLET_SECRET__ is not set: the secret that signs the callbacks");
const PUBLIC_KEY = "__PUBLIC_KEY__";

// For another database change the types, the placeholders, and INSERT OR IGNORE and ON CONFLICT.
// Money is whole millis: 5440 is 5.44.
const db = new Database("playcamp-wallet.db");
db.pragma("journal_mode = WAL");
db.exec(\`
${WALLET_TABLES}\`);

// TODO: your own players. This one is for the first try, with 1,000 units.
if (process.env.__USER_TOKEN__) {
  db.prepare("INSERT OR IGNORE INTO players VALUES ('player-1', ?, '__CURRENCY__', 1000000)").run(
    process.env.__USER_TOKEN__,
  );
}

const one = (sql, ...values) => db.prepare(sql).get(...values);
const run = (sql, ...values) => db.prepare(sql).run(...values).changes;

const ok = (data) => [200, { code: 200, message: "OK", data }];
const refuse = (status, message, code = status) => [status, { code, message, data: null }];
const isBlank = (value) => value === undefined || value === null || value === "";

// Standard Base64 of HMAC-SHA-256 over the bytes as they came, verified before they are parsed.
function isSigned(body, publicKey, signature) {
  if (publicKey !== PUBLIC_KEY || typeof signature !== "string") return false;
  const right = Buffer.from(createHmac("sha256", SECRET).update(body).digest("base64"));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}

function auth(message) {
  if (isBlank(message.session_token)) return refuse(400, "session_token is missing");
  const player = one("SELECT * FROM players WHERE user_token = ?", String(message.user_token));
  if (player === undefined) return refuse(401, "no such user token");
  if (message.currency !== player.currency) return refuse(400, "another currency");
  run(
    "INSERT INTO sessions VALUES (?, ?) ON CONFLICT (session_token) DO UPDATE SET user_id = excluded.user_id",
    String(message.session_token),
    player.user_id,
  );
  const { user_id, currency, balance } = player;
  return ok({ user_id, username: user_id, balance, currency });
}

// The player of the session, who must be the one that the callback names; or why not.
function playerOf(message) {
  const player = one(
    "SELECT players.* FROM sessions JOIN players USING (user_id) WHERE session_token = ?",
    String(message.session_token),
  );
  if (player === undefined) return { refused: refuse(401, "no such session", 10013) };
  if (String(message.user_id) !== player.user_id) return { refused: refuse(404, "no such user") };
  if (message.currency !== player.currency) return { refused: refuse(400, "another currency") };
  return { player };
}

function balance(message) {
  const { refused, player } = playerOf(message);
  return refused ?? ok({ currency: player.currency, amount: player.balance });
}

const ACTIONS = {
  withdraw: ["BET", "FREE_BET"],
  deposit: ["WIN", "FREE_BET_WIN", "ROLL_BACK", "CLOSE_ROUND"],
};

// withdraw and deposit: their ids are one space. A repetition hears what it heard before, and moves
// nothing; another request under a known id is refused.
function move(message, kind, request) {
  const { action, amount } = message;
  if (!ACTIONS[kind].includes(action)) return refuse(400, "no such action");
  if (!Number.isSafeInteger(amount) || amount < 0) return refuse(400, "amount: whole millis");
  const needed = ["currency", "action_id", "provider_tx_id"];
  if (action !== "CLOSE_ROUND") needed.push("user_id", "session_token");
  const missing = needed.find((name) => isBlank(message[name]));
  if (missing !== undefined) return refuse(400, missing + " is missing");
  const { refused, player } = action === "CLOSE_ROUND" ? {} : playerOf(message);
  if (refused !== undefined) return refused;

  const id = String(message.provider_tx_id);
  const earlier = one("SELECT * FROM callbacks WHERE tx_id = ?", id);
  if (earlier !== undefined) {
    if (earlier.request !== request) return refuse(409, "this id belongs to another request");
    return [earlier.status, JSON.parse(earlier.reply)];
  }
  const [status, reply] = book(action, message, id, player);
  // A refused bet or win may come again when it can be booked.
  if (status === 200)
    run("INSERT INTO callbacks VALUES (?, ?, ?, ?)", id, request, status, JSON.stringify(reply));
  return [status, reply];
}

function book(action, message, id, player) {
  const round = String(message.action_id);
  const betId = isBlank(message.withdraw_provider_tx_id)
    ? null
    : String(message.withdraw_provider_tx_id);
  const { provider, amount } = message;
  // TODO: what your game does when a round is over. It may be told of a round that it does not know.
  if (action === "CLOSE_ROUND") return ok({ provider, provider_tx_id: message.provider_tx_id });
  const { user_id, currency } = player;

  if (action === "BET" || action === "FREE_BET") {
    if (one("SELECT 1 FROM voided WHERE tx_id = ?", id)) return refuse(400, "rolled back already");
    const debit = action === "FREE_BET" ? 0 : amount;
    // The condition in the statement, and not before it, keeps parallel bets from overdrawing.
    const paid = run(
      "UPDATE players SET balance = balance - ? WHERE user_id = ? AND balance >= ?",
      debit,
      user_id,
      debit,
    );
    if (paid === 0) return refuse(402, "insufficient funds");
    run("INSERT INTO bets VALUES (?, ?, ?, ?, ?, 0)", id, user_id, round, amount, debit);
  } else if (action === "ROLL_BACK") {
    const bet = one("SELECT * FROM bets WHERE tx_id = ? AND user_id = ?", betId ?? "", user_id);
    if (bet === undefined) {
      // The bet may still come: it must not be taken then.
      if (betId !== null && !one("SELECT 1 FROM bets WHERE tx_id = ?", betId))
        run("INSERT INTO voided VALUES (?) ON CONFLICT DO NOTHING", betId);
      return refuse(400, "no such withdrawal", 10014);
    }
    if (amount !== bet.stake) return refuse(400, "the amount is not the bet's");
    // However many rollbacks come, one gives back.
    if (run("UPDATE bets SET refunded = 1 WHERE tx_id = ? AND refunded = 0", betId) === 1)
      run("UPDATE players SET balance = balance + ? WHERE user_id = ?", bet.debited, user_id);
  } else {
    const bet =
      betId === null
        ? one("SELECT 1 FROM bets WHERE round_id = ? AND user_id = ?", round, user_id)
        : one("SELECT 1 FROM bets WHERE tx_id = ? AND user_id = ?", betId, user_id);
    if (bet === undefined) return refuse(400, "no such withdrawal", 10014);
    run("UPDATE players SET balance = balance + ? WHERE user_id = ?", amount, user_id);
  }
  const { balance } = one("SELECT balance FROM players WHERE user_id = ?", user_id);
  return ok({
    user_id,
    operator_tx_id: "op-" + id,
    provider,
    provider_tx_id: message.provider_tx_id,
    new_balance: balance,
    currency,
  });
}

const CALLBACKS = { auth, balance, withdraw: move, deposit: move };

function answer(kind, body, publicKey, signature) {
  if (!isSigned(body, publicKey, signature)) return refuse(401, "the signature is wrong");
  const text = body.toString("utf8");
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    return refuse(400, "the body is no JSON");
  }
  if (typeof message !== "object" || message === null || Array.isArray(message))
    return refuse(400, "the body is no JSON object");
  // All of it or nothing, and one after another.
  return db.transaction(() => CALLBACKS[kind](message, kind, kind + " " + text)).immediate();
}

const app = express();

// The bytes as they came: express.json() before this route would leave nothing to verify.
app.post("__PATH__/:kind", express.raw({ type: () => true, limit: "1mb" }), (request, response) => {
  const { kind } = request.params;
  if (!Object.hasOwn(CALLBACKS, kind)) return response.status(404).end();
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const { "x-public-key": publicKey, "x-signature": signature } = request.headers;
  const [status, reply] = answer(kind, body, publicKey, signature);
  response.status(status).json(reply);
});

app.listen(__PORT__, "127.0.0.1", () => console.log("http://127.0.0.1:__PORT____PATH__"));
`,
};
