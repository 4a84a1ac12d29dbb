/** Bets for players, sessions and currencies that do not fit, or that lack a field. */
import { buildBalance, type WireId } from "../../../protocols/wallet/messages.js";
import type { Scenario } from "../../check.js";
import { expectClientError, expectStatus, firstFinding } from "../../expect.js";
import { type Step } from "../../scenario-context.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { accepted } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { type BalanceReading } from "./session.js";
import { type Table } from "./table.js";
import { type WalletTarget, withField } from "./wallet-target.js";

const ERRORS = "Wallet callbacks, errors: 401 session invalid, 404 user or session not found";

const STRANGER = "Money of one player can be played with by another, or by nobody.";

const USER = check("wallet.withdraw.unknown-user-refused", "MUST", {
  title: "a bet for an unknown user is refused with 401 or 404 and moves nothing",
  clause: ERRORS,
  why: STRANGER,
  fix: "Compare user_id with the session's player.",
  kills: ["wallet.accepts-unknown-user", "wallet.unknown-user-is-500"],
});

const SESSION = check("wallet.withdraw.unknown-session-refused", "MUST", {
  title: "a bet in an unknown session is refused and moves nothing",
  clause: ERRORS,
  why: STRANGER,
  fix: "Look session_token up, and answer 401 when there is no session.",
  kills: ["wallet.accepts-unknown-session"],
});

const CURRENCY = check("wallet.withdraw.other-currency-refused", "SHOULD", {
  title: "a bet in another currency than the player's is refused and moves nothing",
  clause: "Wallet callbacks, POST /withdraw: currency",
  why: "100 of one currency is debited as 100 of another.",
  fix: "Compare currency with the player's, and answer 400.",
  kills: ["wallet.accepts-other-currency"],
});

const MISSING = check("wallet.withdraw.missing-fields-refused", "SHOULD", {
  title: "a bet without user, session, currency, action, round or id is refused and moves nothing",
  clause: "Wallet callbacks, errors: 400 validation",
  why: "A bet without an id can be neither repeated nor rolled back safely.",
  fix: "Require every field of /withdraw before booking.",
  kills: [
    "wallet.books-unknown-actions",
    "wallet.accepts-unknown-session",
    "wallet.accepts-missing-fields",
  ],
});

const NO_ID = check("wallet.withdraw.no-id-moves-nothing", "MUST", {
  title: "a bet whose id is missing, null or empty debits nothing",
  clause: "Wallet callbacks, idempotency: key provider_tx_id",
  why: "A bet without an id can neither be repeated nor rolled back: a lost reply costs the stake.",
  fix: "Answer 400 before booking when provider_tx_id is missing, null or empty.",
  kills: ["wallet.accepts-missing-fields"],
});

const BALANCE_USER = check("wallet.balance.unknown-user-refused", "MUST", {
  title: "/balance for an unknown user is refused with 401 or 404",
  clause: ERRORS,
  why: "A session of one player reads the balance of another.",
  fix: "Compare user_id with the session's player.",
  kills: ["wallet.accepts-unknown-user", "wallet.unknown-user-is-500"],
});

const REQUIRED = [
  "user_id",
  "session_token",
  "currency",
  "action",
  "action_id",
  "provider_tx_id",
] as const;

const NO_IDS = [undefined, null, ""] as const;

export const identityScenarios: readonly Scenario<WalletTarget>[] = [
  atTable({
    id: "wallet.withdraw.identity",
    checks: [USER, SESSION, CURRENCY, MISSING, NO_ID, BALANCE_USER],
    requests: 1 + 1 + 2 * 3 + REQUIRED.length + 1 + NO_IDS.length + 1 + 1,
    stakeMillis: 1000,
    play: playIdentity,
  }),
];

async function playIdentity(table: Table): Promise<void> {
  const { context, session } = table;
  const control = await table.play("a right bet", table.bet("control"));
  let before = await table.balance("the balance after the right bet");
  const stranger = unknownId(session.userId);
  const wrong = [
    [USER.id, "user_id", stranger, "an unknown user", [401, 404]],
    [
      SESSION.id,
      "session_token",
      context.values.id("no session"),
      "an unknown session",
      [400, 401, 404],
    ],
    [CURRENCY.id, "currency", session.currency === "XTS" ? "XXX" : "XTS", "another currency", null],
  ] as const;
  for (const [checkId, field, value, what, statuses] of wrong) {
    const message = withField(context.target, table.message(table.bet(checkId)), field, value);
    const step = await table.play(`a bet with ${what}`, table.request(message));
    const after = await table.balance(`the balance after ${what}`);
    judgeSpan(
      table,
      checkId,
      { before, steps: [step], after },
      (delta, reply) =>
        firstFinding(
          statuses === null
            ? expectClientError(reply, `the bet is for ${what}`)
            : expectStatus(reply, statuses, `the bet is for ${what}`),
          expectDelta(delta, 0, "the bet must be refused"),
        ),
      [accepted(control)],
    );
    before = after;
  }
  const after = await playMissing(table, control, before);
  await playWithoutId(table, control, after);
  const step = await context.send(
    "the balance of an unknown user",
    table.request(buildBalance(context.target.dialect, { ...session, userId: stranger })),
  );
  context.judge(BALANCE_USER.id, step, (reply) =>
    expectStatus(reply, [401, 404], "there is no such user in this session"),
  );
}

async function playWithoutId(table: Table, control: Step, before: BalanceReading): Promise<void> {
  const { target } = table.context;
  const steps: Step[] = [];
  for (const [at, id] of NO_IDS.entries()) {
    const message = table.message(table.bet(`no id ${at}`));
    const request = table.request(withField(target, message, "provider_tx_id", id));
    steps.push(
      await table.play(
        `a bet whose id is ${id === undefined ? "missing" : JSON.stringify(id)}`,
        request,
      ),
    );
  }
  const after = await table.balance("the balance after bets without an id");
  judgeSpan(
    table,
    NO_ID.id,
    { before, steps, after },
    (delta) => expectDelta(delta, 0, "a bet without an id cannot be booked"),
    [accepted(control)],
  );
}

async function playMissing(
  table: Table,
  control: Step,
  before: BalanceReading,
): Promise<BalanceReading> {
  const { target } = table.context;
  const steps: Step[] = [];
  for (const field of REQUIRED) {
    const message = withField(target, table.message(table.bet(`no ${field}`)), field, undefined);
    steps.push(await table.play(`a bet without ${field}`, table.request(message)));
  }
  const after = await table.balance("the balance after bets that lack a field");
  judgeSpan(
    table,
    MISSING.id,
    { before, steps, after },
    (delta, ...replies) =>
      firstFinding(
        ...replies.map((reply, at) =>
          expectClientError(reply, `${REQUIRED[at] ?? "a field"} is missing`),
        ),
        expectDelta(delta, 0, "none of these bets can be booked"),
      ),
    [accepted(control)],
  );
  return after;
}

/** Of the same shape as a real one, so that it is not refused for its looks. */
function unknownId(userId: WireId): WireId {
  let left = 2;
  const altered = Array.from(String(userId))
    .reverse()
    .map((letter) => {
      if (left === 0 || !/[0-9a-z]/i.test(letter)) return letter;
      left -= 1;
      return /\d/.test(letter) ? String(9 - Number(letter)) : "7";
    })
    .reverse()
    .join("");
  if (typeof userId === "string") return altered;
  return typeof userId === "bigint" ? BigInt(altered) : Number(altered);
}
