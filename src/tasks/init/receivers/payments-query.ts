/** A payment query that PlayCamp's gateway polls: verified by its fingerprint, read from SQL. */
import type { Companion } from "./receiver.js";

const TABLE = `CREATE TABLE IF NOT EXISTS payments (
    transaction_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, product_id TEXT NOT NULL,
    product_name TEXT NOT NULL, amount NUMERIC NOT NULL, currency TEXT NOT NULL,
    platform TEXT NOT NULL, distribution_type TEXT NOT NULL, purchased_at TEXT NOT NULL)`;

const SELECT = `SELECT transaction_id AS "transactionId", user_id AS "userId", product_id AS "productId",
    product_name AS "productName", amount, currency, platform,
    distribution_type AS "distributionType", purchased_at AS "purchasedAt"
  FROM payments WHERE purchased_at >= ? AND purchased_at < ? ORDER BY purchased_at, transaction_id`;

export const expressPayments: Companion = {
  file: "playcamp-payments.mjs",
  install: "npm install express better-sqlite3",
  start: "node playcamp-payments.mjs",
  text: `// The payment history that PlayCamp's gateway asks for, with Express and SQL. Yours to change.
import { createHash, timingSafeEqual } from "node:crypto";
import Database from "better-sqlite3";
import express from "express";

const KEY = process.env.__PAYMENTS_KEY__;
if (!KEY) throw new Error("__PAYMENTS_KEY__ is not set: the key that signs the gateway's queries");

// TODO: your own payments. Times are UTC, all written alike, so that they compare as text.
const db = new Database("playcamp-payments.db");
db.exec(\`${TABLE}\`);
const paidBetween = db.prepare(\`${SELECT}\`);

const sample = db.prepare("INSERT OR IGNORE INTO payments VALUES (?, ?, 'gem100', 'Gems', 4.99, 'USD', 'Android', 'MOBILE_STORE', ?)");
for (let hour = 0; hour < 48; hour += 1)
  sample.run("tx-" + hour, "user-" + (hour % 5), new Date(Date.UTC(2026, 0, 5, hour)).toISOString());

// SHA-256 of "<time>|<from>|<to>|<key>", in hex, over the texts as they came; five minutes long.
function isKnown(headers, from, to) {
  const { "x-fingerprint": fingerprint, "x-timestamp": time } = headers;
  if (typeof fingerprint !== "string" || !/^[0-9]{1,12}$/.test(time ?? "")) return false;
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  const right = Buffer.from(
    createHash("sha256").update([time, from, to, KEY].join("|")).digest("hex"),
  );
  const given = Buffer.from(fingerprint);
  return given.length === right.length && timingSafeEqual(given, right);
}

const app = express();

app.get("__PATH__", (request, response) => {
  const { from = "", to = "" } = request.query;
  const isText = typeof from === "string" && typeof to === "string";
  if (!isText || !isKnown(request.headers, from, to))
    return response.status(401).json({ error: "the fingerprint is wrong" });
  const [begin, end] = [new Date(from), new Date(to)];
  if (Number.isNaN(begin.getTime()) || Number.isNaN(end.getTime()))
    return response.status(400).json({ error: "from and to are times in ISO 8601" });
  // From the first instant on, and up to the last, which the next query begins with.
  response.json(paidBetween.all(begin.toISOString(), end.toISOString()));
});

app.listen(__PORT__, "127.0.0.1", () => console.log("http://127.0.0.1:__PORT____PATH__"));
`,
};

export const flaskPayments: Companion = {
  file: "playcamp_payments.py",
  install: "pip install flask",
  start: "python3 playcamp_payments.py",
  text: `"""The payment history that PlayCamp's gateway asks for, with Flask and SQL. Yours to change."""
import hashlib
import hmac
import os
import re
import sqlite3
import time
from datetime import datetime, timedelta, timezone

from flask import Flask, jsonify, request

KEY = os.environ["__PAYMENTS_KEY__"]  # the key that signs the gateway's queries

TABLE = """${TABLE}"""
SELECT = """${SELECT}"""


def connect():
    db = sqlite3.connect("playcamp_payments.db", timeout=30)
    db.row_factory = sqlite3.Row
    return db


def utc(moment):
    """All times are written alike, so that they compare as text."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def is_known(headers, begin, end):
    """SHA-256 of "<time>|<from>|<to>|<key>", in hex, over the texts as they came; five minutes long."""
    signed_at = headers.get("X-Timestamp", "")
    if not re.fullmatch("[0-9]{1,12}", signed_at) or abs(time.time() - int(signed_at)) > 300:
        return False
    right = hashlib.sha256("|".join([signed_at, begin, end, KEY]).encode()).hexdigest()
    return hmac.compare_digest(right.encode(), headers.get("X-Fingerprint", "").encode())


app = Flask(__name__)


@app.get("__PATH__")
def payments():
    begin, end = request.args.get("from", ""), request.args.get("to", "")
    if not is_known(request.headers, begin, end):
        return jsonify({"error": "the fingerprint is wrong"}), 401
    try:
        # Python before 3.11 reads no "Z".
        texts = [each.replace("Z", "+00:00") for each in (begin, end)]
        values = [utc(datetime.fromisoformat(each)) for each in texts]
    except ValueError:
        return jsonify({"error": "from and to are times in ISO 8601"}), 400
    db = connect()
    # From the first instant on, and up to the last, which the next query begins with.
    rows = db.execute(SELECT, values).fetchall()
    db.close()
    return jsonify([dict(row) for row in rows])


def set_up():
    db = connect()
    db.execute(TABLE)
    # TODO: your own payments.
    sql = """INSERT OR IGNORE INTO payments VALUES
      (?, ?, 'gem100', 'Gems', 4.99, 'USD', 'Android', 'MOBILE_STORE', ?)"""
    for hour in range(48):
        paid_at = datetime(2026, 1, 5, tzinfo=timezone.utc) + timedelta(hours=hour)
        db.execute(sql, (f"tx-{hour}", f"user-{hour % 5}", utc(paid_at)))
    db.commit()
    db.close()


set_up()

if __name__ == "__main__":
    app.run("127.0.0.1", __PORT__)
`,
};
