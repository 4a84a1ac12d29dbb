/**
 * Which defects of the sandbox's wallet each check catches, by defect: so that
 * what a defect does to the whole suite can be seen in one place. Ids stand
 * here without their `wallet.`
 */

const EVERY_CONFLICT = [
  "idempotency.other-amount-refused",
  "idempotency.other-round-refused",
  "idempotency.other-action-refused",
  "idempotency.bet-id-for-win-refused",
  "deposit.other-amount-refused",
  "walk.every-step-as-modelled",
];

const EVERY_RACE = [
  "parallel.twin-bets-move-once",
  "parallel.twin-wins-pay-once",
  "parallel.bets-all-counted",
  "parallel.wins-all-counted",
  "parallel.never-overdraws",
  "rollback.parallel-twins-refund-once",
  "rollback.parallel-others-refund-once",
];

type Catches = Readonly<Record<string, readonly string[]>>;

const CATCHES: Catches = {
  "verifies-reserialised": [
    "body.whitespace-accepted",
    "body.escapes-accepted",
    "body.member-order-accepted",
    "body.decimal-integer-verifies",
  ],
  "verifies-trimmed": ["body.whitespace-accepted"],
  "refuses-every-bet": [
    "signature.valid-accepted",
    "body.whitespace-accepted",
    "body.escapes-accepted",
    "body.member-order-accepted",
    "body.decimal-integer-verifies",
    "withdraw.debits-exactly",
    "withdraw.reply-complete",
    "withdraw.free-bet-takes-nothing",
    "round.several-bets-and-wins",
    "withdraw.insufficient-refused",
    "withdraw.works-after-402",
    "withdraw.exact-balance-accepted",
    "walk.every-step-as-modelled",
  ],
  "refuses-everything": ["auth.reply-complete"],
  "crashes-on-everything": ["auth.reply-complete"],
  "accepts-unknown-token": ["auth.unknown-token-refused"],
  "accepts-unknown-session": [
    "withdraw.unknown-session-refused",
    "withdraw.missing-fields-refused",
  ],
  "accepts-unknown-user": ["withdraw.unknown-user-refused", "balance.unknown-user-refused"],
  "unknown-user-is-500": [
    "withdraw.unknown-user-refused",
    "balance.unknown-user-refused",
    "idempotency.other-user-refused",
  ],
  "accepts-other-currency": ["withdraw.other-currency-refused"],
  "accepts-missing-fields": ["withdraw.missing-fields-refused"],
  "auth-omits-currency": ["auth.reply-complete"],
  "auth-states-stale-balance": ["auth.balance-equals-balance", "auth.balance-follows-bets"],
  "auth-balance-stands-still": ["auth.balance-follows-bets"],
  "balance-in-units": [
    "auth.balance-equals-balance",
    "auth.balance-follows-bets",
    "balance.whole-millis",
  ],
  "balance-in-other-currency": ["balance.reply-complete"],
  "malformed-is-500": ["errors.malformed-json-refused"],
  "malformed-is-200": ["errors.malformed-json-refused"],
  "credits-negative-amounts": [
    "withdraw.negative-amount-refused",
    "deposit.negative-amount-refused",
  ],
  "accepts-fractions": ["withdraw.fractional-amount-refused"],
  "crashes-on-fractions": ["withdraw.fractional-amount-refused"],
  "accepts-string-amounts": ["withdraw.string-amount-refused"],
  "missing-amount-is-zero": ["withdraw.missing-amount-refused"],
  "wraps-at-32-bits": ["withdraw.far-above-refused"],
  "keeps-cents-only": [
    "body.whitespace-accepted",
    "body.escapes-accepted",
    "body.member-order-accepted",
    "body.decimal-integer-verifies",
    "withdraw.debits-exactly",
    "withdraw.millis-kept",
    "round.several-bets-and-wins",
    "withdraw.works-after-402",
    "deposit.win-credits-exactly",
    "deposit.free-bet-win-credits",
    "walk.every-step-as-modelled",
    "walk.reconciles",
  ],
  "stores-units-as-float32": [
    "body.member-order-accepted",
    "withdraw.debits-exactly",
    "round.several-bets-and-wins",
    "walk.every-step-as-modelled",
    "walk.reconciles",
  ],
  "states-old-balance": [
    "withdraw.new-balance-right",
    "deposit.new-balance-right",
    "rollback.refunds-exactly",
    "walk.every-step-as-modelled",
  ],
  "debits-free-bets": ["withdraw.free-bet-takes-nothing"],
  "ignores-free-bet-wins": ["deposit.free-bet-win-credits"],
  "credits-net-wins": [
    "round.several-bets-and-wins",
    "deposit.win-credits-exactly",
    "walk.every-step-as-modelled",
    "walk.reconciles",
    "parallel.twin-wins-pay-once",
    "parallel.wins-all-counted",
  ],
  "allows-overdraft": [
    "withdraw.insufficient-refused",
    "withdraw.far-above-refused",
    "walk.every-step-as-modelled",
    "walk.reconciles",
    "parallel.never-overdraws",
  ],
  "refuses-whole-balance": ["withdraw.exact-balance-accepted"],
  "insufficient-is-200": [
    "withdraw.insufficient-refused",
    "withdraw.far-above-refused",
    "walk.every-step-as-modelled",
    "parallel.never-overdraws",
  ],
  "insufficient-is-400": [
    "withdraw.insufficient-refused",
    "withdraw.far-above-refused",
    "walk.every-step-as-modelled",
  ],
  "large-insufficient-is-500": ["withdraw.far-above-refused"],
  "locks-after-insufficient": ["withdraw.works-after-402", "walk.every-step-as-modelled"],
  "refuses-second-bet": [
    "round.several-bets-and-wins",
    "walk.every-step-as-modelled",
    "walk.reconciles",
    "parallel.bets-all-accepted",
  ],
  "refuses-second-win": [
    "round.several-bets-and-wins",
    "walk.every-step-as-modelled",
    "walk.reconciles",
  ],
  "answers-wins-200-uncredited": [
    "round.several-bets-and-wins",
    "deposit.win-credits-exactly",
    "deposit.free-bet-win-credits",
    "walk.every-step-as-modelled",
    "walk.reconciles",
    "parallel.twin-wins-pay-once",
    "parallel.wins-all-counted",
  ],
  "books-repeated-bets": [
    "idempotency.repeat-moves-once",
    "idempotency.repeat-same-reply",
    "idempotency.repeat-after-others",
    "idempotency.other-amount-refused",
    "idempotency.other-round-refused",
    "idempotency.other-action-refused",
    "idempotency.bet-id-for-win-refused",
    "walk.every-step-as-modelled",
    "walk.reconciles",
    "parallel.twin-bets-move-once",
    "parallel.twin-bets-same-reply",
  ],
  "books-repeated-wins": [
    "idempotency.bet-id-for-win-refused",
    "deposit.repeat-moves-once",
    "deposit.repeat-same-reply",
    "deposit.other-amount-refused",
    "walk.every-step-as-modelled",
    "walk.reconciles",
    "parallel.twin-wins-pay-once",
  ],
  "forgets-after-the-next": [
    "idempotency.repeat-after-others",
    "walk.every-step-as-modelled",
    "walk.reconciles",
  ],
  "replays-current-balance": ["idempotency.repeat-after-others", "walk.every-step-as-modelled"],
  "replays-new-operator-id": [
    "idempotency.repeat-same-reply",
    "idempotency.repeat-after-others",
    "deposit.repeat-same-reply",
    "rollback.repeat-same-reply",
    "walk.every-step-as-modelled",
    "parallel.twin-bets-same-reply",
  ],
  "repeat-is-400": [
    "idempotency.repeat-same-reply",
    "idempotency.repeat-after-others",
    "deposit.repeat-same-reply",
    "rollback.repeat-same-reply",
    "close-round.repeat-accepted",
    "walk.every-step-as-modelled",
    "parallel.twin-bets-same-reply",
  ],
  "ignores-other-amount": [
    "idempotency.other-amount-refused",
    "deposit.other-amount-refused",
    "walk.every-step-as-modelled",
  ],
  "ignores-other-round": ["idempotency.other-round-refused"],
  "ignores-other-action": ["idempotency.other-action-refused"],
  "books-other-amount": [
    "idempotency.other-amount-refused",
    "deposit.other-amount-refused",
    "walk.every-step-as-modelled",
    "walk.reconciles",
  ],
  "separate-id-spaces": ["idempotency.bet-id-for-win-refused"],
  "conflict-is-400": EVERY_CONFLICT,
  "conflict-is-500": EVERY_CONFLICT,
  "loses-parallel-updates": ["parallel.bets-all-counted"],
  "overdraws-in-parallel": ["parallel.never-overdraws"],
  "debits-parallel-twins": ["parallel.twin-bets-move-once"],
  "credits-parallel-twins": ["parallel.twin-wins-pay-once"],
  "refunds-in-parallel": ["rollback.parallel-others-refund-once"],
  "crashes-on-parallel-twins": ["parallel.twin-bets-never-5xx"],
  "twins-are-409": ["parallel.twin-bets-same-reply"],
  "refuses-rollbacks": [
    "rollback.refunds-exactly",
    "walk.every-step-as-modelled",
    "walk.reconciles",
  ],
  "acknowledges-rollbacks-only": [
    "rollback.refunds-exactly",
    "rollback.parallel-twins-refund-once",
    "rollback.parallel-others-refund-once",
    "walk.every-step-as-modelled",
    "walk.reconciles",
  ],
  "refunds-every-rollback": ["rollback.refunds-once", "rollback.parallel-others-refund-once"],
  "refunds-repeated-rollbacks": [
    "rollback.repeat-refunds-once",
    "rollback.repeat-same-reply",
    "rollback.parallel-twins-refund-once",
    "walk.every-step-as-modelled",
    "walk.reconciles",
  ],
  "refunds-stated-amount": ["rollback.other-amount-pays-no-more", "rollback.free-bet-pays-nothing"],
  "refunds-unknown-bets": ["rollback.unknown-bet-moves-nothing"],
  "refunds-refused-bets": ["rollback.refused-bet-moves-nothing"],
  "refunds-nameless-rollbacks": ["rollback.without-bet-moves-nothing"],
  "refunds-free-bets": ["rollback.free-bet-pays-nothing"],
  "crashes-on-odd-rollbacks": ["rollback.odd-answers-below-500"],
  "debits-after-rollback": ["rollback.late-bet-not-debited"],
  "crashes-on-unknown-wins": ["deposit.unknown-bet-consistent"],
  "close-needs-player": [
    "close-round.accepted-without-player",
    "close-round.all-lost-accepted",
    "close-round.many-bets-accepted",
  ],
  "close-pays-again": ["close-round.moves-nothing"],
  "close-repeat-refused": ["close-round.repeat-accepted"],
  "close-refuses-lost-rounds": ["close-round.all-lost-accepted", "close-round.many-bets-accepted"],
  "close-crashes-on-many-bets": ["close-round.many-bets-accepted"],
  "errors-as-text": ["errors.envelope", "errors.json-content-type"],
  "errors-with-code-zero": ["errors.envelope"],
  "json-as-html": ["errors.json-content-type"],
  "omits-new-balance": [
    "withdraw.new-balance-right",
    "withdraw.reply-complete",
    "deposit.new-balance-right",
    "deposit.reply-complete",
    "rollback.refunds-exactly",
    "walk.every-step-as-modelled",
  ],
  "omits-operator-tx-id": ["withdraw.reply-names-everything"],
  "echoes-other-tx-id": ["withdraw.reply-complete", "deposit.reply-complete"],
  "balances-as-strings": [
    "withdraw.new-balance-right",
    "withdraw.reply-complete",
    "deposit.new-balance-right",
    "deposit.reply-complete",
    "rollback.refunds-exactly",
    "walk.every-step-as-modelled",
  ],
  "success-with-code-zero": [
    "auth.reply-complete",
    "balance.reply-complete",
    "withdraw.reply-complete",
    "deposit.reply-complete",
  ],
};

/** Where timing decides, or to which cent a random amount is rounded. */
const MAY_CATCH: Catches = {
  "loses-parallel-updates": ["parallel.wins-all-counted", "parallel.never-overdraws"],
  "debits-parallel-twins": ["parallel.twin-bets-same-reply"],
  "crashes-on-parallel-twins": ["parallel.twin-bets-same-reply"],
  "keeps-cents-only": EVERY_RACE,
  "stores-units-as-float32": [
    ...EVERY_RACE,
    "withdraw.millis-kept",
    "deposit.win-credits-exactly",
    "withdraw.works-after-402",
    "withdraw.free-bet-takes-nothing",
    "deposit.free-bet-win-credits",
  ],
};

/** The defects that a check must catch. */
export function killsOf(checkId: string): readonly string[] {
  return faultsCaughtBy(checkId, CATCHES);
}

/** The defects that a check catches by luck. */
export function mayCatchOf(checkId: string): readonly string[] {
  return faultsCaughtBy(checkId, MAY_CATCH);
}

function faultsCaughtBy(checkId: string, catches: Catches): readonly string[] {
  return Object.entries(catches)
    .filter(([, checks]) => checks.some((each) => `wallet.${each}` === checkId))
    .map(([fault]) => `wallet.${fault}`);
}
