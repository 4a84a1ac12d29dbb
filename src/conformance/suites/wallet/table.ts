/**
 * A player at the table: opens a session, plays, reads the balance, and leaves
 * it as it was. Money is known by /balance alone, never by replies.
 */
import type { Exchange } from "../../../core/exchange.js";
import type { HttpReply } from "../../../core/http.js";
import {
  type WalletField,
  wireName,
} from "../../../protocols/wallet/dialect.js";
import { unwrapReply } from "../../../protocols/wallet/envelope.js";
import {
  type JsonValue,
  memberOf,
} from "../../../protocols/wallet/exact-json.js";
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

/** What opening and the clean-up add to a scenario's own requests. */
export const TABLE_REQUESTS = { open: 2, cleanUp: 4 } as const;

/** How many lost replies are asked for again in a scenario of so many requests. */
export function repeatsFor(requests: number): number {
  return 2 + Math.floor(requests / 8);
}

export interface StakeRange {
  readonly min: number;
  readonly max: number;
}

const USUAL_BET: StakeRange = { min: 101, max: 900 };
/** Where many bets are placed. */
export const SMALL_BET: StakeRange = { min: 101, max: 190 };
/** So far stakes go up for a wallet whose least bet is higher. */
export const MOST_SHIFT = 100;

/** What a player may bet, as /auth states it. */
export interface BetLimits {
  /** Added to every ordinary stake, so that none is below the least bet. */
  readonly shift: number;
  readonly most: number | null;
}

export interface BalanceReading {
  readonly step: Step;
  /** Null when the reply states none. */
  readonly amount: number | null;
}

export interface Table {
  readonly kit: WalletKit;
  readonly session: WalletSession & { readonly operatorId: string };
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
  repeats: number,
): Promise<Table> {
  const { session, limits } = await openSession(kit, scenarioId);
  const opening = await readBalance(kit, session, "the balance before");
  const amount = opening.amount;
  if (!isMillis(amount))
    throw blockedBy(
      "the balance before",
      opening.step,
      "no balance can be read",
    );
  needMoney(amount, opening.step);
  return createTable(
    kit,
    { session, limits, opening: { ...opening, amount } },
    repeats,
  );
}

/** @throws {ScenarioBlocked} below {@link LEAST_BALANCE} */
export function needMoney(amount: number, { exchanges }: Step): void {
  if (amount >= LEAST_BALANCE) return;
  throw new ScenarioBlocked(
    `the player has ${amount} millis, and the suite needs ${LEAST_BALANCE}: credit the player, or name another in wallet.player`,
    exchanges,
  );
}

function createTable(
  kit: WalletKit,
  seat: Pick<Table, "session" | "limits" | "opening">,
  repeats: number,
): Table {
  const { session, limits } = seat;
  const { target, values } = kit;
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
): Promise<Pick<Table, "session" | "limits">> {
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
    limits: limitsIn(step, reply, target),
    session: {
      userId,
      sessionToken: player.sessionToken,
      currency: player.currency,
      platform: player.platform,
      game: target.game,
      provider: target.provider,
      operatorId: target.operatorId,
    },
  };
}

/** @throws {ScenarioBlocked} when the least bet is more than the suite may stake */
function limitsIn(
  { exchanges }: Step,
  reply: HttpReply,
  target: WalletTarget,
): BetLimits {
  const least = fieldIn(reply, target, "minbet");
  const most = fieldIn(reply, target, "maxbet");
  const shift = isMillis(least) ? Math.max(0, least - USUAL_BET.min) : 0;
  if (shift <= MOST_SHIFT) return { shift, most: isMillis(most) ? most : null };
  throw new ScenarioBlocked(
    `the player's least bet is ${shift + USUAL_BET.min} millis, and the suite stakes from ${USUAL_BET.min} to ${USUAL_BET.max}: lower minbet for this player`,
    exchanges,
  );
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

function userIdIn(reply: HttpReply, target: WalletTarget): WireId | null {
  const value = fieldIn(reply, target, "user_id");
  return typeof value === "number" ||
    typeof value === "bigint" ||
    (typeof value === "string" && value !== "")
    ? value
    : null;
}

/** One field of a success; whatever else is wrong with it is for the checks to say. */
function fieldIn(
  { body }: HttpReply,
  { dialect }: WalletTarget,
  field: WalletField,
): JsonValue | undefined {
  const name = wireName(dialect.fields, field);
  const { fields } = unwrapReply(body, dialect.envelope, [name]);
  return fields === null ? undefined : memberOf(fields, name);
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

function amountIn({ reply }: Step, target: WalletTarget): number | null {
  if (reply?.status !== 200) return null;
  const value = fieldIn(reply, target, "amount");
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
