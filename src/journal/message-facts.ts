/** What a list shows of a message: its events and transactions, wherever a protocol puts them. */
import { scanJson, stringAt } from "../core/json/scan.js";

export interface MessageFacts {
  readonly events: readonly string[];
  readonly transactions: readonly string[];
}

const EVENT_KEYS = new Set(["event", "eventType", "event_type", "action"]);
/** In whatever case. */
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

type Kind = keyof MessageFacts;

/** @returns null for what says nothing of that */
function kindOf(key: string): Kind | null {
  if (EVENT_KEYS.has(key)) return "events";
  return TRANSACTION_KEYS.has(key.toLowerCase()) ? "transactions" : null;
}

/** A list is no place for a thousand ids. */
const MOST_FACTS = 20;
const LONGEST_FACT = 128;

export function messageFacts(url: string, body: Uint8Array | null): MessageFacts {
  const found = { events: new Set<string>(), transactions: new Set<string>() };
  const take: Take = (kind, fact) => {
    if (fact !== "" && fact.length <= LONGEST_FACT) found[kind].add(fact);
  };
  takeFromQuery(url, take);
  if (body !== null && body.length > 0) takeFromBody(body, take);
  return { events: first(found.events), transactions: first(found.transactions) };
}

function first(facts: ReadonlySet<string>): readonly string[] {
  return [...facts].slice(0, MOST_FACTS);
}

type Take = (kind: Kind, fact: string) => void;

function takeFromQuery(url: string, take: Take): void {
  const at = url.indexOf("?");
  if (at === -1) return;
  for (const [key, value] of new URLSearchParams(url.slice(at + 1))) {
    const kind = kindOf(key);
    if (kind !== null) take(kind, value);
  }
}

function takeFromBody(body: Uint8Array, take: Take): void {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  /** What values are in each open container, by the last key, which goes for the items of a list too. */
  const kinds: (Kind | null)[] = [];
  const last = () => kinds.at(-1) ?? null;
  scanJson(text, {
    open: (isList) => kinds.push(isList ? last() : null),
    close: () => kinds.pop(),
    key: (start, end) => {
      kinds[kinds.length - 1] = kindOf(stringAt(text, start, end));
    },
    scalar: (start, end) => {
      const kind = last();
      if (kind === null) return;
      const inset = text.charAt(start) === '"' ? 1 : 0;
      take(kind, Buffer.from(text.slice(start + inset, end - inset), "latin1").toString("utf8"));
    },
  });
}
