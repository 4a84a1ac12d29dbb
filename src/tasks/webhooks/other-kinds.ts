/** Calls of PlayCamp's other protocols that come to `listen`, which judges webhooks alone. */
import { headerValue } from "../../core/http.js";
import type { ServedRequest } from "../../core/server.js";
import { SIGNATURE_HEADER } from "../../protocols/webhook/signature.js";
import type { MessageKind } from "../message-kind.js";
import type { DeliveryVerdict } from "./verify-delivery.js";

/** @param url whole, or path and query */
export type KindOf = (
  request: Pick<ServedRequest, "method" | "headers"> & { readonly url: string },
) => MessageKind | null;

const OTHERS = {
  wallet: { id: "wallet-callback", name: "a wallet callback" },
  payments: { id: "payment-poll", name: "a payment poll" },
  entry: { id: "player-entry", name: "a player's entry" },
} as const;

/**
 * A webhook's signature, or events, make it a delivery, whatever its path is.
 *
 * @returns null for a delivery, and where nothing tells what it is
 */
export function otherKindVerdict(
  { method, target, headers }: ServedRequest,
  hasEvents: boolean,
  kindOf: KindOf,
): DeliveryVerdict | null {
  if (hasEvents || headerValue(headers, SIGNATURE_HEADER) !== null) return null;
  const kind = kindOf({ method, url: target, headers });
  if (kind === null || kind === "webhook") return null;
  const { id, name } = OTHERS[kind];
  const message = `This looks like ${name}; listen judges webhooks alone.`;
  return { valid: null, cause: { id, message } };
}

/** @param journalId null where no journal is kept */
export function judgingCommand(causeId: string, journalId: string | null): string | null {
  const captured = journalId ?? "@FILE";
  switch (causeId) {
    case OTHERS.wallet.id:
      return `verify-webhook ${captured} --as wallet judges it`;
    case OTHERS.payments.id:
      return `verify-webhook ${captured} --as payments judges it`;
    case OTHERS.entry.id:
      return "verify-entry judges its URL";
    default:
      return journalId === null ? null : `verify-webhook ${journalId} shows what to do`;
  }
}
