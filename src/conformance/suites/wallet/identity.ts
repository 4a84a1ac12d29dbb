/** Bets for players, sessions and currencies that do not fit, or that lack a field. */
import type { JsonValue } from "../../../core/json/value.js";
import type { Bet } from "../../../protocols/wallet/ledger-state.js";
import type { WalletField } from "../../../protocols/wallet/dialect.js";
import { buildBalance, type WireId } from "../../../protocols/wallet/messages.js";
import type { Scenario } from "../../check.js";
import { expectClientError, expectStatus } from "../../expect.js";
import { winOf } from "./deposit.js";
import { accepted } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import {
  eachRefused,
  judgeProbes,
  probeRequests,
  type Refused,
  type RefusedProbe,
} from "./refused-probes.js";
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
  title: "a bet and a win in another currency than the player's are refused and move nothing",
  clause: "Wallet callbacks, POST /withdraw and /deposit: currency",
  why: "100 of one currency is booked as 100 of another.",
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

const NO_IDS = [
  ["missing", undefined],
  ["null", null],
  ["empty", ""],
] as const;

/** Most ids that only resemble a user's, and sessions that are none. */
const RESEMBLING = 3;
const SESSIONS = 3;

export const identityScenarios: readonly Scenario<WalletTarget>[] = [
  atTable({
    id: "wallet.withdraw.identity",
    checks: [USER, SESSION, CURRENCY, MISSING, NO_ID, BALANCE_USER],
    requests:
      2 +
      probeRequests(1 + RESEMBLING + SESSIONS + 2 + REQUIRED.length, 4) +
      probeRequests(NO_IDS.length, 1),
    stakeMillis: 1000,
    play: playIdentity,
  }),
];

async function playIdentity(table: Table): Promise<void> {
  const { context, session } = table;
  const bet = table.bet("control");
  const control = await table.play("a right bet", bet);
  const stranger = unknownId(session.userId);
  // By themselves: once one without an id is booked, the next may be taken for its repetition.
  await judgeProbes(table, [withoutId(table)], [accepted(control)]);
  const other = session.currency === "XTS" ? "XXX" : "XTS";
  await judgeProbes(
    table,
    [
      eachRefused(
        {
          checkId: USER.id,
          why: "the bet must be refused",
          make: (attempt) =>
            [stranger, ...resembling(session.userId)].map((id) =>
              betWith(table, "user_id", id, `for user ${String(id)}, who is unknown`, attempt),
            ),
        },
        // What only resembles an id may be refused for its form.
        (reply, at) =>
          expectStatus(reply, at === 0 ? [401, 404] : [400, 401, 404], "the user is unknown"),
      ),
      eachRefused(
        {
          checkId: SESSION.id,
          why: "the bet must be refused",
          make: (attempt) =>
            unknownSessions(table).map(([what, token]) =>
              betWith(table, "session_token", token, `in an unknown session, ${what}`, attempt),
            ),
        },
        (reply) => expectStatus(reply, [400, 401, 404], "the session is unknown"),
      ),
      eachRefused(
        {
          checkId: CURRENCY.id,
          why: "it must be refused",
          make: (attempt) => [
            betWith(table, "currency", other, "in another currency", attempt),
            winWith(table, bet, other, attempt),
          ],
        },
        (reply) => expectClientError(reply, "the player's currency is another"),
      ),
      eachRefused(
        {
          checkId: MISSING.id,
          why: "none of these bets can be booked",
          make: (attempt) =>
            REQUIRED.map((field) => betWith(table, field, undefined, `without ${field}`, attempt)),
        },
        (reply, at) => expectClientError(reply, `${REQUIRED[at] ?? "a field"} is missing`),
      ),
    ],
    [accepted(control)],
  );
  const step = await context.send(
    "the balance of an unknown user",
    table.request(buildBalance(context.target.dialect, { ...session, userId: stranger })),
  );
  context.judge(BALANCE_USER.id, step, (reply) =>
    expectStatus(reply, [401, 404], "there is no such user in this session"),
  );
}

function withoutId(table: Table): RefusedProbe {
  return eachRefused(
    {
      checkId: NO_ID.id,
      why: "a bet without an id cannot be booked",
      make: (attempt) =>
        NO_IDS.map(([what, id]) =>
          betWith(table, "provider_tx_id", id, `whose id is ${what}`, attempt),
        ),
    },
    () => null,
  );
}

/** Ids that a look-up takes for this one which compares a part, or the number at the beginning. */
function resembling(userId: WireId): readonly WireId[] {
  const text = String(userId);
  const cut = text.slice(0, -1);
  if (typeof userId !== "string") return cut === "" || cut === "-" ? [] : [numberLike(userId, cut)];
  return [cut, `${text}x`, `${text}%`].filter((each) => each !== "");
}

function numberLike(userId: WireId, digits: string): WireId {
  return typeof userId === "bigint" ? BigInt(digits) : Number(digits);
}

/** Tokens that are none, and parts of the right one. */
function unknownSessions({ context, session }: Table): readonly (readonly [string, string])[] {
  const { sessionToken } = session;
  const parts = [
    ["with the token's last character missing", sessionToken.slice(0, -1)],
    ["with the token's first character missing", sessionToken.slice(1)],
  ] as const;
  return [
    ["with a token of nobody", context.values.id("no session")],
    ...parts.filter(([, token]) => token !== ""),
  ];
}

function winWith(table: Table, bet: Bet, currency: string, attempt: string): Refused {
  const win = winOf(table, bet, `in another currency, ${attempt}`);
  const message = withField(table.context.target, table.message(win), "currency", currency);
  return { what: "a win in another currency", request: table.request(message) };
}

function betWith(
  table: Table,
  field: WalletField,
  value: JsonValue | undefined,
  how: string,
  attempt: string,
): Refused {
  const bet = table.bet(`${how}, ${attempt}`);
  const message = withField(table.context.target, table.message(bet), field, value);
  return { what: `a bet ${how}`, request: table.request(message) };
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
  return typeof userId === "string" ? altered : numberLike(userId, altered);
}
