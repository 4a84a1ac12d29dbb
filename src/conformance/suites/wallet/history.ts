/**
 * Different callbacks of one player and of two at once: some order of them must
 * explain every reply and the balances after. Where none does, parts of them are
 * sent at once again, until the smallest that no order explains is found.
 */
import { shrinkSequence } from "../../shrink.js";
import { type PlannedRace, type RacedHistory, raceHistory } from "./raced-history.js";
import { atOneOrTwoTables, check } from "./scenario.js";
import { MOST_SHIFT, SMALL_BET } from "./stakes.js";
import { type Table } from "./table.js";

const UNSTATED = "a reply states no new_balance that is a number, which other checks judge";
const ROUNDS = 3;
const TRIES = 5;
/** Callbacks that the search for a smaller history may send at once, and how often each part is tried. */
const SHRINK_OPERATIONS = 90;
const SHRINK_TRIES = 3;
const SHRINK_MS = 20_000;

const EXPLAINED = check("wallet.history.explained", "MUST", {
  title:
    "bets, wins, rollbacks and repetitions of two players at once leave balances that some order of them explains",
  clause: "Wallet callbacks: the reply is part of the transaction",
  why: "A bet beside a win overwrites it, or one player's bet another's: money is lost or made.",
  fix: "Change a balance in one statement (balance = balance + ?), or lock the player's row for every action alike.",
  kills: [
    "wallet.loses-parallel-updates",
    "wallet.credits-net-wins",
    "wallet.answers-wins-200-uncredited",
    "wallet.repeat-is-400",
  ],
  mayCatch: [
    "wallet.keeps-cents-only",
    "wallet.stores-units-as-float32",
    "wallet.books-repeated-bets",
    "wallet.books-repeated-wins",
    "wallet.forgets-after-the-next",
    "wallet.twins-are-409",
    "wallet.acknowledges-rollbacks-only",
    "wallet.debits-parallel-twins",
    "wallet.credits-parallel-twins",
    "wallet.crashes-on-parallel-twins",
  ],
});
const STATED = check("wallet.history.stated-explained", "SHOULD", {
  title: "the balances that these replies state are those of such an order too",
  clause: "Wallet callbacks, replies: new_balance",
  why: "The game shows a balance that the player never had.",
  fix: "State the balance that the transaction itself wrote, not one read before or after it.",
  kills: ["wallet.states-old-balance", "wallet.replays-current-balance"],
  mayCatch: ["wallet.keeps-cents-only", "wallet.stores-units-as-float32"],
});

const ONE: readonly PlannedRace["kind"][] = [
  "bet",
  "bet",
  "win",
  "rollback",
  "same-bet",
  "same-win",
];
const TWO: readonly PlannedRace["kind"][] = ["bet", "win", "rollback", "same-bet"];
const MOST = 2 * TWO.length;
/** Bets before, the callbacks, and balances before and after. */
const PER_TRY = 2 * 3 + MOST + 4;

export const historyScenarios = [
  atOneOrTwoTables({
    id: "wallet.history",
    checks: [EXPLAINED, STATED],
    requests: (TRIES + Math.ceil((SHRINK_OPERATIONS * SHRINK_TRIES) / MOST)) * PER_TRY,
    stakeMillis: (TRIES * MOST + SHRINK_OPERATIONS * SHRINK_TRIES) * (SMALL_BET.max + MOST_SHIFT),
    alone: true,
    play: playHistories,
  }),
];

async function playHistories(...tables: readonly [Table, ...Table[]]): Promise<void> {
  const [{ context }] = tables;
  const plan = planFor(tables);
  const seen: RacedHistory[] = [];
  for (let round = 1; round <= TRIES; round += 1) {
    const one = await raceHistory(tables, plan, `round ${round}`);
    seen.push(one);
    const overlapped = seen.filter((each) => each.overlapped).length;
    if (one.unmet !== null || one.money !== null || overlapped === ROUNDS) break;
  }
  const failed = seen.find(({ money }) => money !== null);
  const smallest = failed === undefined ? null : await smaller(tables, plan, failed);
  const exchanges = seen.flatMap((each) => each.exchanges);
  const unmet =
    seen.find((each) => each.unmet !== null)?.unmet ??
    (seen.filter((each) => each.overlapped).length < ROUNDS && smallest === null
      ? `${ROUNDS} rounds must overlap, and fewer did: run this closer to the wallet`
      : null);
  if (smallest !== null) context.conclude(EXPLAINED.id, smallest.exchanges, smallest.money);
  else if (unmet !== null) context.block(EXPLAINED.id, unmet, exchanges);
  else context.conclude(EXPLAINED.id, exchanges, null);
  const stated = seen.find((each) => each.stated !== null);
  if (stated !== undefined) context.conclude(STATED.id, stated.exchanges, stated.stated);
  else if (unmet !== null || smallest !== null)
    context.block(STATED.id, unmet ?? "the balances themselves are not explained", exchanges);
  else if (seen.some(({ isSilent }) => isSilent)) context.block(STATED.id, UNSTATED, exchanges);
  else context.conclude(STATED.id, exchanges, null);
}

function planFor(tables: readonly Table[]): readonly PlannedRace[] {
  const kinds = tables.length === 1 ? ONE : TWO;
  return tables.flatMap(({ context }, player) =>
    kinds
      .filter((kind) => kind !== "rollback" || context.target.serverDriven)
      .map((kind) => ({ kind, player })),
  );
}

/** Each part is raced a few times: a race that is won by luck shows nothing. */
async function smaller(
  tables: readonly [Table, ...Table[]],
  plan: readonly PlannedRace[],
  first: RacedHistory,
): Promise<RacedHistory> {
  const { clock } = tables[0].context;
  const endMs = clock.monotonicMs() + SHRINK_MS;
  let shown = first;
  let part = 0;
  await shrinkSequence(
    plan,
    async (candidate) => {
      part += 1;
      for (let nth = 1; nth <= SHRINK_TRIES && candidate.length > 1; nth += 1) {
        const again = await raceHistory(tables, candidate, `part ${part}, try ${nth}`);
        if (again.money === null) continue;
        shown = again;
        return true;
      }
      return false;
    },
    { operations: SHRINK_OPERATIONS, isOver: () => clock.monotonicMs() > endMs },
  );
  return shown;
}
