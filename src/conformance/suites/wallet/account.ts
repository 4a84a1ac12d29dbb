/** What a run knows of a player's money: the entries of the account book, and what must stand there at the end. */
import type { WalletSession } from "../../../protocols/wallet/messages.js";
import type { BetLimits } from "./stakes.js";

/** A session, and what names a close notification. */
export interface PlayerSession extends WalletSession {
  readonly operatorId: string;
}

/** One callback that may move money. */
export interface BookEntry {
  readonly action: string;
  readonly txId: string;
  readonly roundId: string;
  readonly betTxId: string | null;
  readonly amount: number;
  /** Null: no reply, or none yet, so that it may have been booked. */
  status: number | null;
}

/** What a run knows of one player. */
export interface Account {
  /** Its place in the profile's list of players. */
  readonly index: number;
  readonly session: PlayerSession;
  limits: BetLimits;
  /** Millis in what `/balance` counts in: 1, unless it speaks another unit than `/auth`. */
  readonly unit: number;
  readonly entries: BookEntry[];
  /** The balance before the run, and whatever others moved since. */
  wanted: number;
  /** Whether that is the balance before an earlier run, which did not give all back. */
  isResumed: boolean;
  /** The balance when it was last read with nothing of ours under way. */
  left: number;
  /** How many entries there were then; with more of them, `left` is out of date. */
  leftAt: number;
  /** How others were noticed; null as long as nobody else moved this player's money. */
  disturbed: string | null;
  /** How often others were watched for. */
  watches: number;
  /** Bets that only made the balance small. */
  readonly drained: BookEntry[];
  /** Writes an entry where it outlives this process. */
  readonly keep: (entry: BookEntry) => void;
  /** Ends what is kept; `isSquare`: nothing is owed. */
  readonly release: (isSquare: boolean) => Promise<void>;
}

export type AccountBook = Map<string, Account>;
