/** Sends different callbacks at once, and looks for an order of them that explains what came back. */
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
import { winOf } from "./deposit.js";
import { type Answered, balancesExplaining } from "./explain-history.js";
import { statedBalance } from "./expect-wallet-reply.js";
import { rollbackOf } from "./rollback-parts.js";
import { readable } from "./session.js";
import { SMALL_BET } from "./stakes.js";
import { type Table } from "./table.js";
import type { WalletTarget } from "./wallet-target.js";

/** What is sent at once, by the place of its player. */
export interface PlannedRace {
  readonly kind: "bet" | "win" | "rollback" | "same-bet" | "same-win";
  readonly player: number;
}

export interface RacedHistory {
  readonly exchanges: readonly Exchange[];
  readonly overlapped: boolean;
  /** Why nothing can be said. */
  readonly unmet: string | null;
  readonly money: Finding | null;
  readonly stated: Finding | null;
  /** Whether a success stated no balance that could be judged. */
  readonly isSilent: boolean;
}

interface Sent {
  readonly player: number;
  readonly operation: WalletOperation;
}

/** Places what wins and rollbacks need, sends all at once, and looks for an order. */
export async function raceHistory(
  tables: readonly [Table, ...Table[]],
  plan: readonly PlannedRace[],
  label: string,
): Promise<RacedHistory> {
  const [{ context }] = tables;
  const exchanges: Exchange[] = [];
  const unjudged = (unmet: string): RacedHistory => ({
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
  plan: readonly PlannedRace[],
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
): Pick<RacedHistory, "money" | "stated"> {
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
