/** The deliveries that came, so that each is met with its past: what is under way, and what came before. */
import { headerValue } from "../../../core/http.js";
import { keepLatest } from "../keep-latest.js";
import type { Clock } from "../../../core/ports.js";
import type { ServedReply, ServedRequest } from "../../../core/server.js";
import { SIGNATURE_HEADER } from "../../../protocols/webhook/signature.js";

/** A delivery as a handler meets it. */
export interface Arrival {
  readonly request: ServedRequest;
  readonly body: Uint8Array;
  /** Empty when the header is missing or empty. */
  readonly signature: string;
  readonly hasSignature: boolean;
  /** Deliveries under way, this one included. */
  readonly inFlight: number;
  /** Whether the same bytes are being handled at this moment. */
  readonly duplicateInFlight: boolean;
  /** Whether the same bytes came before. */
  readonly seenBefore: boolean;
  /** Whether the same bytes were accepted before. */
  readonly acceptedBefore: boolean;
  /** Whether this signature was right before, for these or other bytes. */
  readonly signatureSeen: boolean;
  /** The beginning of the bytes for which this signature was right before; null for none. */
  readonly signedBefore: string | null;
  readonly nowMs: number;
}

/** Has a delivery handled, and remembers it. */
export type Meet = (
  request: ServedRequest,
  handle: (arrival: Arrival) => Promise<ServedReply>,
) => Promise<ServedReply>;

export function createArrivals(clock: Clock): Meet {
  const handled = new Set<string>();
  const accepted = new Set<string>();
  const rightSignatures = new Set<string>();
  const beginnings = new Map<string, string>();
  const current = new Map<string, number>();
  let inFlight = 0;
  return async (request, handle) => {
    const signature = headerValue(request.headers, SIGNATURE_HEADER);
    const key = Buffer.from(request.body).toString("latin1");
    const duplicates = current.get(key) ?? 0;
    inFlight += 1;
    current.set(key, duplicates + 1);
    const arrival: Arrival = {
      request,
      body: request.body,
      signature: signature ?? "",
      hasSignature: signature !== null,
      inFlight,
      duplicateInFlight: duplicates > 0,
      seenBefore: handled.has(key),
      acceptedBefore: accepted.has(key),
      signatureSeen: rightSignatures.has(signature ?? ""),
      signedBefore: beginnings.get(signature ?? "") ?? null,
      nowMs: clock.nowMs(),
    };
    try {
      const reply = await handle(arrival);
      if (reply.status < 300) {
        remember(rightSignatures, arrival.signature);
        keepLatest(beginnings, REMEMBERED, arrival.signature, beginningOf(arrival.body));
        remember(accepted, key);
      }
      return reply;
    } finally {
      inFlight -= 1;
      const others = (current.get(key) ?? 1) - 1;
      if (others === 0) current.delete(key);
      else current.set(key, others);
      remember(handled, key);
    }
  };
}

/** The first kilobyte. */
export function beginningOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 1_024)).toString("latin1");
}

/** What is remembered to tell a redelivery; the oldest goes first. */
const REMEMBERED = 1_000;

function remember(seen: Set<string>, key: string): void {
  seen.add(key);
  if (seen.size <= REMEMBERED) return;
  const [oldest] = seen;
  if (oldest !== undefined) seen.delete(oldest);
}
