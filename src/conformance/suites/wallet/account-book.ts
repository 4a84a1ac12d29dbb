/**
 * The account book of a run: for each player every callback that may have moved
 * money, refused ones too, and the balance that must stand there at the end.
 */
import { type WalletField, wireName } from "../../../protocols/wallet/dialect.js";
import { readJson } from "../../../core/json/read.js";
import {
  isJsonObject,
  jsonProperty,
  type JsonValue,
  renderJson,
} from "../../../core/json/value.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Step } from "../../scenario-context.js";
import type { BookEntry } from "./account.js";
import type { WalletContext, WalletTarget } from "./wallet-target.js";

/** Requests of one scenario, whatever they are for: between two of them nothing of ours moves money. */
export interface Traffic {
  started: number;
  underWay: number;
}

export type KeptContext = WalletContext & { readonly traffic: Traffic };

/** The same context; whatever may move money is entered before it is sent. */
export function keepingBooks(context: WalletContext): KeptContext {
  const { target } = context;
  const traffic: Traffic = { started: 0, underWay: 0 };
  const counted = async <T>(send: () => Promise<T>): Promise<T> => {
    traffic.started += 1;
    traffic.underWay += 1;
    try {
      return await send();
    } finally {
      traffic.underWay -= 1;
    }
  };
  const entered = async (request: OutgoingRequest, send: () => Promise<Step>): Promise<Step> => {
    const entry = enter(target, request);
    const step = await counted(send);
    settle(entry, step);
    return step;
  };
  return {
    ...context,
    traffic,
    send: (name, request) => entered(request, () => context.send(name, request)),
    cleanUp: (name, request) => entered(request, () => context.cleanUp(name, request)),
    sendAll: (requests) =>
      Promise.all(
        requests.map(([name, request]) => entered(request, () => context.send(name, request))),
      ),
    race: async (name, requests) => {
      const entries = requests.map((request) => enter(target, request));
      const raced = await counted(() => context.race(name, requests));
      raced.steps.forEach((step, at) => settle(entries[at] ?? null, step));
      return raced;
    },
  };
}

function enter(target: WalletTarget, request: OutgoingRequest): BookEntry | null {
  const { body, url } = request;
  if (body === null || !/\/(?:withdraw|deposit)\/?$/i.test(new URL(url).pathname)) return null;
  const reading = readJson(body);
  if (!reading.ok || !isJsonObject(reading.value)) return null;
  const message = reading.value;
  const field = (name: WalletField) => jsonProperty(message, wireName(target.dialect.fields, name));
  const text = (name: WalletField) => {
    const value = field(name);
    return typeof value === "string" ? value : null;
  };
  // A callback that names nobody, or a stranger, may still reach the one whose session it is in.
  const account =
    target.book.get(idText(field("user_id"))) ??
    [...target.book.values()].find(({ session }) => session.sessionToken === text("session_token"));
  if (account === undefined) return null;
  const amount = Number(field("amount"));
  const entry: BookEntry = {
    action: text("action") ?? (url.includes("withdraw") ? "BET" : "WIN"),
    txId: text("provider_tx_id") ?? "",
    roundId: text("action_id") ?? "",
    betTxId: text("withdraw_provider_tx_id"),
    amount: Number.isFinite(amount) ? amount : 0,
    status: null,
  };
  account.entries.push(entry);
  account.keep(entry);
  return entry;
}

function idText(id: JsonValue | undefined): string {
  return typeof id === "string" ? id : renderJson(id ?? null);
}

function settle(entry: BookEntry | null, { reply, silence }: Step): void {
  if (entry === null) return;
  // What was never sent moved nothing.
  entry.status = reply?.status ?? (silence?.kind === "skipped" ? NOT_SENT : null);
}

const NOT_SENT = 0;

/** Whether a right wallet may have booked it. */
function mayStand({ status }: BookEntry): boolean {
  return status === null || status === 200 || status >= 500;
}

/** What a right wallet made of all this to the balance; lost replies count as booked. */
export function booked(entries: readonly BookEntry[]): number {
  const seen = new Set<string>();
  const bets = new Map<string, number>();
  let sum = 0;
  for (const { action, txId, betTxId, amount } of entries.filter(mayStand)) {
    if (seen.has(txId)) continue;
    seen.add(txId);
    if (action === "BET") {
      bets.set(txId, amount);
      sum -= amount;
    } else if (action === "WIN" || action === "FREE_BET_WIN") sum += amount;
    else if (action === "ROLL_BACK" && betTxId !== null) {
      sum += bets.get(betTxId) ?? 0;
      bets.delete(betTxId);
    }
  }
  return sum;
}

/** The most that these can have moved, whatever a wrong wallet made of them. */
export function exposure(entries: readonly BookEntry[]): number {
  return entries
    .filter(({ status }) => status !== NOT_SENT)
    .reduce((sum, { amount }) => sum + Math.abs(amount), 0);
}

/** Ids of what may have moved money, each once. */
export function transactionsOf(entries: readonly BookEntry[]): readonly string[] {
  return [...new Set(entries.filter(mayStand).map(({ txId }) => txId))].filter((id) => id !== "");
}

/** Bets that a win can be tied to: those that stand and that nothing was paid for, the latest first; then those nobody knows of. */
export function openBets(entries: readonly BookEntry[]): readonly BookEntry[] {
  const paid = new Set(entries.filter(mayStand).flatMap(({ betTxId }) => betTxId ?? []));
  const bets = entries
    .filter(({ action, txId, amount }) => action === "BET" && amount > 0 && !paid.has(txId))
    .reverse();
  return [
    ...bets.filter(({ status }) => status === 200),
    ...bets.filter((bet) => bet.status === null),
  ];
}
