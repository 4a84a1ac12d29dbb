/** What the parts of one wallet share: the agreement, how it behaves, its players and books. */
import type { WalletField } from "../../../protocols/wallet/dialect.js";
import { type JsonValue } from "../../../core/json/value.js";
import type { Accounts } from "./accounts.js";
import type { WalletAgreement } from "./agreement.js";
import type { Bookkeeper } from "./booking.js";
import type { Once } from "./idempotency.js";
import type { WalletPolicy } from "./wallet-policy.js";

/** One operator's wallet, with its own players and books. */
export interface Wallet {
  readonly agreement: WalletAgreement;
  readonly policy: WalletPolicy;
  readonly accounts: Accounts;
  readonly keeper: Bookkeeper;
  readonly once: Once;
}

/** Reads a field of a callback by its default name. */
export type FieldOf = (name: WalletField) => JsonValue | undefined;
