/** What the server key's endpoints take and share. */
import type { ServedReply } from "../../../core/server.js";
import type { Announcer } from "./deliver.js";
import type { PaymentBook } from "./payment-book.js";
import type { SdkApiPolicy } from "./sdk-api-policy.js";

/** An authorised call below `/v1/server`. */
export interface SdkCall {
  readonly method: string;
  /** Decoded, such as `["payments", "bulk"]`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  readonly nowMs: number;
}

export interface SdkEndpoints {
  /** Null when the path is none of these endpoints'. */
  answer(call: SdkCall): ServedReply | Promise<ServedReply> | null;
}

/** Where payments are taken. */
export interface Counter {
  readonly book: PaymentBook;
  readonly policy: SdkApiPolicy;
  readonly announcer: Announcer;
  /** How often a payment that failed was sent. */
  readonly failures: Map<string, number>;
}
