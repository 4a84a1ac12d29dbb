/** Judges what happened to the balance. */
import type { HttpReply } from "../../../core/http.js";
import { readRefusal } from "../../../protocols/wallet/refusals.js";
import { describeReply } from "../../expect.js";
import type { Finding } from "../../finding.js";
import type { Precondition, Step } from "../../scenario-context.js";
import { type BalanceReading, readable } from "./session.js";
import { type Table } from "./table.js";

const SESSION_EXPIRED = "GAME_SESSION_EXPIRED";

/** Steps between two readings of the balance. */
export interface Span {
  readonly before: BalanceReading;
  readonly steps: readonly Step[];
  readonly after: BalanceReading;
}

/**
 * Settles a check by the replies of a span and by what the balance did.
 *
 * @param judge `delta` is what the balance rose by, in millis
 */
export function judgeSpan(
  { context, account }: Pick<Table, "context" | "account">,
  checkId: string,
  { before, steps, after }: Span,
  judge: (delta: number, reply: HttpReply, ...others: HttpReply[]) => Finding | null,
  preconditions: readonly Precondition[] = [],
): void {
  const shut = shutOut({ before, after });
  const isRenewed = context.target.opened.get(account.index)?.isSpent === false;
  const { exchanges } = after.step;
  const balances =
    shut === null
      ? [readable(before), readable(after)]
      : [readable(before), { ...lasting(after.step, isRenewed), exchanges }];
  context.judge(
    checkId,
    [before.step, ...steps, after.step],
    (first, ...others) => {
      // The replies of the steps alone; a span without steps has only the balance's.
      const [reply = first, ...rest] = others.slice(0, -1);
      return shut ?? judge(deltaOf({ before, after }), reply, ...rest);
    },
    [...preconditions, ...balances],
  );
}

/**
 * The precondition that the session of a refused balance had not simply run out.
 *
 * @param isRenewed it was opened by `/auth` when the scenario began
 */
function lasting({ reply }: Step, isRenewed: boolean): Omit<Precondition, "exchanges"> {
  const answer = reply === null ? "" : `/balance answered ${describeReply(reply)}: `;
  const isUnknown = reply !== null && [400, 401, 404].includes(reply.status);
  if (isUnknown && readRefusal(reply.status, reply.body).codeName === SESSION_EXPIRED)
    return {
      holds: false,
      reason: `${answer}the player's session ran out meanwhile; give the run one that lasts`,
    };
  return {
    holds: isRenewed || !isUnknown,
    reason: `${answer}the player's session may have run out, and /auth cannot open it again; give the run a fresh one`,
  };
}

/**
 * A balance that was told just before and is refused now, so that what came between has ended the
 * session or locked it; or an answer that has none any more.
 */
export function shutOut({ before, after }: Omit<Span, "steps">): Finding | null {
  const { reply } = after.step;
  if (before.amount === null || reply === null) return null;
  if (reply.status === 200)
    return after.amount === null
      ? { expected: "/balance states a balance, as just before", actual: describeReply(reply) }
      : null;
  // Too many requests are the sender's matter.
  if (reply.status < 400 || reply.status >= 500 || reply.status === 429) return null;
  return { expected: "/balance answered as just before", actual: describeReply(reply) };
}

export function deltaOf({ before, after }: Omit<Span, "steps">): number {
  return (after.amount ?? 0) - (before.amount ?? 0);
}

/** @param why such as "the bet was refused" */
export function expectDelta(
  delta: number,
  wanted: number | readonly number[],
  why: string,
): Finding | null {
  const allowed = [wanted].flat();
  if (allowed.includes(delta)) return null;
  return {
    expected: `${allowed.map(describeDelta).join(", or ")}: ${why}`,
    actual: `${describeDelta(delta)}, by /balance`,
  };
}

function describeDelta(delta: number): string {
  if (delta === 0) return "an unmoved balance";
  return `a balance ${Math.abs(delta)} millis ${delta > 0 ? "higher" : "lower"}`;
}
