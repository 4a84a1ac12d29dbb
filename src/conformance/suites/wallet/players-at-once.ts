/**
 * Two players who bet and win at the same moment: each balance moves by its own
 * player's money, whoever is written last. A finding is made of movements of exactly
 * what was sent, seen twice, and not when the same is sent in turn.
 */
import type { Bet, Win } from "../../../protocols/wallet/ledger-state.js";
import type { Finding } from "../../finding.js";
import type { Step } from "../../scenario-context.js";
import { winOf } from "./deposit.js";
import { accepted } from "./expect-wallet-reply.js";
import { type BalanceReading, readable, readBalance } from "./session.js";
import type { Table } from "./table.js";

/** What was seen of one thing, and why it may be no judgement. */
export interface Seen {
  readonly steps: readonly Step[];
  readonly finding: Finding | null;
  readonly unmet: string | null;
}

type Pair<Item> = readonly [Item, Item];

/** Bets at once, then their wins; one more round where one race alone went wrong, or too few overlapped. */
const ROUNDS = 2;
const MOST_ROUNDS = 3;
const ENOUGH = 2;

/** A balance may be shown late: it is read again after each of these. */
const LATER_MS = [100, 400, 1_500];
const READINGS = 2 * (1 + LATER_MS.length);

export const AT_ONCE = {
  requests: 2 + (MOST_ROUNDS + 1) * 2 * (2 + READINGS),
  stakeMillis: (MOST_ROUNDS + 1) * 2 * 1000,
} as const;

/** What one bet or win of each player did to both balances. */
interface Movement {
  readonly steps: readonly Step[];
  readonly after: Pair<BalanceReading>;
  readonly wanted: Pair<number>;
  readonly moved: Pair<number>;
  readonly overlapped: boolean;
  /** Why it shows nothing. */
  readonly unmet: string | null;
}

export async function playAtOnce(one: Table, other: Table): Promise<Seen> {
  const tables: Pair<Table> = [one, other];
  const start = await balancesOf(tables);
  const all: Movement[] = [];
  const atOnce = () => all.filter(({ unmet, overlapped }) => unmet === null && overlapped);
  const mixedUp = () => atOnce().filter(isMixedUp);
  const isSettled = () => atOnce().length >= ENOUGH && mixedUp().length !== 1;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    if (mixedUp().length >= ENOUGH || (round > ROUNDS && isSettled())) break;
    all.push(...(await playRound(tables, all.at(-1)?.after ?? start, `at once ${round}`, race)));
  }
  const [shown] = mixedUp();
  const isFound = mixedUp().length >= ENOUGH;
  const alone = isFound
    ? await playRound(tables, all.at(-1)?.after ?? start, "in turn", inTurn)
    : [];
  const doubt = alone.some((each) => each.unmet !== null || !isRight(each))
    ? "bets and wins of two players move other balances in turn too, which other checks judge"
    : null;
  return {
    steps: [...start.map(({ step }) => step), ...[...all, ...alone].flatMap(({ steps }) => steps)],
    finding: shown !== undefined && isFound && doubt === null ? findingOf(shown) : null,
    unmet: doubt ?? unmetOf(all, atOnce().length, mixedUp().length),
  };
}

function unmetOf(all: readonly Movement[], shown: number, mixedUp: number): string | null {
  if (mixedUp === 1) return "one movement may be chance";
  const moved = all.find((each) => each.unmet === null && !isRight(each) && !isMixedUp(each));
  if (moved !== undefined)
    return `the balances of two players moved by ${moved.moved.join(" and ")} millis where ${moved.wanted.join(" and ")} were sent: somebody else plays with them, or other checks say why`;
  if (shown >= ENOUGH) return null;
  return (
    all.find(({ unmet }) => unmet !== null)?.unmet ??
    `bets of two players must overlap, and ${shown} of ${all.length} did: run this closer to the wallet`
  );
}

type SendBoth = (tables: Pair<Table>, what: string, operations: Pair<Bet | Win>) => Promise<Sent>;
type Sent = Pick<Movement, "steps" | "overlapped">;

async function playRound(
  tables: Pair<Table>,
  before: Pair<BalanceReading>,
  label: string,
  send: SendBoth,
): Promise<readonly Movement[]> {
  const labelOf = (table: Table) => `${label} of ${String(table.session.userId)}`;
  const bets = both(tables, (table) => table.bet(labelOf(table)));
  const bet = await moveBoth(tables, before, bets, await send(tables, `bets ${label}`, bets));
  if (bet.unmet !== null) return [bet];
  const wins = both(tables, (table, at) => winOf(table, bets[at], `win ${labelOf(table)}`));
  const sent = await send(tables, `wins ${label}`, wins);
  return [bet, await moveBoth(tables, bet.after, wins, sent)];
}

const race: SendBoth = ([one, other], what, operations) =>
  one.context.race(
    `${what}, one of each player`,
    both([one, other], (table, at) => table.request(table.message(operations[at]))),
  );

const inTurn: SendBoth = async ([one, other], what, operations) => ({
  steps: [
    await one.play(`${what}, the one player's`, operations[0]),
    await other.play(`${what}, the other's`, operations[1]),
  ],
  overlapped: false,
});

/** Reads both balances until they are as they should be, or for two seconds. */
async function moveBoth(
  tables: Pair<Table>,
  before: Pair<BalanceReading>,
  operations: Pair<Bet | Win>,
  { steps, overlapped }: Sent,
): Promise<Movement> {
  const wanted = both(operations, ({ type, amount }) => (type === "bet" ? 0 - amount : amount));
  const unmet = [...steps.map(accepted), ...before.map(readable)].find(({ holds }) => !holds);
  const read = async (seen: readonly Step[]): Promise<Movement> => {
    const after = await balancesOf(tables);
    const unread = after.map(readable).find(({ holds }) => !holds);
    return {
      ...{ after, wanted, overlapped, unmet: unmet?.reason ?? unread?.reason ?? null },
      steps: [...seen, ...after.map(({ step }) => step)],
      moved: both(after, ({ amount }, at) => (amount ?? 0) - (before[at].amount ?? 0)),
    };
  };
  let movement = await read(steps);
  for (const waitMs of LATER_MS) {
    if (movement.unmet !== null || isRight(movement)) break;
    await tables[0].context.clock.sleep(waitMs);
    movement = await read(movement.steps);
  }
  return movement;
}

async function balancesOf([one, other]: Pair<Table>): Promise<Pair<BalanceReading>> {
  const read = ({ context, session }: Table) =>
    readBalance(context, session, `the balance of player ${String(session.userId)}`);
  return [await read(one), await read(other)];
}

function isRight({ moved, wanted }: Movement): boolean {
  return moved[0] === wanted[0] && moved[1] === wanted[1];
}

/** Nothing but what was sent moved, and not where it should. */
function isMixedUp(movement: Movement): boolean {
  const [own, others] = movement.wanted;
  const ours = [0, own, others, own + others];
  return !isRight(movement) && movement.moved.every((delta) => ours.includes(delta));
}

function findingOf({ wanted, moved }: Movement): Finding {
  return {
    expected: `what two players bet and win at once moves each balance by his own: ${wanted.join(" and ")} millis`,
    actual: `accepted, and moved by ${moved.join(" and ")} millis; in turn each moves by his own`,
  };
}

function both<Item, Made>([one, other]: Pair<Item>, make: (item: Item, at: 0 | 1) => Made) {
  const pair: Pair<Made> = [make(one, 0), make(other, 1)];
  return pair;
}
