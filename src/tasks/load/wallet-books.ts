/**
 * The money of a load of rounds: what the reports say that moved beside what the
 * target says, for each account, to the milli.
 */
import { type Millis, sumMillis, toMillis } from "../../protocols/wallet/millis.js";
import type { RoundReport } from "../wallet/play-round.js";
import { joinLatencies, type LatencyCount, type LatencySummary } from "../webhooks/load-latency.js";

/** A bet that nobody settled, or of which nobody knows whether it was. */
export interface OpenBet {
  /** Where the profile names the player. */
  readonly account: string;
  readonly currency: string;
  readonly txId: string;
  readonly roundId: string;
  /** The callback to repeat. */
  readonly action: "WIN" | "ROLL_BACK";
  readonly settlementTxId: string;
  readonly amountMillis: number;
}

export interface AccountBooks {
  readonly account: string;
  readonly currency: string;
  readonly rounds: number;
  /** As the target told before the first round and after the last; null where it did not. */
  readonly openingMillis: number | null;
  readonly closingMillis: number | null;
  /** What the target acknowledged. */
  readonly stakedMillis: number;
  readonly wonMillis: number;
  readonly refundedMillis: number;
  /** What the balance moved beyond that: 0 where the books close, null where nobody knows. */
  readonly differenceMillis: number | null;
}

export interface WalletBooks {
  /** Every account's difference is 0, and no bet is open. */
  readonly closed: boolean;
  readonly openBets: readonly OpenBet[];
  readonly accounts: readonly AccountBooks[];
  /** Of single callbacks; a stage's latencies are those of whole rounds. */
  readonly callbackMs: LatencySummary | null;
  readonly callbackCounts: readonly LatencyCount[];
}

/** What one account's rounds have moved so far. */
export interface AccountLedger {
  enter(report: RoundReport): void;
  books(opening: Millis | null, closing: Millis | null): AccountBooks;
  openBets(): readonly OpenBet[];
}

export function createAccountLedger(account: string, currency: string): AccountLedger {
  const moved = { BET: 0, WIN: 0, ROLL_BACK: 0 };
  const open: OpenBet[] = [];
  let rounds = 0;
  return {
    enter: ({ books, left }) => {
      rounds += 1;
      for (const { step, delta, status } of books.rows)
        if (isMovement(step) && status === 200) moved[step] += delta ?? 0;
      for (const { amount, ...bet } of left)
        open.push({ account, currency, ...bet, amountMillis: amount });
    },
    books: (opening, closing) => {
      const booked = moved.BET + moved.WIN + moved.ROLL_BACK;
      return {
        ...{ account, currency, rounds },
        openingMillis: opening,
        closingMillis: closing,
        stakedMillis: toMillis(0 - moved.BET),
        wonMillis: toMillis(moved.WIN),
        refundedMillis: toMillis(moved.ROLL_BACK),
        differenceMillis:
          opening === null || closing === null ? null : toMillis(closing - opening - booked),
      };
    },
    openBets: () => open,
  };
}

function isMovement(step: string): step is "BET" | "WIN" | "ROLL_BACK" {
  return step === "BET" || step === "WIN" || step === "ROLL_BACK";
}

/** The books of several accounts, or of several parts, as one. */
export function joinBooks(
  parts: readonly Pick<WalletBooks, "openBets" | "accounts" | "callbackCounts">[],
): WalletBooks {
  const callbacks = joinLatencies(parts.map(({ callbackCounts }) => callbackCounts));
  const openBets = parts.flatMap((part) => part.openBets);
  const accounts = parts.flatMap((part) => part.accounts);
  return {
    closed:
      openBets.length === 0 && accounts.every(({ differenceMillis }) => differenceMillis === 0),
    openBets,
    accounts,
    callbackMs: callbacks.summary(),
    callbackCounts: callbacks.counts(),
  };
}

/** The sums of all accounts of one currency. */
export interface CurrencySums {
  readonly currency: string;
  readonly staked: Millis;
  readonly won: Millis;
  readonly refunded: Millis;
  /** What all balances moved together; null where one of them is not known. */
  readonly moved: Millis | null;
  readonly difference: Millis | null;
}

export function sumsOf({ accounts }: WalletBooks): readonly CurrencySums[] {
  const currencies = [...new Set(accounts.map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const own = accounts.filter((each) => each.currency === currency);
    const sum = (of: (each: AccountBooks) => number) =>
      sumMillis(own.map((each) => toMillis(of(each))));
    const isKnown = own.every(({ differenceMillis }) => differenceMillis !== null);
    return {
      currency,
      staked: sum(({ stakedMillis }) => stakedMillis),
      won: sum(({ wonMillis }) => wonMillis),
      refunded: sum(({ refundedMillis }) => refundedMillis),
      moved: isKnown
        ? sum(({ openingMillis, closingMillis }) => (closingMillis ?? 0) - (openingMillis ?? 0))
        : null,
      difference: isKnown ? sum(({ differenceMillis }) => differenceMillis ?? 0) : null,
    };
  });
}
