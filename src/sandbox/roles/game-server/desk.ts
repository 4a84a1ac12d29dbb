/**
 * The game server behind its receiver: what it applies, and what a test may ask
 * of it: how often an event was applied, and to fail on purpose.
 */
import {
  emptyReply,
  jsonReply,
  pathOf,
  queryOf,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import type { GatewayMapping } from "../../../protocols/webhook/gateway-mapping.js";
import { answerProbe, type ApplyingPolicy, createAppliedEvents } from "./applied-events.js";
import { keepLatest } from "../keep-latest.js";

export interface GameDesk {
  /**
   * Applies the events of a delivery that was found right.
   *
   * @returns a failure that was asked for, or null
   */
  accept(body: unknown, anew: boolean): ServedReply | null;
  /** Knows the events of a delivery that was refused. */
  remember(body: unknown): void;
  /** Null for what is meant for the receiver. */
  answer(request: ServedRequest): ServedReply | null;
}

const MOST_ORDERS = 1_000;

export function createGameDesk(
  mapping: GatewayMapping | undefined,
  policy: ApplyingPolicy,
): GameDesk {
  const applied = createAppliedEvents(mapping, policy);
  /** callbackId → deliveries that are still to fail. */
  const failures = new Map<string, number>();
  return {
    remember: (body) => {
      applied.remember(body);
    },
    accept: (body, anew) => {
      const ordered = applied
        .read(body)
        .map(({ facts }) => facts.callbackId)
        .find((callbackId) => (failures.get(callbackId) ?? 0) > 0);
      if (ordered === undefined) {
        applied.apply(body, anew);
        return null;
      }
      failures.set(ordered, (failures.get(ordered) ?? 1) - 1);
      return jsonReply(500, { error: "failed, as was asked for" });
    },
    answer: (request) => {
      const path = pathOf(request.target);
      if (path === "/applied" && request.method === "GET")
        return answerProbe(applied, new URLSearchParams(queryOf(request.target)));
      if (path !== "/failures" || request.method !== "POST") return null;
      const order = new URLSearchParams(Buffer.from(request.body).toString());
      const times = Number(order.get("times") ?? 1);
      keepLatest(failures, MOST_ORDERS, order.get("callbackId") ?? "", times);
      return emptyReply(204);
    },
  };
}
