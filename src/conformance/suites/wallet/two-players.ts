/**
 * Two players side by side: what one does never shows at the other. Every finding
 * is a reply, or a movement of exactly what was sent, so that others who play with
 * the same players meanwhile cannot be its cause.
 */
import { renderJson } from "../../../core/json/value.js";
import { buildBalance } from "../../../protocols/wallet/messages.js";
import type { CheckDefinition } from "../../check.js";
import { describeReply, firstFinding } from "../../expect.js";
import type { Step } from "../../scenario-context.js";
import { winOf } from "./deposit.js";
import { accepted } from "./expect-wallet-reply.js";
import { AT_ONCE, playAtOnce, type Seen } from "./players-at-once.js";
import { rollbackOf } from "./rollback-parts.js";
import { atTwoTables, check } from "./scenario.js";
import { askAuth, type BalanceReading, fieldIn, readable } from "./session.js";
import { type Table } from "./table.js";

const CLAUSE = "Wallet callbacks, errors: 401 session invalid, 404 user or session not found";

const SESSION = check("wallet.identity.other-session-refused", "MUST", {
  title:
    "a bet, a win and /balance for one player in another's session are refused, and nothing moves",
  clause: CLAUSE,
  why: "Whoever has a session of his own plays with the money of any player whose id he knows.",
  fix: "Take the player from the session, and refuse a user_id that is not his.",
  kills: ["wallet.believes-user-id", "wallet.accepts-unknown-user"],
});

const UNMOVED = check("wallet.identity.other-player-unmoved", "MUST", {
  title:
    "bets and wins of one player move nobody else's balance, in turn and at once, and /auth tells each player his own",
  clause: "Wallet callbacks, POST /withdraw and /deposit: user_id; POST /auth: user_id, balance",
  why: "Players share a purse, or see the money of others.",
  fix: "Key balances, sessions and caches by the player, and write no row but his.",
  kills: ["wallet.moves-every-player"],
});

const ROLLBACK = check("wallet.rollback.other-player-credits-nothing", "MUST", {
  title: "a rollback of another player's bet credits nothing, and leaves that bet its own rollback",
  clause: "Wallet callbacks, POST /deposit: ROLL_BACK is the refund of a voided bet",
  why: "The stake of one player is paid to another.",
  fix: "Refund only bets of the player whom the rollback names.",
  kills: ["wallet.refunds-strangers", "wallet.refuses-rollbacks", "wallet.refunds-unknown-bets"],
});

/** So many bets and wins of each player; one movement alone may be chance. */
const ROUNDS = 2;

export const twoPlayerScenarios = [
  atTwoTables({
    id: "wallet.two-players.apart",
    checks: [UNMOVED],
    requests: 2 * ROUNDS * 3 * 2 + 2 + 2 * 4 + AT_ONCE.requests,
    stakeMillis: 6 * ROUNDS * 1000 + AT_ONCE.stakeMillis,
    play: async (one, other) => {
      const seen = [await watchOther(one, other), await watchOther(other, one)];
      seen.push(await signIn(one, other), await signIn(other, one));
      seen.push(await playAtOnce(one, other));
      const found = seen.find(({ finding }) => finding !== null);
      settle(one, UNMOVED, found ?? merged(seen));
    },
  }),
  atTwoTables({
    id: "wallet.two-players.sessions",
    checks: [SESSION],
    requests: 3 + 2 * 6,
    stakeMillis: 6000,
    play: async (one, other) => {
      const bet = one.bet("control");
      const control = await one.play("a right bet", bet);
      const tries = [];
      for (const [owner, guest] of [
        [one, other],
        [other, one],
      ] as const)
        tries.push(await playAsGuest(owner, guest, bet));
      const found = tries.find(({ finding }) => finding !== null);
      const judged = found ?? merged(tries);
      settle(one, SESSION, {
        ...judged,
        unmet: accepted(control).holds ? judged.unmet : "a right bet was refused",
      });
    },
  }),
  atTwoTables({
    id: "wallet.two-players.rollback",
    checks: [ROLLBACK],
    requests: 7,
    stakeMillis: 2000,
    serverDriven: true,
    play: playForeignRollback,
  }),
];

function merged(seen: readonly Seen[]): Seen {
  return {
    steps: seen.flatMap(({ steps }) => steps),
    finding: null,
    unmet: seen.find(({ unmet }) => unmet !== null)?.unmet ?? null,
  };
}

function settle(
  { context }: Table,
  { id }: CheckDefinition,
  { steps, finding, unmet }: Seen,
): void {
  const exchanges = steps.flatMap((step) => step.exchanges);
  if (finding === null && unmet !== null) context.block(id, unmet, exchanges);
  else context.conclude(id, exchanges, finding);
}

/** A movement that is not one of ours was somebody else's. */
function movedBySomebody(table: Table, delta: number): string {
  return `the balance of player ${String(table.session.userId)} moved by ${delta} millis, which this run did not send`;
}

/** Plays with one and watches the other: it must not follow, and not by the same amounts. */
async function watchOther(player: Table, other: Table): Promise<Seen> {
  const name = String(player.session.userId);
  const steps: Step[] = [];
  const followed: string[] = [];
  let unmet: string | null = null;
  let before = await other.balance("the other player's balance before");
  for (let round = 1; round <= ROUNDS; round += 1) {
    const bet = player.bet(`round ${round} of ${name}`);
    const win = winOf(player, bet, `win ${round} of ${name}`);
    for (const [operation, delta] of [
      [bet, 0 - bet.amount],
      [win, win.amount],
    ] as const) {
      if (operation === win) {
        // Whoever bet last is not the one who wins.
        const between = other.bet(`between, round ${round} of ${name}`);
        steps.push(await other.play("a bet of the other player between", between));
        before = await other.balance("the other player's balance after his own bet");
      }
      const what = `a ${operation.type} of ${operation.amount} by player ${name}`;
      const step = await player.play(what, operation);
      const after = await other.balance(`the other player's balance after ${what}`);
      steps.push(before.step, step, after.step);
      const unreadable = [readable(before), readable(after), accepted(step)].find(
        (each) => !each.holds,
      );
      const moved = (after.amount ?? 0) - (before.amount ?? 0);
      unmet ??= unreadable?.reason ?? null;
      if (unreadable === undefined && moved === delta) followed.push(what);
      else if (moved !== 0) unmet ??= movedBySomebody(other, moved);
      before = after;
    }
  }
  const finding =
    followed.length < 2
      ? null
      : {
          expected: `the balance of player ${String(other.session.userId)} stands still`,
          actual: `it followed ${followed.join(", ")}`,
        };
  return {
    steps,
    finding,
    unmet: followed.length === 1 ? (unmet ?? "one movement may be chance") : unmet,
  };
}

/** What `/auth` says of a player must not be what is true of the other. */
async function signIn(player: Table, other: Table): Promise<Seen> {
  const { context, session, account } = player;
  const name = String(session.userId);
  const before = await player.balance(`the balance of ${name} before`);
  const { step } = await askAuth(context, account.index, `open the session of ${name} once more`);
  const own = await player.balance(`the balance of ${name}`);
  const others = await other.balance("the other player's balance");
  const { reply } = step;
  const [userId, balance] = (["user_id", "balance"] as const).map((field) =>
    reply?.status === 200 ? fieldIn(reply, context.target, field) : undefined,
  );
  const isOther =
    renderJson(userId ?? null) === renderJson(other.session.userId) ||
    // Somebody else may have played meanwhile.
    (balance === others.amount && ![before.amount, own.amount].some((each) => each === balance));
  return {
    steps: [before.step, step, own.step, others.step],
    finding: isOther
      ? {
          expected: `/auth for player ${name} says ${name} and ${own.amount} millis`,
          actual: `it says what is true of player ${String(other.session.userId)}: ${renderJson(userId ?? null)}, ${renderJson(balance ?? null)} millis`,
        }
      : null,
    unmet: null,
  };
}

/** Callbacks that name the owner, in the guest's session. */
async function playAsGuest(
  owner: Table,
  guest: Table,
  bet: ReturnType<Table["bet"]>,
): Promise<Seen> {
  const { dialect } = owner.context.target;
  const as = { ...guest.session, userId: owner.session.userId };
  const label = `in the session of ${String(guest.session.userId)}`;
  const asked = [owner.bet(label), winOf(owner, bet, label)];
  const requests = [
    ...asked.map((operation) => [operation.type, owner.message(operation)] as const),
    ["balance", buildBalance(dialect, as)] as const,
  ];
  const before = [
    await owner.balance("the balance before"),
    await guest.balance("the guest's before"),
  ];
  const steps: Step[] = [];
  for (const [what, message] of requests) {
    const body = { ...message.body, ...sessionFields(owner, as.sessionToken) };
    const name = `a ${what} for ${String(as.userId)} ${label}`;
    steps.push(await owner.play(name, owner.request({ ...message, body })));
  }
  const after = [
    await owner.balance("the balance after"),
    await guest.balance("the guest's after"),
  ];
  const moves = after.map((reading, at) => (reading.amount ?? 0) - (before[at]?.amount ?? 0));
  const amounts = asked.map(({ type, amount }) => (type === "bet" ? 0 - amount : Number(amount)));
  const exact = [...amounts, amounts.reduce((sum, each) => sum + each, 0)];
  const taken = steps.find(({ reply }) => reply !== null && reply.status < 400);
  const moved = moves.find((delta) => delta !== 0);
  const readings: readonly BalanceReading[] = [...before, ...after];
  const unreadable = readings.map(readable).find(({ holds }) => !holds);
  return {
    steps: [
      ...readings.slice(0, 2).map(({ step }) => step),
      ...steps,
      ...readings.slice(2).map(({ step }) => step),
    ],
    finding: firstFinding(
      taken?.reply == null
        ? null
        : { expected: `a refusal of ${taken.name}`, actual: describeReply(taken.reply) },
      moved === undefined || !exact.includes(moved)
        ? null
        : { expected: "nothing moves", actual: `a balance moved by ${moved} millis` },
    ),
    unmet:
      unreadable?.reason ??
      steps.find(({ silence }) => silence !== null)?.silence?.message ??
      (moved === undefined ? null : movedBySomebody(owner, moved)),
  };
}

function sessionFields({ context }: Table, sessionToken: string) {
  const name = context.target.dialect.fields["session_token"] ?? "session_token";
  return { [name]: sessionToken };
}

async function playForeignRollback(one: Table, other: Table): Promise<void> {
  const bet = one.bet("bet");
  const placed = await one.play(`a bet of ${bet.amount}`, bet);
  const foreign = rollbackOf(other, bet, "foreign");
  const before = await other.balance("the other player's balance before");
  const step = await other.play("its rollback by the other player", foreign);
  const after = await other.balance("the other player's balance after it");
  const moved = (after.amount ?? 0) - (before.amount ?? 0);
  const own = [await one.balance("the bettor's balance before his own rollback")];
  const refund = await one.play("the bettor's own rollback", rollbackOf(one, bet));
  own.push(await one.balance("the bettor's balance after it"));
  const back = (own[1]?.amount ?? 0) - (own[0]?.amount ?? 0);
  const unreadable = [
    accepted(placed),
    readable(before),
    readable(after),
    ...own.map(readable),
  ].find(({ holds }) => !holds);
  // What was acknowledged may have voided the bet, which is not said; what was refused did nothing.
  const isRefused = step.reply !== null && step.reply.status >= 400 && step.reply.status < 500;
  settle(one, ROLLBACK, {
    steps: [placed, before.step, step, after.step, ...own.map((reading) => reading.step), refund],
    finding:
      unreadable !== undefined
        ? null
        : firstFinding(
            moved === bet.amount
              ? { expected: "nothing is credited", actual: `the other player got ${moved} millis` }
              : null,
            isRefused && refund.reply !== null && back === 0
              ? {
                  expected: `${bet.amount} millis back by the bettor's own rollback`,
                  actual: `${describeReply(refund.reply)}, and nothing back`,
                }
              : null,
          ),
    unmet: unreadable?.reason ?? (moved === 0 ? null : movedBySomebody(other, moved)),
  });
}
