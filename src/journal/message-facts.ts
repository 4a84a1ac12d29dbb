/** What a list shows of a message: its events and transactions, wherever a protocol puts them. */
import { type JsonVisitor, scanJson, stringAt } from "../core/json/scan.js";
import { latin1Of } from "../core/latin1.js";
import { memoize } from "../core/memoize.js";

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

/** Longer ones are none of these. */
const LONGEST_KEY = 40;

/** Null for what says nothing of that. */
const kindOf = memoize((key): Kind | null => {
  if (EVENT_KEYS.has(key)) return "events";
  return TRANSACTION_KEYS.has(key.toLowerCase()) ? "transactions" : null;
}, LONGEST_KEY);

/** A list is no place for a thousand ids. */
const MOST_FACTS = 20;
const LONGEST_FACT = 128;

export function messageFacts(url: string, body: Uint8Array | null): MessageFacts {
  const facts = new FoundFacts();
  takeFromQuery(url, facts);
  if (body !== null && body.length > 0) {
    const text = latin1Of(body);
    scanJson(text, new FactsInJson(text, facts));
  }
  return facts;
}

class FoundFacts implements MessageFacts {
  readonly events: string[] = [];
  readonly transactions: string[] = [];

  take(kind: Kind, fact: string): void {
    const found = this[kind];
    if (found.length >= MOST_FACTS || fact === "" || fact.length > LONGEST_FACT) return;
    if (!found.includes(fact)) found.push(fact);
  }
}

function takeFromQuery(url: string, facts: FoundFacts): void {
  const at = url.indexOf("?");
  if (at === -1) return;
  for (const [key, value] of new URLSearchParams(url.slice(at + 1))) {
    const kind = kindOf(key);
    if (kind !== null) facts.take(kind, value);
  }
}

/** A class, since V8 optimises closures that are made for each message again and again. */
class FactsInJson implements JsonVisitor {
  readonly #text: string;
  readonly #facts: FoundFacts;
  /** What values are in each open container, by the last key, which goes for the items of a list too. */
  readonly #kinds: (Kind | null)[] = [];

  /** @param text bytes as Latin-1 */
  constructor(text: string, facts: FoundFacts) {
    this.#text = text;
    this.#facts = facts;
  }

  open(isList: boolean): void {
    this.#kinds.push(isList ? this.#last() : null);
  }

  close(): void {
    this.#kinds.pop();
  }

  key(start: number, end: number): void {
    this.#kinds[this.#kinds.length - 1] = kindOf(stringAt(this.#text, start, end));
  }

  scalar(start: number, end: number): void {
    const kind = this.#last();
    if (kind === null) return;
    const inset = this.#text.charAt(start) === '"' ? 1 : 0;
    const bytes = this.#text.slice(start + inset, end - inset);
    const isAscii = /^[\x00-\x7f]*$/.test(bytes);
    this.#facts.take(kind, isAscii ? bytes : Buffer.from(bytes, "latin1").toString("utf8"));
  }

  #last(): Kind | null {
    return this.#kinds[this.#kinds.length - 1] ?? null;
  }
}
