/** What the game's payment query and the gateway agreed on, and how much the sandbox's game has sold. */
import type { PaymentMapping, PaymentSource } from "../../../protocols/payments/mapping.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import type { RecordStyle } from "./shapes/shape.js";

export interface PaymentSourceAgreement {
  /** A query of its own for refunds, agreed on like this one. */
  readonly refunds?: Pick<PaymentSourceAgreement, "source" | "map" | "style" | "key">;
  readonly source: PaymentSource;
  readonly map: PaymentMapping;
  readonly style: RecordStyle;
  /** Null where the query asks for no credentials. */
  readonly key: string | null;
  readonly partner: string;
  readonly timeoutMs: number;
  /** Payments that there are. */
  readonly count: number;
  /** Over which their times are spread evenly. */
  readonly sold: TimeRange;
  readonly seed: number;
}
