/** What a list shows of a message: its events and transactions, wherever a protocol puts them. */
import { jsonLeaves } from "./json-leaves.js";

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

export function messageFacts(
  url: string,
  body: Uint8Array | null,
): MessageFacts {
  const pairs = [...pairsOfQuery(url), ...pairsOfBody(body)].filter(
    ([, value]) => value !== "" && value.length <= LONGEST_FACT,
  );
  const values = (wanted: (key: string) => boolean) =>
    [
      ...new Set(pairs.flatMap(([key, value]) => (wanted(key) ? [value] : []))),
    ].slice(0, MOST_FACTS);
  return {
    events: values((key) => EVENT_KEYS.has(key)),
    transactions: values((key) => TRANSACTION_KEYS.has(key.toLowerCase())),
  };
}

function pairsOfQuery(url: string): readonly (readonly [string, string])[] {
  const at = url.indexOf("?");
  return at === -1 ? [] : [...new URLSearchParams(url.slice(at + 1))];
}

function pairsOfBody(
  body: Uint8Array | null,
): readonly (readonly [string, string])[] {
  if (body === null || body.length === 0) return [];
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString(
    "latin1",
  );
  return jsonLeaves(text).leaves.map(({ path, start, end }) => [
    path.findLast((step): step is string => typeof step === "string") ?? "",
    Buffer.from(text.slice(start, end), "latin1").toString("utf8"),
  ]);
}
