/** A wallet on Flask and SQLite: each callback in one transaction, its reply kept under its id. */
import type { Companion } from "./receiver.js";
import { WALLET_TABLES } from "./wallet-tables.js";

export const flaskWallet: Companion = {
  file: "playcamp_wallet.py",
  install: "pip install flask",
  start: "python3 playcamp_wallet.py",
  text: `"""A wallet that PlayCamp's game provider calls, with Flask and SQLite. Yours to change."""
import base64
import hashlib
import hmac
import json
import os
import sqlite3

from flask import Flask, jsonify, request

SECRET = os.environ["__WALLET_SECRET__"].encode()  # the secret that signs the callbacks
PUBLIC_KEY = "__PUBLIC_KEY__"

# For another database change the types, the placeholders, and INSERT OR IGNORE and ON CONFLICT.
# Money is whole millis: 5440 is 5.44.
TABLES = """
${WALLET_TABLES}"""


def connect():
    db = sqlite3.connect("playcamp_wallet.db", timeout=30, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db


def ok(data):
    return 200, {"code": 200, "message": "OK", "data": data}


def refuse(status, message, code=None):
    return status, {"code": code or status, "message": message, "data": None}


def is_signed(body, public_key, signature):
    """Standard Base64 of HMAC-SHA-256 over the bytes as they came, verified before they are parsed."""
    right = base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest())
    is_right = hmac.compare_digest(right, (signature or "").encode())
    return is_right and public_key == PUBLIC_KEY


def auth(db, message, kind, body):
    if message.get("session_token") in (None, ""):
        return refuse(400, "session_token is missing")
    token = str(message.get("user_token"))
    player = db.execute("SELECT * FROM players WHERE user_token = ?", (token,)).fetchone()
    if player is None:
        return refuse(401, "no such user token")
    if message.get("currency") != player["currency"]:
        return refuse(400, "another currency")
    db.execute(
        "INSERT INTO sessions VALUES (?, ?)"
        " ON CONFLICT (session_token) DO UPDATE SET user_id = excluded.user_id",
        (str(message["session_token"]), player["user_id"]),
    )
    names = ("user_id", "balance", "currency")
    return ok({"username": player["user_id"], **{name: player[name] for name in names}})


def player_of(db, message):
    """The player of the session, who must be the one that the callback names; and why not."""
    player = db.execute(
        "SELECT players.* FROM sessions JOIN players USING (user_id) WHERE session_token = ?",
        (str(message.get("session_token")),),
    ).fetchone()
    if player is None:
        return None, refuse(401, "no such session", 10013)
    if str(message.get("user_id")) != player["user_id"]:
        return None, refuse(404, "no such user")
    if message.get("currency") != player["currency"]:
        return None, refuse(400, "another currency")
    return player, None


def balance(db, message, kind, body):
    player, refused = player_of(db, message)
    return refused or ok({"currency": player["currency"], "amount": player["balance"]})


ACTIONS = {
    "withdraw": ("BET", "FREE_BET"),
    "deposit": ("WIN", "FREE_BET_WIN", "ROLL_BACK", "CLOSE_ROUND"),
}


def move(db, message, kind, body):
    """withdraw and deposit: their ids are one space. A repetition hears what it heard before, and
    moves nothing; another request under a known id is refused."""
    action, amount = message.get("action"), message.get("amount")
    if action not in ACTIONS[kind]:
        return refuse(400, "no such action")
    if type(amount) is not int or not 0 <= amount < 2**53:
        return refuse(400, "amount: whole millis")
    is_close = action == "CLOSE_ROUND"
    needed = ["currency", "action_id", "provider_tx_id"]
    needed += [] if is_close else ["user_id", "session_token"]
    for name in needed:
        if message.get(name) in (None, ""):
            return refuse(400, name + " is missing")
    player, refused = (None, None) if is_close else player_of(db, message)
    if refused is not None:
        return refused

    tx_id, sent = str(message["provider_tx_id"]), kind.encode() + b" " + body
    earlier = db.execute("SELECT * FROM callbacks WHERE tx_id = ?", (tx_id,)).fetchone()
    if earlier is not None:
        if earlier["request"] != sent:
            return refuse(409, "this id belongs to another request")
        return earlier["status"], json.loads(earlier["reply"])
    status, reply = book(db, action, message, tx_id, player)
    # A refused bet or win may come again when it can be booked.
    if status == 200:
        values = (tx_id, sent, status, json.dumps(reply))
        db.execute("INSERT INTO callbacks VALUES (?, ?, ?, ?)", values)
    return status, reply


def book(db, action, message, tx_id, player):
    amount, round_id = message["amount"], str(message["action_id"])
    named = {name: message.get(name) for name in ("provider", "provider_tx_id")}
    bet_id = message.get("withdraw_provider_tx_id")
    bet_id = None if bet_id in (None, "") else str(bet_id)
    # TODO: what your game does when a round is over. It may be told of one that it does not know.
    if action == "CLOSE_ROUND":
        return ok(named)
    user_id = player["user_id"]

    if action in ("BET", "FREE_BET"):
        if db.execute("SELECT 1 FROM voided WHERE tx_id = ?", (tx_id,)).fetchone():
            return refuse(400, "rolled back already")
        debit = 0 if action == "FREE_BET" else amount
        # The condition in the statement, and not before it, keeps parallel bets from overdrawing.
        paid = db.execute(
            "UPDATE players SET balance = balance - ? WHERE user_id = ? AND balance >= ?",
            (debit, user_id, debit),
        ).rowcount
        if paid == 0:
            return refuse(402, "insufficient funds")
        bet = (tx_id, user_id, round_id, amount, debit)
        db.execute("INSERT INTO bets VALUES (?, ?, ?, ?, ?, 0)", bet)
    elif action == "ROLL_BACK":
        bet = db.execute("SELECT * FROM bets WHERE tx_id = ?", (bet_id,)).fetchone()
        if bet is None and bet_id is not None:
            # The bet may still come: it must not be taken then.
            db.execute("INSERT INTO voided VALUES (?) ON CONFLICT DO NOTHING", (bet_id,))
        if bet is None or bet["user_id"] != user_id:
            return refuse(400, "no such withdrawal", 10014)
        if amount != bet["stake"]:
            return refuse(400, "the amount is not the bet's")
        # However many rollbacks come, one gives back.
        sql = "UPDATE bets SET refunded = 1 WHERE tx_id = ? AND refunded = 0"
        if db.execute(sql, (bet_id,)).rowcount == 1:
            credit(db, user_id, bet["debited"])
    else:
        column, value = ("round_id", round_id) if bet_id is None else ("tx_id", bet_id)
        sql = f"SELECT 1 FROM bets WHERE {column} = ? AND user_id = ?"
        if db.execute(sql, (value, user_id)).fetchone() is None:
            return refuse(400, "no such withdrawal", 10014)
        credit(db, user_id, amount)
    sql = "SELECT balance FROM players WHERE user_id = ?"
    new_balance = db.execute(sql, (user_id,)).fetchone()["balance"]
    return ok(
        {
            **named,
            "user_id": user_id,
            "operator_tx_id": "op-" + tx_id,
            "new_balance": new_balance,
            "currency": player["currency"],
        }
    )


def credit(db, user_id, amount):
    db.execute("UPDATE players SET balance = balance + ? WHERE user_id = ?", (amount, user_id))


CALLBACKS = {"auth": auth, "balance": balance, "withdraw": move, "deposit": move}


def answer(kind, body, public_key, signature):
    if not is_signed(body, public_key, signature):
        return refuse(401, "the signature is wrong")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return refuse(400, "the body is no JSON")
    if not isinstance(message, dict):
        return refuse(400, "the body is no JSON object")
    db = connect()
    try:
        # All of it or nothing, and one after another.
        db.execute("BEGIN IMMEDIATE")
        reply = CALLBACKS[kind](db, message, kind, body)
        db.execute("COMMIT")
        return reply
    finally:
        db.close()  # what was not committed is undone


app = Flask(__name__)


@app.post("__PATH__/<kind>")
def take_callback(kind):
    if kind not in CALLBACKS:
        return "", 404
    # The bytes as they came: request.json would leave nothing to verify.
    headers = request.headers
    status, reply = answer(
        kind, request.get_data(), headers.get("X-Public-Key"), headers.get("X-Signature")
    )
    return jsonify(reply), status


def set_up():
    db = connect()
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(TABLES)
    # TODO: your own players. This one is for the first try, with 1,000 units.
    token = os.environ.get("__USER_TOKEN__")
    if token:
        sql = "INSERT OR IGNORE INTO players VALUES ('player-1', ?, '__CURRENCY__', 1000000)"
        db.execute(sql, (token,))
    db.close()


set_up()

if __name__ == "__main__":
    app.run("127.0.0.1", __PORT__)
`,
};
