/** What a list shows of a message: its events and transactions, wherever a protocol puts them. */
import { scanJson, stringAt } from "../core/json/scan.js";

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
  const take = (key: string, value: () => string) => {
    const isEvent = EVENT_KEYS.has(key);
    if (!isEvent && !TRANSACTION_KEYS.has(key.toLowerCase())) return;
    const fact = value();
    if (fact === "" || fact.length > LONGEST_FACT) return;
    (isEvent ? events : transactions).add(fact);
  };
  takeFromQuery(url, take);
  if (body !== null && body.length > 0) takeFromBody(body, take);
  return { events: first(events), transactions: first(transactions) };
}

function first(facts: ReadonlySet<string>): readonly string[] {
  return [...facts].slice(0, MOST_FACTS);
}

/** Few values are wanted, so none is read before. */
type Take = (key: string, value: () => string) => void;

function takeFromQuery(url: string, take: Take): void {
  const at = url.indexOf("?");
  if (at === -1) return;
  for (const [key, value] of new URLSearchParams(url.slice(at + 1))) take(key, () => value);
}

function takeFromBody(body: Uint8Array, take: Take): void {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  /** What values go by in each open container: the last key, which goes for the items of a list too. */
  const keys: string[] = [];
  const last = () => keys.at(-1) ?? "";
  scanJson(text, {
    open: (isList) => keys.push(isList ? last() : ""),
    close: () => keys.pop(),
    key: (start, end) => {
      keys[keys.length - 1] = stringAt(text, start, end);
    },
    scalar: (start, end) => {
      const inset = text.charAt(start) === '"' ? 1 : 0;
      take(last(), () =>
        Buffer.from(text.slice(start + inset, end - inset), "latin1").toString("utf8"),
      );
    },
  });
}
