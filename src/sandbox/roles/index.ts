/** Every counterpart that the sandbox plays. A new role is a line here. */
import type { SandboxRole } from "../role.js";
import { clientRole } from "./client/index.js";
import type { WebhookAgreement } from "./game-server/agreement.js";
import { gameServerRole } from "./game-server/index.js";
import type { EntryAgreement } from "./gateway/agreement.js";
import { gatewayRole } from "./gateway/index.js";
import { type PaymentSourceAgreement, paymentSourceRole } from "./payment-source/index.js";
import { type ProviderAgreement, providerRole } from "./provider.js";
import { type RewardAgreement, rewardAppRole } from "./reward-app/index.js";
import { type SdkApiAgreement, sdkApiRole } from "./sdk-api/index.js";
import type { WalletAgreement } from "./wallet/agreement.js";
import { walletRole } from "./wallet/index.js";

/** What was agreed with each counterpart; both sides of a sandbox run work from it. */
export interface SandboxAgreement {
  readonly entry: EntryAgreement;
  readonly webhook: WebhookAgreement;
  readonly wallet: WalletAgreement;
  readonly provider: ProviderAgreement;
  readonly postback: RewardAgreement;
  readonly payments: PaymentSourceAgreement;
  readonly sdkApi: SdkApiAgreement;
}

export const SANDBOX_ROLES: readonly SandboxRole<SandboxAgreement>[] = [
  gatewayRole,
  gameServerRole,
  walletRole,
  providerRole,
  rewardAppRole,
  paymentSourceRole,
  sdkApiRole,
  clientRole,
];
