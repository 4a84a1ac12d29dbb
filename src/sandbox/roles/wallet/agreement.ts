/** What an operator's wallet must know of the profile. */
import type { WalletDialect } from "../../../protocols/wallet/dialect.js";

export interface SandboxPlayer {
  readonly userToken: string;
  readonly sessionToken: string;
  readonly currency: string;
}

export interface WalletAgreement {
  readonly publicKey: string;
  readonly secrets: readonly string[];
  readonly dialect: WalletDialect;
  readonly players: readonly SandboxPlayer[];
}
