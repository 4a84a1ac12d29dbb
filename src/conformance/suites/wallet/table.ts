/**
 * A player at the table: opens a session, plays, reads the balance, and leaves
 * it as it was. Money is known by /balance alone, never by replies.
 */
import type { Exchange } from "../../../core/exchange.js";
import type { HttpReply } from "../../../core/http.js";
import { wireName } from "../../../protocols/wallet/dialect.js";
import { unwrapReply } from "../../../protocols/wallet/envelope.js";
import { memberOf } from "../../../protocols/wallet/exact-json.js";
import type {
  Bet,
  WalletOperation,
} from "../../../protocols/wallet/ledger-state.js";
import {
  buildAuth,
  buildBalance,
  type CallbackMessage,
  type WalletSession,
  type WireId,
} from "../../../protocols/wallet/messages.js";
import {
  isMillis,
  type Millis,
  toMillis,
} from "../../../protocols/wallet/money.js";
import { buildOperation } from "../../../protocols/wallet/operations.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import { describeReply } from "../../expect.js";
import { type Premise, ScenarioBlocked, type Step } from "../../kit.js";
import {
  callback,
  playerOf,
  type WalletKit,
  type WalletTarget,
} from "./target.js";

/** What a player must have: 100 units of the currency. */
export const LEAST_BALANCE = toMillis(100_000);

/** What opening, lost replies and the clean-up add to a scenario's own requests. */
export const TABLE_REQUESTS = { open: 2, repeats: 2, cleanUp: 4 } as const;

export interface BalanceReading {
  readonly step: Step;
  /** Null when the reply states none. */
  readonly amount: number | null;
}

export interface Table {
  readonly kit: WalletKit;
  readonly session: WalletSession & { readonly operatorId: string };
  readonly opening: BalanceReading & { readonly amount: Millis };
  /** A fresh identifier. */
  readonly id: (label: string) => string;
  /** A small amount, by default 101 to 900 millis. */
  readonly amount: (label: string, min?: number, max?: number) => Millis;
  readonly bet: (label: string, change?: Partial<Omit<Bet, "type">>) => Bet;
  readonly message: (operation: WalletOperation) => CallbackMessage;
  readonly request: (message: CallbackMessage) => OutgoingRequest;
  /**
   * Sends a transaction. A lost reply leaves open whether money moved, so the
   * same bytes are then sent again, as a step that the evidence shows.
   */
  readonly play: (
    name: string,
    what: WalletOperation | OutgoingRequest,
  ) => Promise<Step>;
  /** The same bytes once more, after a lost reply; null when there were too many of those. */
  readonly again: (
    name: string,
    request: OutgoingRequest,
  ) => Promise<Step | null>;
  readonly balance: (name: string) => Promise<BalanceReading>;
  /** A bet that stands, to which a clean-up can tie a win. */
  readonly noteBet: (bet: Bet) => void;
  readonly leave: () => Promise<void>;
}

/** @throws {ScenarioBlocked} when there is no session, or too little money */
export async function sitDown(
  kit: WalletKit,
  scenarioId: string,
): Promise<Table> {
  const session = await openSession(kit, scenarioId);
  const opening = await readBalance(kit, session, "the balance before");
  const amount = opening.amount;
  if (!isMillis(amount))
    throw blockedBy(
      "the balance before",
      opening.step,
      "no balance can be read",
    );
  if (amount < LEAST_BALANCE) {
    throw new ScenarioBlocked(
      `the player has ${amount} millis, and the suite needs ${LEAST_BALANCE}: credit the player, or name another in wallet.player`,
      opening.step.exchanges,
    );
  }
  return createTable(kit, session, { ...opening, amount });
}

function createTable(
  kit: WalletKit,
  session: Table["session"],
  opening: Table["opening"],
): Table {
  const { target, values } = kit;
  const standing: { bet: Bet | null; isTouched: boolean } = {
    bet: null,
    isTouched: false,
  };
  let repeats = TABLE_REQUESTS.repeats as number;
  const message = (operation: WalletOperation) =>
    buildOperation(target.dialect, session, operation);
  const again: Table["again"] = async (name, request) => {
    if (repeats === 0) return null;
    repeats -= 1;
    return kit.send(name, request);
  };
  const play: Table["play"] = async (name, what) => {
    standing.isTouched = true;
    const operation = "type" in what ? what : null;
    const request = "type" in what ? callback(target, message(what)) : what;
    const first = await kit.send(name, request);
    const isLost =
      first.silence?.kind === "faulty" || first.silence?.kind === "cut";
    const second = isLost
      ? await again(`${name}, again after a lost reply`, request)
      : null;
    const step = second === null ? first : withEarlier(first.exchanges, second);
    if (
      operation?.type === "bet" &&
      !operation.free &&
      step.reply?.status === 200
    )
      standing.bet = operation;
    return step;
  };
  const table: Table = {
    kit,
    session,
    opening,
    id: (label) => values.id(label),
    amount: (label, min = 101, max = 900) =>
      toMillis(values.int(`${label} amount`, min, max)),
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
    balance: (name) => readBalance(kit, session, name),
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

async function openSession(
  kit: WalletKit,
  scenarioId: string,
): Promise<Table["session"]> {
  const { target } = kit;
  const player = playerOf(target, scenarioId);
  const step = await kit.send(
    "open the player's session",
    callback(target, buildAuth(target.dialect, player)),
  );
  const reply = kit.need(step);
  const userId = reply.status === 200 ? userIdIn(reply, target) : null;
  if (userId === null)
    throw blockedBy("/auth", step, "the player's session could not be opened");
  takeSeat(target, userId, target.players.indexOf(player), step);
  return {
    userId,
    sessionToken: player.sessionToken,
    currency: player.currency,
    platform: player.platform,
    game: target.game,
    provider: target.provider,
    operatorId: target.operatorId,
  };
}

/** Two entries that are one player would see each other's money. */
function takeSeat(
  { seats }: WalletTarget,
  userId: WireId,
  index: number,
  step: Step,
): void {
  const taken = seats.get(String(userId)) ?? index;
  seats.set(String(userId), taken);
  if (taken === index) return;
  throw new ScenarioBlocked(
    "two entries of wallet.player and wallet.players are the same user: give each a player of its own",
    step.exchanges,
  );
}

function blockedBy(what: string, step: Step, reason: string): ScenarioBlocked {
  const answer =
    step.reply === null
      ? ""
      : `: ${what} answered ${describeReply(step.reply)}`;
  return new ScenarioBlocked(
    step.silence === null
      ? `${reason}${answer}`
      : `${reason}: ${step.silence.message}`,
    step.exchanges,
  );
}

function userIdIn(
  { body }: HttpReply,
  { dialect }: WalletTarget,
): WireId | null {
  const name = wireName(dialect.fields, "user_id");
  const { fields } = unwrapReply(body, dialect.envelope, [name]);
  const value = fields === null ? undefined : memberOf(fields, name);
  return typeof value === "number" ||
    typeof value === "bigint" ||
    (typeof value === "string" && value !== "")
    ? value
    : null;
}

async function readBalance(
  kit: WalletKit,
  session: WalletSession,
  name: string,
): Promise<BalanceReading> {
  const step = await kit.send(name, balanceRequest(kit.target, session));
  return { step, amount: amountIn(step, kit.target) };
}

function balanceRequest(
  target: WalletTarget,
  session: WalletSession,
): OutgoingRequest {
  return callback(target, buildBalance(target.dialect, session));
}

function amountIn({ reply }: Step, { dialect }: WalletTarget): number | null {
  if (reply?.status !== 200) return null;
  const name = wireName(dialect.fields, "amount");
  const { fields } = unwrapReply(reply.body, dialect.envelope, [name]);
  const value = fields === null ? undefined : memberOf(fields, name);
  return isMillis(value) ? value : null;
}

/** The premise that a balance could be read. */
export function readable({ step, amount }: BalanceReading): Premise {
  return {
    holds: amount !== null,
    reason: `${step.name}: ${step.silence?.message ?? "no balance in millis can be read from the reply"}`,
    exchanges: step.exchanges,
  };
}

/** Wins back what is missing, or bets away what is too much. */
async function restore(table: Table, bet: Bet | null): Promise<void> {
  const { kit, session, opening } = table;
  const wanted = opening.amount;
  const now = await kit.cleanUp(
    `clean-up: the balance, which was ${wanted} millis before`,
    balanceRequest(kit.target, session),
  );
  const amount = amountIn(now, kit.target);
  if (amount === null || amount === wanted) return;
  const missing = wanted - amount;
  if (missing < 0) {
    await put(
      table,
      table.bet("clean-up", { amount: toMillis(-missing) }),
      wanted,
    );
    return;
  }
  const tie = bet ?? table.bet("clean-up", { amount: toMillis(1) });
  const isPlaced = bet !== null || (await put(table, tie, wanted)) === 200;
  const win: WalletOperation = {
    type: "win",
    txId: table.id("clean-up win"),
    roundId: tie.roundId,
    amount: toMillis(missing + (bet === null && isPlaced ? 1 : 0)),
    free: false,
    betTxId: tie.txId,
  };
  // The reply may be lost like any other; the same bytes move nothing twice.
  if ((await put(table, win, wanted)) === null) await put(table, win, wanted);
}

async function put(
  { kit, message }: Table,
  operation: WalletOperation & { readonly amount?: Millis },
  wanted: Millis,
): Promise<number | null> {
  const { reply } = await kit.cleanUp(
    `clean-up: a ${operation.type} of ${operation.amount ?? 0} millis, to bring the balance back to ${wanted}`,
    callback(kit.target, message(operation)),
  );
  return reply?.status ?? null;
}
