/** A player at the table: what a scenario works with once a session is open. */
import type { Exchange } from "../../../core/http-exchange.js";
import type { Bet, WalletOperation } from "../../../protocols/wallet/ledger-state.js";
import { type CallbackMessage } from "../../../protocols/wallet/messages.js";
import { type Millis, toMillis } from "../../../protocols/wallet/millis.js";
import { buildOperation } from "../../../protocols/wallet/operations.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Step } from "../../scenario-context.js";
import { isLost } from "../../step.js";
import type { Account, PlayerSession } from "./account.js";
import type { KeptContext } from "./account-book.js";
import { noteBalance, payDebts, readBack, SQUARE_REQUESTS } from "./give-back.js";
import { type BalanceReading, readBalance } from "./session.js";
import { type Seat, takeSeat } from "./seat.js";
import { type BetLimits, type StakeRange, USUAL_BET } from "./stakes.js";
import { watchForOthers, WATCH_REQUESTS } from "./watch-for-others.js";
import { callback, idOf, type WalletContext } from "./wallet-target.js";

/** What opening and the clean-up add to a scenario's own requests. */
export const TABLE_REQUESTS = { open: 3, cleanUp: 2 * SQUARE_REQUESTS + WATCH_REQUESTS } as const;

/** How often a scenario tries to put back what is out; the end of the run tries again. */
const PASSES = 2;

/** So many scenarios that accuse look first whether somebody else is at play. */
const MOST_WATCHES = 3;

/** How many lost replies are asked for again in a scenario of so many requests. */
export function repeatsFor(requests: number): number {
  return 2 + Math.floor(requests / 8);
}

export interface Table {
  readonly context: WalletContext;
  readonly account: Account;
  readonly session: PlayerSession;
  readonly limits: BetLimits;
  readonly opening: Seat["opening"];
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
  /** The reading before serves, where nothing was sent since. */
  readonly balance: (name: string) => Promise<BalanceReading>;
  /** Notes what is out, and puts it back where it is much. */
  readonly leave: () => Promise<void>;
}

/** @throws {ScenarioBlocked} when there is no session, too little money, or somebody else at play */
export async function sitDown(
  context: KeptContext,
  index: number,
  repeats: number,
): Promise<Table> {
  return createTable(context, await takeSeat(context, index), repeats);
}

function createTable(context: KeptContext, { account, opening }: Seat, repeats: number): Table {
  const { session, limits } = account;
  const { target, values, traffic } = context;
  const entriesBefore = account.entries.length;
  /** The last balance that was read alone; as long as nothing is sent, it need not be asked for again. */
  let known = { ...opening, at: traffic.started };
  let repeatsLeft = repeats;
  const message = (operation: WalletOperation) =>
    buildOperation(target.dialect, session, operation);
  const again: Table["again"] = async (name, request) => {
    if (repeatsLeft === 0) return null;
    repeatsLeft -= 1;
    return context.send(name, request);
  };
  const table: Table = {
    ...{ context, account, session, limits, opening, message, again },
    id: (label) => idOf(context, label),
    amount: (label, { min, max } = USUAL_BET) => {
      const least = min + limits.shift;
      const most = Math.min(max + limits.shift, limits.most ?? Number.MAX_SAFE_INTEGER);
      return toMillis(values.int(`${label} amount`, least, Math.max(least, most)));
    },
    bet: (label, change = {}) => ({
      type: "bet",
      txId: table.id(`${label} bet`),
      roundId: table.id(`${label} round`),
      amount: table.amount(label),
      free: false,
      ...change,
    }),
    request: (each) => callback(target, each),
    play: async (name, what) => {
      const request = "type" in what ? callback(target, message(what)) : what;
      const first = await context.send(name, request);
      const second = isLost(first)
        ? await again(`${name}, again after a lost reply`, request)
        : null;
      return second === null ? first : withEarlier(first.exchanges, second);
    },
    balance: async (name) => {
      if (known.at === traffic.started) return known;
      const isAlone = traffic.underWay === 0;
      const at = traffic.started + 1;
      const { step, amount } = await readBalance(context, session, name);
      if (amount !== null && isAlone && at === traffic.started) known = { step, amount, at };
      return { step, amount };
    },
    leave: async () => {
      const own = account.entries.slice(entriesBefore);
      // Once others move the same money, only the books tell what is owed: at the end of the run.
      if (own.length === 0 || account.disturbed !== null) return;
      const isKnown = known.at === traffic.started && own.every(({ status }) => status !== null);
      if (isKnown) noteBalance(account, known.amount);
      else if ((await readBack(context, account)) === null) return;
      if (context.accuses() && account.watches < MOST_WATCHES) {
        account.watches += 1;
        await watchForOthers(context, account);
      }
      await payDebts(context, account, PASSES);
    },
  };
  return table;
}

function withEarlier(earlier: readonly Exchange[], step: Step): Step {
  return { ...step, exchanges: [...earlier, ...step.exchanges] };
}
