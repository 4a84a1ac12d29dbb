/** What a list shows of a message: its events and transactions, wherever a protocol puts them. */
import { jsonLeaves } from "../core/json/leaves.js";

export interface MessageFacts {
  readonly events: readonly string[];
  readonly transactions: readonly string[];
}

const EVENT_KEYS = new Set(["event", "eventType", "event_type", "action"]);
const TRANSACTION_KEYS = new Set(
  [
    "transactionId",
    "transaction_id",
    "providerTxId",
    "provider_tx_id",
    "withdraw_provider_tx_id",
    "txId",
    "tx_id",
    "tid",
  ].map((key) => key.toLowerCase()),
);

/** A list is no place for a thousand ids. */
const MOST_FACTS = 20;
const LONGEST_FACT = 128;

export function messageFacts(url: string, body: Uint8Array | null): MessageFacts {
  const events = new Set<string>();
  const transactions = new Set<string>();
  for (const { key, value } of [...placesOfQuery(url), ...placesOfBody(body)]) {
    const isEvent = EVENT_KEYS.has(key);
    if (!isEvent && !TRANSACTION_KEYS.has(key.toLowerCase())) continue;
    const fact = value();
    if (fact === "" || fact.length > LONGEST_FACT) continue;
    (isEvent ? events : transactions).add(fact);
  }
  return { events: first(events), transactions: first(transactions) };
}

function first(facts: ReadonlySet<string>): readonly string[] {
  return [...facts].slice(0, MOST_FACTS);
}

/** Somewhere in a message; few values are wanted, so none is read before. */
interface Place {
  readonly key: string;
  readonly value: () => string;
}

function placesOfQuery(url: string): readonly Place[] {
  const at = url.indexOf("?");
  return at === -1
    ? []
    : [...new URLSearchParams(url.slice(at + 1))].map(([key, value]) => ({
        key,
        value: () => value,
      }));
}

function placesOfBody(body: Uint8Array | null): readonly Place[] {
  if (body === null || body.length === 0) return [];
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  return jsonLeaves(text).leaves.map(({ path, start, end }) => ({
    key: path.findLast((step): step is string => typeof step === "string") ?? "",
    value: () => Buffer.from(text.slice(start, end), "latin1").toString("utf8"),
  }));
}
