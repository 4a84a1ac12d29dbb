/** Ids are opaque: what differs in a byte is another transaction, whatever it looks like. */
import type { Bet } from "../../../protocols/wallet/ledger-state.js";
import type { Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import { expectStatus, firstFinding, neverServerError } from "../../expect.js";
import { deltaOf, expectDelta, judgeSpan, type Span } from "./balance-deltas.js";
import { accepted } from "./expect-wallet-reply.js";
import { rollbackOf } from "./rollback-parts.js";
import { atTable, check } from "./scenario.js";
import { playInTurn, playSideBySide, type SideBySide } from "./side-by-side.js";
import { MOST_SHIFT, SMALL_BET } from "./stakes.js";
import { type Table } from "./table.js";
import type { WalletTarget } from "./wallet-target.js";

const CLAUSE = "Wallet callbacks, idempotency: key provider_tx_id";

const EXACT = check("wallet.idempotency.ids-compared-exactly", "SHOULD", {
  title:
    "bets whose ids differ in a single byte are bets of their own, and each is rolled back by its own id",
  clause: CLAUSE,
  why: "Two bets are taken for one: the second is not debited, or the refund of one goes by the stake of the other.",
  fix: 'Store ids as text of at least 128 characters, in a column that is compared byte for byte (COLLATE "C", utf8mb4_bin).',
  kills: ["wallet.folds-id-case", "wallet.refuses-rollbacks", "wallet.acknowledges-rollbacks-only"],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const ODD = check("wallet.idempotency.odd-ids-below-500", "SHOULD", {
  title: "ids with quotes, control characters or 300 letters are answered below 500",
  clause: "Wallet callbacks, errors: 5xx is repeated",
  why: "The provider repeats a 5xx for ever, and a quote that breaks a query can do worse.",
  fix: "Pass ids as parameters of prepared statements, and answer 400 to what does not fit.",
  kills: ["wallet.crashes-on-quotes"],
});

const LONGEST = 128;

/** Pairs that careless comparisons take for the same, made of an id that no run had before. */
const PAIRS: readonly (readonly [what: string, of: (id: string) => readonly [string, string]])[] = [
  ["case", (id) => [`${id}-a`, `${id}-A`]],
  ["leading zeros", (id) => [`00${digitsOf(id)}7`, `${digitsOf(id)}7`]],
  // 19 digits: below 2^63, and one beside the other is the same double.
  ["64-bit numbers", (id) => [`8${digitsOf(id)}92`, `8${digitsOf(id)}93`]],
  ["the last of 128 characters", (id) => [lengthened(id, "a"), lengthened(id, "b")]],
  ["a composed and a decomposed letter", (id) => [`${id}-\u00e9`, `${id}-e\u0301`]],
  ["an emoji", (id) => [`${id}-\u{1f3b2}`, `${id}-\u{1f3b0}`]],
  ["a hyphen", (id) => [`${id}-1`, `${id}1`]],
  ["what follows a separator", (id) => [`${id}:/.|#_1`, `${id}:/.|#_2`]],
  ["what a pattern of SQL stands for", (id) => [`${id}-7`, `${id}-_`]],
];

function digitsOf(id: string): string {
  return String(1 + Number.parseInt(id.slice(0, 12), 16)).padStart(16, "1");
}

function lengthened(id: string, last: string): string {
  return `${id.padEnd(LONGEST - 1, "-")}${last}`;
}

const ODD_IDS: readonly (readonly [what: string, suffix: string])[] = [
  ["a single quote", "'"],
  ["a double quote", '"'],
  ["a backslash", "\\"],
  ["NUL", "\u0000"],
  ["a line break", "\r\n"],
  ["an SQL comment", "';--"],
  ["a percent sign", "%00%s"],
  ["a path", "/../.."],
  ["300 letters", "x".repeat(300)],
];

const notOpaque = ({ ids }: WalletTarget) =>
  ids === "uuid" ? "wallet.ids is uuid: every id is one" : null;

export const opaqueIdScenarios: readonly Scenario<WalletTarget>[] = [
  {
    ...atTable({
      id: "wallet.idempotency.opaque",
      checks: [EXACT],
      requests: 1 + 2 * (3 + 2 * 4 * PAIRS.length),
      stakeMillis: 4 * PAIRS.length * (SMALL_BET.max + MOST_SHIFT),
      play: playPairs,
    }),
    notApplicable: notOpaque,
  },
  {
    ...atTable({
      id: "wallet.idempotency.odd",
      checks: [ODD],
      requests: 1 + 2 * ODD_IDS.length,
      stakeMillis: ODD_IDS.length * (SMALL_BET.max + MOST_SHIFT),
      play: async (table) => {
        const control = await table.play("a right bet", table.bet("control"));
        const steps = await playSideBySide(
          table,
          ODD_IDS.map(([what, suffix]) => ({
            what: `a bet whose id has ${what}`,
            operation: betNamed(table, what, (id) => `${id}${suffix}`),
          })),
        );
        table.context.judge(
          ODD.id,
          steps,
          neverServerError(steps, (at) => `an id with ${ODD_IDS[at]?.[0]} breaks nothing`),
          [accepted(control)],
        );
      },
    }),
    notApplicable: notOpaque,
  },
];

/** All side by side; where something is wrong then, others one after the other decide. */
async function playPairs(table: Table): Promise<void> {
  const control = await table.play("a right bet", table.bet("control"));
  const quick = await playBets(table, "side by side");
  const isRight = quick.finding === null && quick.steps.every(({ reply }) => reply !== null);
  const played = isRight ? quick : await playBets(table, "in turn");
  judgeSpan(table, EXACT.id, played, () => played.finding, [accepted(control)]);
}

interface Played extends Span {
  readonly finding: Finding | null;
}

async function playBets(table: Table, how: "side by side" | "in turn"): Promise<Played> {
  const bets = PAIRS.flatMap((pair) => pairOf(table, pair, how));
  const play = async (plays: readonly SideBySide[]) =>
    how === "side by side" ? playSideBySide(table, plays) : playInTurn(table, plays);
  const before = await table.balance("the balance before");
  const placed = await play(bets.map(({ bet, what }) => ({ what, operation: bet })));
  const between = await table.balance("the balance after the bets");
  const back = table.context.target.serverDriven
    ? await play(
        bets.map(({ bet, what }) => ({
          what: `the rollback of ${what}`,
          operation: rollbackOf(table, bet),
        })),
      )
    : [];
  const after = await table.balance("the balance after all rollbacks");
  const staked = bets.reduce((sum, { bet }) => sum + bet.amount, 0);
  const finding = firstFinding(
    ...[...placed, ...back].map(({ name, reply }) =>
      reply === null ? null : expectStatus(reply, 200, `${name} is like no other`),
    ),
    expectDelta(deltaOf({ before, after: between }), -staked, "each of these bets counts"),
    expectDelta(
      deltaOf({ before, after }),
      back.length === 0 ? -staked : 0,
      "each was paid back by its own rollback",
    ),
  );
  return { before, steps: [...placed, between.step, ...back], after, finding };
}

interface NamedBet {
  readonly bet: Bet;
  readonly what: string;
}

function pairOf(
  table: Table,
  [what, of]: (typeof PAIRS)[number],
  attempt: string,
): readonly NamedBet[] {
  return of(table.id(`${what} base, ${attempt}`)).map((txId, at) => ({
    bet: betNamed(table, `${what} ${at}, ${attempt}`, () => txId),
    what: `bet ${at + 1} of two whose ids differ in ${what}`,
  }));
}

function betNamed(table: Table, label: string, rename: (id: string) => string): Bet {
  const bet = table.bet(label, { amount: table.amount(label, SMALL_BET) });
  return { ...bet, txId: rename(bet.txId) };
}
