/** The operator's wallet: players, balances, and the four callbacks. */
import { defineRole } from "../../role.js";
import type { WalletAgreement } from "./agreement.js";
import { WALLET_FAULTS } from "./faults/index.js";
import { createWalletHandler } from "./handler.js";
import { RIGHT_WALLET, type WalletPolicy } from "./wallet-policy.js";
import { WALLET_CONDITIONS, WALLET_VARIANTS } from "./variants.js";

export const walletRole = defineRole<WalletPolicy, { readonly wallet: WalletAgreement }>({
  id: "wallet",
  title: "Operator (wallet)",
  paths: {
    "/wallet/auth": "POST: opens a player's session",
    "/wallet/withdraw": "POST: BET, FREE_BET",
    "/wallet/deposit": "POST: WIN, FREE_BET_WIN, ROLL_BACK, CLOSE_ROUND",
    "/wallet/balance": "POST: the balance in millis",
  },
  policy: RIGHT_WALLET,
  faults: WALLET_FAULTS,
  variants: WALLET_VARIANTS,
  conditions: WALLET_CONDITIONS,
  start: ({ wallet }, policy, world) => ({
    routes: [
      {
        prefix: "/wallet",
        handle: createWalletHandler(wallet, policy, world),
      },
    ],
  }),
});
