/**
 * Different callbacks of one player and of two at once: some order of them must
 * explain every reply and the balances after. Where none does, parts of them are
 * sent at once again, until the smallest that no order explains is found.
 */
import type { Exchange } from "../../../core/http-exchange.js";
import type { HttpReply } from "../../../core/http.js";
import {
  openLedger,
  type WalletLedger,
  type WalletOperation,
} from "../../../protocols/wallet/ledger-state.js";
import { applyOperation } from "../../../protocols/wallet/ledger.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import type { Finding } from "../../finding.js";
import { shrinkSequence } from "../../shrink.js";
import { winOf } from "./deposit.js";
import { type Answered, balancesExplaining } from "./explain-history.js";
import { statedBalance } from "./expect-wallet-reply.js";
import { rollbackOf } from "./rollback-parts.js";
import { atOneOrTwoTables, check } from "./scenario.js";
import { readable } from "./session.js";
import { MOST_SHIFT, SMALL_BET } from "./stakes.js";
import { type Table } from "./table.js";
import type { WalletTarget } from "./wallet-target.js";

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
    "wallet.refunds-repeated-rollbacks",
    "wallet.debits-parallel-twins",
    "wallet.credits-parallel-twins",
    "wallet.crashes-on-parallel-twins",
    "wallet.overdraws-in-parallel",
    "wallet.refunds-in-parallel",
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

/** What is sent at once, by the place of its player. */
interface Planned {
  readonly kind: "bet" | "win" | "rollback" | "same-bet" | "same-win";
  readonly player: number;
}

const ONE: readonly Planned["kind"][] = ["bet", "bet", "win", "rollback", "same-bet", "same-win"];
const TWO: readonly Planned["kind"][] = ["bet", "win", "rollback", "same-bet"];
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

interface Seen {
  readonly exchanges: readonly Exchange[];
  readonly overlapped: boolean;
  /** Why nothing can be said. */
  readonly unmet: string | null;
  readonly money: Finding | null;
  readonly stated: Finding | null;
  /** Whether a success stated no balance that could be judged. */
  readonly isSilent: boolean;
}

async function playHistories(...tables: readonly [Table, ...Table[]]): Promise<void> {
  const [{ context }] = tables;
  const plan = planFor(tables);
  const seen: Seen[] = [];
  for (let round = 1; round <= TRIES; round += 1) {
    const one = await raceOnce(tables, plan, `round ${round}`);
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

function planFor(tables: readonly Table[]): readonly Planned[] {
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
  plan: readonly Planned[],
  first: Seen,
): Promise<Seen> {
  const { clock } = tables[0].context;
  const endMs = clock.monotonicMs() + SHRINK_MS;
  let shown = first;
  let part = 0;
  await shrinkSequence(
    plan,
    async (candidate) => {
      part += 1;
      for (let nth = 1; nth <= SHRINK_TRIES && candidate.length > 1; nth += 1) {
        const again = await raceOnce(tables, candidate, `part ${part}, try ${nth}`);
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

interface Sent {
  readonly player: number;
  readonly operation: WalletOperation;
}

/** Places what wins and rollbacks need, sends all at once, and looks for an order. */
async function raceOnce(
  tables: readonly [Table, ...Table[]],
  plan: readonly Planned[],
  label: string,
): Promise<Seen> {
  const [{ context }] = tables;
  const exchanges: Exchange[] = [];
  const unjudged = (unmet: string): Seen => ({
    ...{ exchanges, overlapped: false, unmet },
    ...{ money: null, stated: null, isSilent: false },
  });
  const before = await balancesOf(tables, (player) => `${label}: ${player} before`, exchanges);
  if (typeof before === "string") return unjudged(before);
  const placed = await placeAll(tables, plan, label, before, exchanges);
  if (placed === null) return unjudged("an ordinary bet was not accepted");
  const { sent, books } = placed;
  const raced = await context.race(
    `${label}: different callbacks at once`,
    sent.map(({ player, operation }) => {
      const table = tables[player] ?? tables[0];
      return table.request(table.message(operation));
    }),
  );
  exchanges.push(...raced.steps.flatMap((step) => step.exchanges));
  const after = await balancesOf(tables, (player) => `${label}: ${player} after`, exchanges);
  if (typeof after === "string") return unjudged(after);
  const answered = sent.map(({ player, operation }, at) => ({
    player,
    ...answerTo(operation, raced.steps[at]?.reply ?? null, context.target),
  }));
  const findings = books.map((book, player) => {
    const own = answered.filter((each) => each.player === player);
    const others = answered.filter((each) => each.player !== player);
    return judgeHistory(book, own, others, after[player] ?? 0);
  });
  return {
    ...{ exchanges, overlapped: raced.overlapped, unmet: null },
    money: findings.find(({ money }) => money !== null)?.money ?? null,
    stated: findings.find(({ stated }) => stated !== null)?.stated ?? null,
    isSilent: answered.some(({ status, stated }) => status === 200 && stated === null),
  };
}

/** In millis, by player; or why one cannot be read. */
async function balancesOf(
  tables: readonly Table[],
  nameOf: (player: string) => string,
  exchanges: Exchange[],
): Promise<readonly number[] | string> {
  const amounts: number[] = [];
  for (const [player, table] of tables.entries()) {
    const { step, amount } = await table.balance(nameOf(`the balance of player ${player + 1}`));
    exchanges.push(...step.exchanges);
    if (amount === null) return readable({ step, amount }).reason;
    amounts.push(amount);
  }
  return amounts;
}

/** @returns null where a bet that a win or a rollback needs was not accepted */
async function placeAll(
  tables: readonly [Table, ...Table[]],
  plan: readonly Planned[],
  label: string,
  before: readonly number[],
  exchanges: Exchange[],
): Promise<{ readonly sent: readonly Sent[]; readonly books: readonly WalletLedger[] } | null> {
  const books = before.map((amount) => openLedger(toMillis(amount)));
  const sent: Sent[] = [];
  for (const [at, { kind, player }] of plan.entries()) {
    const table = tables[player] ?? tables[0];
    if (kind === "same-bet" || kind === "same-win") {
      const first = sent.find(
        (each) => each.player === player && `same-${each.operation.type}` === kind,
      );
      if (first !== undefined) sent.push(first);
      continue;
    }
    const name = `${label}, ${at + 1}`;
    const bet = table.bet(name, { amount: table.amount(name, SMALL_BET) });
    if (kind === "bet") {
      sent.push({ player, operation: bet });
      continue;
    }
    const step = await table.play(`${name}: the bet that a ${kind} needs`, bet);
    exchanges.push(...step.exchanges);
    const book = books[player];
    if (step.reply?.status !== 200 || book === undefined) return null;
    books[player] = applyOperation(book, bet).state;
    const follow = kind === "win" ? winOf : rollbackOf;
    sent.push({ player, operation: follow(table, bet, name) });
  }
  return { sent, books };
}

function answerTo(
  operation: WalletOperation,
  reply: HttpReply | null,
  target: WalletTarget,
): Answered {
  const stated = reply === null ? null : statedBalance(target, reply);
  return { operation, status: reply?.status ?? null, stated };
}

function judgeHistory(
  state: WalletLedger,
  own: readonly Answered[],
  others: readonly Answered[],
  after: number,
): Pick<Seen, "money" | "stated"> {
  const possible = balancesExplaining(state, own, false);
  const all = [...own.map(describe), ...others.map((each) => `another player's ${describe(each)}`)];
  const history = `at once, from ${state.balance} millis: ${all.join("; ")}`;
  if (!possible.has(after)) {
    const wanted =
      possible.size === 0 ? "no order of them gives these replies" : [...possible].join(" or ");
    return {
      money: {
        message: `no order explains ${history}; then the balance was ${after}`,
        expected: `a balance after some order of them: ${wanted}`,
        actual: `${after} millis by /balance`,
      },
      stated: null,
    };
  }
  if (balancesExplaining(state, own, true).has(after)) return { money: null, stated: null };
  return {
    money: null,
    stated: {
      message: `no order explains the balances stated ${history}`,
      expected: "new_balance as after some order of them",
      actual: own.map(({ stated }) => String(stated)).join(", "),
    },
  };
}

function describe({ operation, status, stated }: Answered): string {
  const amount = operation.type === "close" ? "" : ` of ${operation.amount}`;
  const answer = status === null ? "no reply" : String(status);
  return `${operation.type}${amount} (${operation.txId}): ${answer}${stated === null ? "" : `, new_balance ${stated}`}`;
}
