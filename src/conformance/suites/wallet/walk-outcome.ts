/** Walks a plan: each operation, the balances after it, and what the model of a right wallet says to both. */
import type { Exchange } from "../../../core/http-exchange.js";
import type { HttpReply } from "../../../core/http.js";
import { openLedger, type WalletLedger } from "../../../protocols/wallet/ledger-state.js";
import { type Millis, toMillis } from "../../../protocols/wallet/millis.js";
import { type PlannedMove, realiseMove } from "../../../protocols/wallet/planned-move.js";
import type { Finding } from "../../finding.js";
import { amountIn, balanceRequest } from "./session.js";
import { type Table } from "./table.js";
import { judgeOperation } from "./walk-judge.js";

/** One step as it was answered, and the books of its player on both sides. */
export interface Walked {
  readonly what: string;
  readonly model: number;
  readonly server: number;
}

export interface WalkOutcome {
  readonly walked: readonly Walked[];
  readonly exchanges: readonly Exchange[];
  readonly reply: Finding | null;
  readonly money: Finding | null;
  /** Why the walk came to no verdict. */
  readonly unmet: string | null;
}

/** @param label distinguishes the identifiers of one attempt from those of another */
export async function walk(
  tables: readonly [Table, ...Table[]],
  plan: readonly PlannedMove[],
  label: string,
): Promise<WalkOutcome> {
  const walked: Walked[] = [];
  const exchanges: Exchange[] = [];
  const end = (found: Partial<Pick<WalkOutcome, "reply" | "money" | "unmet">>): WalkOutcome => ({
    ...{ walked, exchanges, reply: null, money: null, unmet: null },
    ...found,
  });
  const opening = await balances(tables, `the balance before the ${label}`, exchanges);
  if (opening === null) return end({ unmet: "no balance can be read" });
  const books: WalletLedger[] = opening.map((amount) => openLedger(toMillis(amount)));
  const replies = new Map<string, HttpReply>();
  for (const [at, move] of plan.entries()) {
    const table = tables[move.player] ?? tables[0];
    const state = books[move.player] ?? openLedger(toMillis(0));
    const operation = realiseMove(
      move,
      (name) => table.id(`${label}, ${name}`),
      table.session.operatorId,
      state.balance,
    );
    const what = describe(move, tables);
    const step = await table.play(`${label}, step ${at + 1}: ${what}`, operation);
    exchanges.push(...step.exchanges);
    if (step.reply === null)
      return end({ unmet: `step ${at + 1}: ${step.silence?.message ?? "no reply"}` });
    const now = await balances(tables, `the balance after step ${at + 1}`, exchanges);
    const balance = now?.[move.player];
    if (now === null || balance === undefined) return end({ unmet: "no balance can be read" });
    const judged = judgeOperation(
      ...([table.context.target, books, state, operation, step.reply, balance] as const),
      replies.get(operation.txId) ?? null,
    );
    if (step.reply.status === 200 && !replies.has(operation.txId))
      replies.set(operation.txId, step.reply);
    books[move.player] = judged.state;
    walked.push({ what, model: modelOf(judged, state), server: balance });
    const other = now.findIndex(
      (amount, player) => player !== move.player && amount !== books[player]?.balance,
    );
    const foreign =
      other === -1 ? null : movedOther(tables[other], books[other]?.balance, now[other]);
    if (judged.reply !== null || judged.money !== null || foreign !== null)
      return end({ reply: judged.reply, money: judged.money ?? foreign });
  }
  return end({});
}

/** Where money went wrong, the books stand where a right wallet's would, or where they stood. */
function modelOf(
  { state, money }: ReturnType<typeof judgeOperation>,
  before: WalletLedger,
): Millis {
  return money === null ? state.balance : before.balance;
}

function movedOther(
  table: Table | undefined,
  model: Millis | undefined,
  amount: number | undefined,
): Finding {
  const player = String(table?.session.userId);
  return {
    expected: `player ${player}, who did nothing, has ${String(model)} millis`,
    actual: `${String(amount)} millis by /balance`,
  };
}

/** All at once; null where one cannot be read. */
async function balances(
  tables: readonly Table[],
  name: string,
  exchanges: Exchange[],
): Promise<readonly number[] | null> {
  const [table] = tables;
  if (table === undefined) return null;
  const { context } = table;
  const steps = await context.sendAll(
    tables.map(
      ({ session }) =>
        [
          `${name}, player ${String(session.userId)}`,
          balanceRequest(context.target, session),
        ] as const,
    ),
  );
  exchanges.push(...steps.flatMap((step) => step.exchanges));
  const amounts = steps.map((step, at) =>
    amountIn(step, context.target, tables[at]?.account.unit ?? 1),
  );
  return amounts.every((amount) => amount !== null) ? amounts : null;
}

function describe(
  { move, type, player, amount, tx, bet }: PlannedMove,
  tables: readonly Table[],
): string {
  const what = move === type ? type : `${move}, a ${type}`;
  const sum =
    type === "close" ? "" : move === "insufficient" ? ` of ${amount} too much` : ` of ${amount}`;
  const who = tables.length === 1 ? "" : ` by player ${String(tables[player]?.session.userId)}`;
  return `${what} #${tx}${sum}${bet === null ? "" : ` for #${bet}`}${who}`;
}
