/** What a wallet keeps, in the SQL of SQLite; the same in every language. */
export const WALLET_TABLES = `  CREATE TABLE IF NOT EXISTS players (
    user_id TEXT PRIMARY KEY, user_token TEXT NOT NULL UNIQUE, currency TEXT NOT NULL,
    balance BIGINT NOT NULL CHECK (balance >= 0));
  CREATE TABLE IF NOT EXISTS sessions (session_token TEXT PRIMARY KEY, user_id TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS callbacks (
    tx_id TEXT PRIMARY KEY, request BLOB NOT NULL, status INTEGER NOT NULL, reply TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS bets (
    tx_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, round_id TEXT NOT NULL,
    stake BIGINT NOT NULL, debited BIGINT NOT NULL, refunded INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS voided (tx_id TEXT PRIMARY KEY);
`;
