/** Builds reports for tests: a check of every status, and text as a hostile target would write it. */
import type { Exchange, RecordedBody } from "../../src/core/http-exchange.js";
import {
  type CheckResult,
  type ConformanceReport,
  REPORT_FORMAT,
  STATUSES,
  type Status,
  summarise,
} from "../../src/core/report.js";

/** Everything that some format would stumble over, were it not escaped. */
export const NASTY_TEXT = [
  "line one\r\n::error title=forged::owned",
  "##[error]forged ::set-output name=x::y % , :",
  "\u0000\u0007\u001b[31mred\u001b[0m\u009b2J\u007f",
  "lone \ud800 and \udfff, \ufffe, \u202eright to left\u202c",
  "]]> --> <!-- &amp; <b>bold</b> </script><script>alert(1)</script> </details>",
  "<img src=x onerror=alert(1)> \"quoted\" 'single' ${x} `tick` ```fence```",
  "| pipe | @octocat #1 [link](javascript:alert(1)) *star* _under_ https://evil.example",
  "not ok 1 - forged # TODO \\ \t tab",
  "한국어 テスト 👩‍👩‍👧 é",
].join("\n");

export function bodyOf(text: string): RecordedBody {
  return { bytes: Buffer.byteLength(text, "utf8"), text };
}

export const BINARY_BODY: RecordedBody = {
  bytes: 6,
  base64: Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]).toString("base64"),
};

export function exchangeOf(overrides: Partial<Exchange> = {}): Exchange {
  return {
    step: "the same withdraw again",
    startedAt: "2025-11-21T02:00:01.000Z",
    durationMs: 12,
    remoteAddress: "127.0.0.1:3000",
    request: {
      method: "POST",
      url: "http://127.0.0.1:3000/gp/withdraw",
      headers: [
        ["content-type", "application/json"],
        ["x-public-key", "acme"],
        ["x-signature", "6QF0v3H2m1kZ0o2l1V3c0kq0h8n1w5m2Yp7s9u0aBcD="],
      ],
      body: bodyOf(
        '{"user_id":"u-1","amount":100,"provider_tx_id":"tx-7f3a","big":12345678901234567890}',
      ),
    },
    response: {
      status: 200,
      headers: [["Content-Type", "application/json"]],
      body: bodyOf('{"code":200,"message":"ok","data":{"new_balance":99800,"currency":"USD"}}'),
    },
    failure: null,
    ...overrides,
  };
}

export function checkOf(overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    id: "wallet.withdraw.duplicate-moves-money-once",
    suite: "wallet",
    scenario: "withdraw-duplicate",
    title: "An identical retry moves money once",
    level: "MUST",
    clause: "Wallet callbacks, Idempotency and errors",
    why: "The provider retries on a timeout. An operator that debits each retry takes the player's money twice.",
    fix: "Store provider_tx_id under a unique index in the transaction that moves the money, and answer a retry from the stored reply.",
    status: "pass",
    durationMs: 24.4,
    message: "",
    evidence: [],
    ...overrides,
  };
}

const SHORTCOMING = {
  expected: '{"code":200,"data":{"new_balance":99900,"currency":"USD"}}',
  actual: '{"code":200,"data":{"new_balance":99800,"currency":"USD","extra":true}}',
  hint: "The balance fell by 200 for one bet of 100: the second delivery was booked as a new bet.",
  reproduce:
    "playcamp-gw conformance wallet --only wallet.withdraw.duplicate-moves-money-once --seed 7 --profile ./playcamp-gw.json --env staging",
  curl: [
    `curl -sS -X POST 'http://127.0.0.1:3000/gp/withdraw' -H 'content-type: application/json' -H "x-signature: $SIGNATURE" --data-raw '{"user_id":"u-1","amount":100,"provider_tx_id":"tx-7f3a"}'`,
  ],
  evidence: [exchangeOf({ step: "a withdraw of 100" }), exchangeOf()],
} as const;

const BY_STATUS: Record<Status, Partial<CheckResult>> = {
  pass: {
    id: "wallet.auth.returns-balance",
    title: "/auth returns the balance",
  },
  fail: { message: "the balance fell by 200, not by 100", ...SHORTCOMING },
  warn: {
    ...SHORTCOMING,
    id: "entry.token.extra-parts-are-refused",
    suite: "entry",
    title: "A token with extra parts is refused",
    level: "SHOULD",
    message: "answered 302, not 401",
    expected: "401",
    actual: "302 with Location /home",
  },
  error: {
    id: "webhook.delivery.bulk-event",
    suite: "webhook",
    title: "A bulk event of 24 KB is accepted",
    message: "TypeError: cannot read properties of undefined (reading 'length')",
    hint: "This is a defect of playcamp-gw; please report it.",
  },
  blocked: {
    id: "wallet.deposit.win-credits-once",
    title: "A win is credited once",
    message: "the bet before it was not accepted (connect ECONNREFUSED 127.0.0.1:3000)",
    evidence: [
      exchangeOf({
        response: null,
        failure: {
          kind: "refused",
          message: "connect ECONNREFUSED 127.0.0.1:3000",
        },
      }),
    ],
  },
  na: {
    id: "wallet.close-round.is-idempotent",
    title: "CLOSE_ROUND is idempotent",
    message: 'not declared: the profile says "serverDriven": false',
  },
  known: {
    ...SHORTCOMING,
    id: "postback.level.bad-level-is-refused",
    suite: "postback",
    title: "A bad level is refused",
    message: "level 0 answered 200, not 400",
  },
  stale: {
    id: "postback.secret.is-required",
    suite: "postback",
    title: "The secret is required",
    message: "in the baseline as failing, yet it passed: take it out with --update-baseline",
  },
};

/** One check of each status, in the order of the statuses. */
export function checkOfEachStatus(): readonly CheckResult[] {
  return STATUSES.map((status) => checkOf({ status, ...BY_STATUS[status] }));
}

/** A failed check whose every text is {@link NASTY_TEXT}. */
export function nastyCheck(overrides: Partial<CheckResult> = {}): CheckResult {
  const nastyExchange = exchangeOf({
    step: NASTY_TEXT,
    request: {
      method: "POST",
      url: `http://127.0.0.1/${NASTY_TEXT}`,
      headers: [["x-nasty", NASTY_TEXT]],
      body: BINARY_BODY,
    },
    response: {
      status: 500,
      headers: [["x-nasty", NASTY_TEXT]],
      body: bodyOf(NASTY_TEXT),
    },
    failure: { kind: "reset", message: NASTY_TEXT },
  });
  return checkOf({
    id: "wallet.nasty.text",
    status: "fail",
    title: NASTY_TEXT,
    clause: NASTY_TEXT,
    why: NASTY_TEXT,
    fix: NASTY_TEXT,
    message: NASTY_TEXT,
    expected: NASTY_TEXT,
    actual: NASTY_TEXT,
    hint: NASTY_TEXT,
    reproduce: `playcamp-gw conformance --only '${NASTY_TEXT.replaceAll("'", "")}'`,
    curl: [`curl '${NASTY_TEXT.replaceAll("'", "")}'`],
    evidence: [nastyExchange],
    ...overrides,
  });
}

export function reportOf(
  checks: readonly CheckResult[],
  overrides: Partial<ConformanceReport> = {},
): ConformanceReport {
  const { strict = false, interrupted = false, moneyOut = [] } = overrides;
  return {
    format: REPORT_FORMAT,
    tool: { name: "playcamp-gw", version: "0.1.0" },
    seed: 7,
    runId: "r-20251121",
    startedAt: "2025-11-21T02:00:00.000Z",
    durationMs: 12_345,
    plan: "9f2c",
    shard: null,
    filters: { suites: [], only: [], skip: [], level: null },
    target: {
      wallet: "http://127.0.0.1:3000/gp",
      entry: "http://127.0.0.1:3000/entry",
    },
    environment: "staging",
    strict,
    interrupted,
    summary: summarise(
      checks.map((check) => check.status),
      { strict, interrupted, moneyOut },
    ),
    moneyOut,
    checks,
    ...overrides,
  };
}

/** `count` passing checks of the wallet suite, over a few topics. */
export function passingChecks(count: number): readonly CheckResult[] {
  const topics = ["auth", "withdraw", "deposit", "rollback", "balance"];
  return Array.from({ length: count }, (_, index) =>
    checkOf({
      id: `wallet.${topics[index % topics.length] ?? "auth"}.property-${String(index).padStart(3, "0")}`,
      durationMs: 5 + ((index * 37) % 190),
      message: "answered 200",
    }),
  );
}
