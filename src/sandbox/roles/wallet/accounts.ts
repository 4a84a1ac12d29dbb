/** The players: who they are, what they have, and whose turn it is. */
import type { WireId } from "../../../protocols/wallet/messages.js";
import type { SandboxPlayer } from "./agreement.js";

export interface Account {
  readonly userId: WireId;
  readonly username: string;
  readonly userToken: string;
  readonly currency: string;
  /** In millis; a whole number as long as the wallet is right. */
  balance: number;
  /** Until the next /auth, in a wallet that locks players after a refusal. */
  isLocked: boolean;
  /** What is under way and must be done first. */
  tail: Promise<unknown>;
}

export interface Accounts {
  byUserToken(token: string): Account | null;
  bySession(token: string): Account | null;
  bindSession(token: string, account: Account): void;
  all(): readonly Account[];
}

export function openAccounts(
  players: readonly SandboxPlayer[],
  openingBalance: number,
  userIdOf: (index: number) => WireId,
): Accounts {
  const byToken = new Map<string, Account>();
  const bySession = new Map<string, Account>();
  players.forEach(({ userToken, sessionToken, currency }, index) => {
    const account: Account = {
      userId: userIdOf(index),
      username: `Player ${index + 1}`,
      userToken,
      currency,
      balance: openingBalance,
      isLocked: false,
      tail: Promise.resolve(),
    };
    byToken.set(userToken, account);
    bySession.set(sessionToken, account);
  });
  return {
    byUserToken: (token) => byToken.get(token) ?? null,
    bySession: (token) => bySession.get(token) ?? null,
    bindSession: (token, account) => void bySession.set(token, account),
    all: () => [...byToken.values()],
  };
}

/** Runs after everything that was begun earlier for this player. */
export function inTurn<Result>(account: Account, work: () => Promise<Result>): Promise<Result> {
  const result = account.tail.then(work);
  account.tail = result.catch(() => undefined);
  return result;
}
