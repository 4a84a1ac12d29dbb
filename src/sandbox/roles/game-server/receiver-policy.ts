/**
 * How the receiver behaves, as data and small functions: `RIGHT_RECEIVER` is
 * correct to the letter, and every fault or variant changes a member or two.
 */
import { emptyReply, jsonReply, type ServedReply } from "../../../core/server.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import { deviationsOf } from "../../role.js";
import type { WebhookAgreement } from "./agreement.js";
import type { ApplyingPolicy } from "./applied-events.js";
import type { Arrival } from "./arrivals.js";

export interface ReceiverPolicy extends ApplyingPolicy {
  /** The bytes whose signature is checked. */
  readonly signedBytes: (body: Uint8Array) => Uint8Array;
  /** Accepts what verification refused. */
  readonly forgives: (arrival: Arrival, agreement: WebhookAgreement) => boolean;
  /** Accepts without verifying. */
  readonly trusts: (arrival: Arrival) => boolean;
  /** @param expected the signature that would have been right */
  readonly refusal: (arrival: Arrival, expected: string) => ServedReply;
  /** Answered before the signature is looked at; null goes on. */
  readonly beforeVerifying: (arrival: Arrival) => ServedReply | null;
  readonly onEmptyBody: () => ServedReply;
  readonly onMalformed: () => ServedReply;
  /** Answered after the signature was found right; null goes on. */
  readonly afterVerifying: (arrival: Arrival) => ServedReply | null;
  /** A verdict on the events; null is all well. */
  readonly refusesEvents: (events: readonly WebhookEvent[], nowMs: number) => ServedReply | null;
  /** Whether what was refused counts as applied. */
  readonly remembersRefused: boolean;
  /** Whether identical deliveries at once are each applied. */
  readonly appliesTwins: boolean;
  /** Accepts, and applies nothing. */
  readonly drops: (arrival: Arrival) => boolean;
  readonly success: () => ServedReply;
  readonly onGet: () => ServedReply;
  readonly delayMs: (arrival: Arrival, agreement: WebhookAgreement) => number;
  readonly toleranceSec: (agreement: WebhookAgreement) => number;
}

export const badRequest = (error: string) => jsonReply(400, { error });

export const unauthorized = () => jsonReply(401, { error: "Invalid signature" });

export const RIGHT_RECEIVER: ReceiverPolicy = {
  signedBytes: (body) => body,
  forgives: () => false,
  trusts: () => false,
  refusal: unauthorized,
  beforeVerifying: () => null,
  onEmptyBody: () => badRequest("the body is empty"),
  onMalformed: () => badRequest("the body is not JSON"),
  afterVerifying: () => null,
  refusesEvents: () => null,
  drops: () => false,
  success: () => jsonReply(200, { received: true }),
  onGet: () => emptyReply(405, [["Allow", "POST"]]),
  delayMs: () => 0,
  toleranceSec: ({ toleranceSec }) => toleranceSec,
  remembersRefused: false,
  appliesTwins: false,
  appliesAgain: false,
  applies: (events) => events,
  stopsAtKnown: false,
  identityOf: ({ key }) => key,
  memory: 10_000,
};

export const deviation = deviationsOf<ReceiverPolicy>();
