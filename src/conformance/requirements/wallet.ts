/** Game Provider integration guide: what an operator's wallet has to do. */
import { defineDocument } from "./requirement.js";

export const WALLET_GUIDE = defineDocument("wallet", "Game Provider integration guide", {
  "Integration overview": [
    [
      "launch.one-endpoint",
      "MUST",
      "provider",
      "One launch call opens a session of any game and returns launch_url and session_token.",
      "It binds the provider; launch-game calls it, and the wallet is judged through its session.",
    ],
  ],
  "What the operator must implement": [
    [
      "auth.session-and-player",
      "MUST",
      "operator",
      "/auth checks the session and returns the player with balance and currency.",
      ["wallet.auth.*"],
    ],
    [
      "withdraw.debits",
      "MUST",
      "operator",
      "/withdraw takes a bet from the player's balance; a FREE_BET takes nothing.",
      ["wallet.withdraw.*", "wallet.identity.*"],
    ],
    [
      "deposit.credits",
      "MUST",
      "operator",
      "/deposit pays a WIN or a FREE_BET_WIN.",
      ["wallet.deposit.*"],
    ],
    [
      "balance.current",
      "MUST",
      "operator",
      "/balance returns the player's balance and currency.",
      ["wallet.balance.*", "wallet.auth.balance-*"],
    ],
    [
      "rollback.refunds-the-bet",
      "MUST",
      "operator",
      "ROLL_BACK refunds the bet that withdraw_provider_tx_id names, once.",
      ["wallet.rollback.*"],
    ],
    [
      "close-round.notification",
      "MUST",
      "operator",
      "CLOSE_ROUND is acknowledged with 200 and moves no money.",
      ["wallet.close-round.*"],
    ],
  ],
  "Game flows": [
    [
      "round.balance-follows",
      "MUST",
      "operator",
      "Through a whole round the balance follows bets, wins and refunds exactly.",
      ["wallet.round.*", "wallet.walk.*", "wallet.history.*"],
    ],
    [
      "round.close-after-callbacks",
      "MUST",
      "provider",
      "CLOSE_ROUND comes after every other callback of its round was acknowledged.",
      "It binds the provider; play-round keeps that order.",
    ],
  ],
  "Integration checklist": [
    [
      "keys.one-pair-per-environment",
      "MUST",
      "operator",
      "Each environment has a key pair of its own.",
      "One run sees one environment; whether another has the same keys cannot be seen from it.",
    ],
    [
      "endpoints.single-base-url",
      "MUST",
      "operator",
      "The four endpoints stand below one base URL.",
      ["wallet.auth.*", "wallet.balance.*"],
    ],
    [
      "signature.on-every-callback",
      "MUST",
      "operator",
      "X-Signature is verified on every callback.",
      ["wallet.signature.*", "wallet.public-key.*", "wallet.body.*"],
    ],
    [
      "idempotency.by-provider-tx-id",
      "MUST",
      "operator",
      "A provider_tx_id moves money once, on withdraw, deposit and rollback, also when it comes twice at once.",
      ["wallet.idempotency.*", "wallet.parallel.*", "wallet.deposit.repeat-*", "wallet.walk.*"],
    ],
    [
      "errors.status-codes",
      "MUST",
      "operator",
      "Status codes say what happened: 200, 400, 401, 402, 404 for good, 5xx for a retry.",
      ["wallet.errors.*", "wallet.withdraw.*-refused"],
    ],
    [
      "money.integer-millis",
      "MUST",
      "operator",
      "Money is counted in whole millis and never in floats.",
      [
        "wallet.withdraw.millis-kept",
        "wallet.*.fractional-*",
        "wallet.*.bad-amounts-*",
        "wallet.balance.*",
      ],
    ],
  ],
});
