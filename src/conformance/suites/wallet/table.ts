/** A player at the table: what a scenario works with once a session is open. */
import type { Exchange } from "../../../core/http-exchange.js";
import type { Bet, WalletOperation } from "../../../protocols/wallet/ledger-state.js";
import { type CallbackMessage } from "../../../protocols/wallet/messages.js";
import { isMillis, type Millis, toMillis } from "../../../protocols/wallet/millis.js";
import { buildOperation } from "../../../protocols/wallet/operations.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Step } from "../../scenario-context.js";
import { callback, type WalletContext } from "./wallet-target.js";
import {
  type BalanceReading,
  blockedBy,
  needMoney,
  openSession,
  type PlayerSession,
  readBalance,
} from "./session.js";
import { type BetLimits, type StakeRange, USUAL_BET } from "./stakes.js";
import { restore } from "./clean-up.js";

/** What opening and the clean-up add to a scenario's own requests. */
export const TABLE_REQUESTS = { open: 2, cleanUp: 6 } as const;

/** How many lost replies are asked for again in a scenario of so many requests. */
export function repeatsFor(requests: number): number {
  return 2 + Math.floor(requests / 8);
}

export interface Table {
  readonly context: WalletContext;
  readonly session: PlayerSession;
  readonly limits: BetLimits;
  readonly opening: BalanceReading & { readonly amount: Millis };
  /** A fresh identifier. */
  readonly id: (label: string) => string;
  /** A small amount, by default 101 to 900 millis; more where the wallet's least bet is higher. */
  readonly amount: (label: string, range?: StakeRange) => Millis;
  readonly bet: (label: string, change?: Partial<Omit<Bet, "type">>) => Bet;
  readonly message: (operation: WalletOperation) => CallbackMessage;
  readonly request: (message: CallbackMessage) => OutgoingRequest;
  /**
   * Sends a transaction. A lost reply leaves open whether money moved, so the
   * same bytes are then sent again, as a step that the evidence shows.
   */
  readonly play: (name: string, what: WalletOperation | OutgoingRequest) => Promise<Step>;
  /** The same bytes once more, after a lost reply; null when there were too many of those. */
  readonly again: (name: string, request: OutgoingRequest) => Promise<Step | null>;
  readonly balance: (name: string) => Promise<BalanceReading>;
  /** A bet that stands, to which a clean-up can tie a win. */
  readonly noteBet: (bet: Bet) => void;
  readonly leave: () => Promise<void>;
}

/** @throws {ScenarioBlocked} when there is no session, or too little money */
export async function sitDown(
  context: WalletContext,
  scenarioId: string,
  repeats: number,
): Promise<Table> {
  const { session, limits } = await openSession(context, scenarioId);
  const opening = await readBalance(context, session, "the balance before");
  const amount = opening.amount;
  if (!isMillis(amount))
    throw blockedBy("the balance before", opening.step, "no balance can be read");
  needMoney(amount, opening.step);
  return createTable(context, { session, limits, opening: { ...opening, amount } }, repeats);
}

function createTable(
  context: WalletContext,
  seat: Pick<Table, "session" | "limits" | "opening">,
  repeats: number,
): Table {
  const { session, limits } = seat;
  const { target, values } = context;
  const standing: { bet: Bet | null; isTouched: boolean } = {
    bet: null,
    isTouched: false,
  };
  let repeatsLeft = repeats;
  const message = (operation: WalletOperation) =>
    buildOperation(target.dialect, session, operation);
  const again: Table["again"] = async (name, request) => {
    if (repeatsLeft === 0) return null;
    repeatsLeft -= 1;
    return context.send(name, request);
  };
  const play: Table["play"] = async (name, what) => {
    standing.isTouched = true;
    const operation = "type" in what ? what : null;
    const request = "type" in what ? callback(target, message(what)) : what;
    const first = await context.send(name, request);
    const isLost = first.silence?.kind === "faulty" || first.silence?.kind === "cut";
    const second = isLost ? await again(`${name}, again after a lost reply`, request) : null;
    const step = second === null ? first : withEarlier(first.exchanges, second);
    if (operation?.type === "bet" && !operation.free && step.reply?.status === 200)
      standing.bet = operation;
    return step;
  };
  const table: Table = {
    context,
    ...seat,
    id: (label) => values.id(label),
    amount: (label, { min, max } = USUAL_BET) =>
      toMillis(values.int(`${label} amount`, min, max) + limits.shift),
    bet: (label, change = {}) => ({
      type: "bet",
      txId: values.id(`${label} bet`),
      roundId: values.id(`${label} round`),
      amount: table.amount(label),
      free: false,
      ...change,
    }),
    message,
    request: (each) => callback(target, each),
    play,
    again,
    balance: (name) => readBalance(context, session, name),
    noteBet: (bet) => {
      standing.isTouched = true;
      standing.bet = bet;
    },
    leave: async () => {
      if (standing.isTouched) await restore(table, standing.bet);
    },
  };
  return table;
}

function withEarlier(earlier: readonly Exchange[], step: Step): Step {
  return { ...step, exchanges: [...earlier, ...step.exchanges] };
}
