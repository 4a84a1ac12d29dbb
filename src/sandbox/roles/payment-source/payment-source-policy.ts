/** How a right payment query behaves; faults, variants and conditions change parts of it. */
import type { ServedReply, ServedRequest } from "../../../core/server.js";
import { type JsonObject } from "../../../core/json/value.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import { deviationsOf } from "../../role.js";
import { NO_TROUBLE, type Trouble } from "../../trouble.js";
import type { PaymentSourceAgreement } from "./agreement.js";
import { failureReply, type ReplyPage } from "./envelope.js";
import type { GamePayment } from "./game-payments.js";
import type { Presented } from "./presented.js";

interface PageRequest {
  readonly skip: number;
  readonly size: number;
  /** Payments in the range. */
  readonly count: number;
  /** How often this page of this range was asked for, from 1. */
  readonly asked: number;
}

export interface SourcePolicy {
  readonly trouble: Trouble;
  /** Answers without looking at credentials. */
  readonly trusts: (request: ServedRequest, agreement: PaymentSourceAgreement) => boolean;
  /** Accepts credentials that are not right. */
  readonly forgives: (presented: Presented) => boolean;
  readonly refusal: (agreement: PaymentSourceAgreement, presented: Presented) => ServedReply;
  /** Answered to correctly authenticated polls instead of payments; null goes on. */
  readonly refusesAll: (agreement: PaymentSourceAgreement) => ServedReply | null;
  /** A refusal shows payments all the same. */
  readonly refusesWithRecords: boolean;
  /** Parameters have to come in the agreed order. */
  readonly readsByPlace: boolean;
  readonly malformedBody: (agreement: PaymentSourceAgreement) => ServedReply;
  readonly malformedRange: (agreement: PaymentSourceAgreement) => ServedReply;
  /** The range that is really looked at; null refuses it. */
  readonly understands: (range: TimeRange, sold: TimeRange, skip: number) => TimeRange | null;
  /** A page behind the first is that of whichever range was asked for before. */
  readonly cachesLaterPages: boolean;
  readonly inverted: (agreement: PaymentSourceAgreement) => ServedReply | null;
  /** The longest range it takes; null for any. */
  readonly longestMs: (agreedMs: number | null) => number | null;
  readonly delayMs: (range: TimeRange, agreement: PaymentSourceAgreement) => number;
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
  readonly newestFirst: boolean;
  /** The largest page it gives. */
  readonly pageSize: (asked: number) => number;
  /** Positions within the range, in the order of the reply. */
  readonly positions: (page: PageRequest) => readonly number[];
  /** What the reply says there is in the range. */
  readonly total: (inRange: number, onPage: number, sold: number) => number;
  readonly empty: ReplyPage["records"];
  readonly onEmpty: (agreement: PaymentSourceAgreement) => ServedReply | null;
  readonly record: (
    record: JsonObject,
    payment: GamePayment,
    agreement: PaymentSourceAgreement,
  ) => JsonObject;
  /** The payment that is written for a position: another one where ids or times go wrong. */
  readonly payment: (payment: GamePayment, inRange: number) => GamePayment;
  readonly finish: (reply: ServedReply) => ServedReply;
  /** How the query of refunds departs from a right one. */
  readonly refunds: Partial<SourcePolicy>;
}

export const RIGHT: SourcePolicy = {
  trouble: NO_TROUBLE,
  trusts: () => false,
  forgives: () => false,
  refusal: ({ source }) => failureReply(source, 401, "not authorised"),
  refusesAll: () => null,
  refusesWithRecords: false,
  readsByPlace: false,
  malformedBody: ({ source }) => failureReply(source, 400, "the body cannot be read"),
  malformedRange: ({ source }) => failureReply(source, 400, "the range is no range"),
  understands: (range) => range,
  cachesLaterPages: false,
  inverted: () => null,
  longestMs: (agreedMs) => agreedMs,
  delayMs: () => 0,
  includesFrom: true,
  includesTo: false,
  newestFirst: false,
  pageSize: (asked) => asked,
  positions: ({ skip, size, count }) => span(skip, Math.min(skip + size, count)),
  total: (inRange) => inRange,
  empty: [],
  onEmpty: () => null,
  record: (record) => record,
  payment: (payment) => payment,
  finish: (reply) => reply,
  refunds: {},
};

/** One door for both queries; what is behind it is of each. */
export function policyOfRefunds(policy: SourcePolicy): SourcePolicy {
  const { trouble, trusts, forgives, refusal, refusesAll, refusesWithRecords, refunds } = policy;
  const door = { trouble, trusts, forgives, refusal, refusesAll, refusesWithRecords };
  return { ...RIGHT, ...door, ...refunds };
}

/** The whole numbers from `from` up to and without `to`. */
export function span(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}

export const deviation = deviationsOf<SourcePolicy>("payments.");

/** Of the query of refunds alone. */
export function ofRefunds(name: string, title: string, change: Partial<SourcePolicy>) {
  return deviation(`refunds-${name}`, title, ({ refunds }) => ({
    refunds: { ...refunds, ...change },
  }));
}

/** Of both queries. */
export function ofBoth(name: string, title: string, change: Partial<SourcePolicy>) {
  return deviation(name, title, ({ refunds }) => ({
    ...change,
    refunds: { ...refunds, ...change },
  }));
}
