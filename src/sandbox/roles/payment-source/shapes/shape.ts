/** A shape: how one kind of game server words its payment query. Data, with a few habits of writing. */
import { type JsonValue } from "../../../../core/json/value.js";
import type { PaymentMapping, PaymentSource } from "../../../../protocols/payments/mapping.js";
import type { GamePayment } from "../game-payments.js";

/** How values are written where the mapping leaves it open. */
export interface RecordStyle {
  readonly transactionId?: (payment: GamePayment) => JsonValue;
  readonly userId?: (payment: GamePayment) => JsonValue;
  /** @param text major or minor units, as the mapping says */
  readonly amount?: (text: string) => JsonValue;
  readonly purchasedAt?: (payment: GamePayment) => JsonValue;
  /** Times are whole multiples of it. */
  readonly timeStepMs?: number;
  /** Fields that the mapping does not know. */
  readonly extra?: (payment: GamePayment) => Readonly<Record<string, JsonValue>>;
  /** Records a page, where the poller cannot ask for a number. */
  readonly pageSize?: number;
  /** What stands where a next page would be named and there is none; left out, nothing does. */
  readonly noNext?: JsonValue;
}

/** A second query, of which every record is a refund. */
interface RefundShape {
  readonly path: string;
  readonly source: Omit<PaymentSource, "url" | "jws">;
  readonly of: string;
  readonly map: Readonly<Record<"id" | "amount" | "currency" | "purchasedAt", string>>;
  readonly style: RecordStyle;
}

export interface PaymentShape {
  readonly title: string;
  /** Below the sandbox's root, with the query that belongs to the address. */
  readonly path: string;
  readonly source: Omit<PaymentSource, "url" | "jws">;
  readonly map: PaymentMapping;
  readonly style: RecordStyle;
  readonly refunds?: RefundShape;
}
