/** The `wallet` suite: does an operator's wallet move money exactly as the game provider asks? */
import { countPlayers, maxDrainOf, walletSettings } from "../../../profile/wallet-settings.js";
import { defineSuite } from "../../suite.js";
import { actionScenarios } from "./actions.js";
import { opaqueIdScenarios } from "./opaque-ids.js";
import { refusedEffectScenarios } from "./refused-effects.js";
import { twoPlayerScenarios } from "./two-players.js";
import { bytesScenarios } from "./bytes.js";
import { closeRoundScenarios } from "./close-round.js";
import { closeAccounts, CLOSING_REQUESTS, doubtOf, lastWordsOf } from "./closing.js";
import { depositScenarios } from "./deposit.js";
import { errorScenarios } from "./errors.js";
import { freshCallback } from "./fresh-callback.js";
import { idempotencyScenarios } from "./idempotency.js";
import { identityScenarios } from "./identity.js";
import { openingScenarios } from "./opening.js";
import { raceScenarios } from "./races.js";
import { rollbackScenarios } from "./rollback.js";
import { signatureScenarios } from "./signature.js";
import { playerIndex, playerResource, type WalletTarget } from "./wallet-target.js";
import { walkScenarios } from "./walk.js";
import { LEAST_BET_REQUESTS } from "./least-bet.js";
import { stakeFactor } from "./stakes.js";
import { DRAIN_BETS, wholeBalanceScenarios } from "./whole-balance.js";
import { amountScenarios } from "./amounts.js";
import { insufficientScenarios } from "./insufficient.js";
import { oddRollbackScenarios } from "./odd-rollbacks.js";
import { parallelRollbackScenarios } from "./parallel-rollbacks.js";
import { duplicateScenarios } from "./duplicates.js";
import { withdrawScenarios } from "./withdraw.js";

export const walletSuite = defineSuite<WalletTarget>({
  id: "wallet",
  title: "Wallet of the operator",
  control: "wallet.auth.reply-complete",
  scenarios: [
    // First, so that a user token that serves once is judged when it is fresh.
    ...openingScenarios,
    ...signatureScenarios,
    ...refusedEffectScenarios,
    ...bytesScenarios,
    ...identityScenarios,
    ...withdrawScenarios,
    ...amountScenarios,
    ...insufficientScenarios,
    ...wholeBalanceScenarios,
    ...idempotencyScenarios,
    ...opaqueIdScenarios,
    ...depositScenarios,
    ...rollbackScenarios,
    ...oddRollbackScenarios,
    ...parallelRollbackScenarios,
    ...closeRoundScenarios,
    ...errorScenarios,
    ...actionScenarios,
    ...walkScenarios,
    ...duplicateScenarios,
    ...twoPlayerScenarios,
    ...raceScenarios,
  ],
  isConfigured: ({ profile }) => profile.wallet !== undefined,
  resourceOf: (scenarioId, { profile }) =>
    playerResource(
      playerIndex(scenarioId, profile.wallet === undefined ? 1 : countPlayers(profile.wallet)),
    ),
  stakeLimit: ({ profile }) =>
    profile.wallet?.maxStake === undefined
      ? null
      : { setting: "wallet.maxStake", millis: profile.wallet.maxStake },
  stakeFactor: ({ profile }) => stakeFactor(profile.wallet?.stake ?? 0),
  overhead: (scenarios, { profile }) => {
    const players = new Set(scenarios.map(({ exclusive }) => exclusive)).size;
    const drains = scenarios.some(({ last }) => last);
    return {
      requests: players * (LEAST_BET_REQUESTS + CLOSING_REQUESTS) + (drains ? 2 * DRAIN_BETS : 0),
      stakeMillis: drains && profile.wallet !== undefined ? maxDrainOf(profile.wallet) : 0,
    };
  },
  open: async ({ profile, notes, say = () => undefined }) => {
    const settings = await walletSettings(profile, "the wallet suite");
    const target: WalletTarget = {
      ...settings,
      seats: new Map(),
      book: new Map(),
      opened: new Map(),
      notes,
      say,
    };
    return {
      target,
      url: settings.url,
      connection: settings.connection,
      close: closeAccounts,
      doubt: (scenarioId) => doubtOf(target, scenarioId),
      lastWords: () => lastWordsOf(target),
      freshMessage: (exchange, redactor) => freshCallback(target, exchange, redactor),
    };
  },
});
