/** Defects that only show when callbacks overlap: a window of a millisecond is enough. */
import { CRASH, refusal } from "../answer.js";
import { deviation } from "../wallet-policy.js";

const WINDOW_MS = 1;

/** Whoever answers duplicates apart has looked for the first one's lock: that takes its time. */
const LOCK_MS = 20;

export const RACE_FAULTS = [
  deviation(
    "loses-parallel-updates",
    "two transactions at once write back what each of them read",
    {
      takesTurns: () => false,
      windowMs: () => WINDOW_MS,
      writes: "stale",
    },
  ),
  deviation("overdraws-in-parallel", "bets at once are each checked against the same balance", {
    takesTurns: ({ kind }) => kind !== "withdraw",
    windowMs: ({ kind }) => (kind === "withdraw" ? WINDOW_MS : 0),
  }),
  deviation("debits-parallel-twins", "a bet that comes twice at once is debited twice", {
    claim: ({ kind }) => (kind === "withdraw" ? "late" : "first"),
  }),
  deviation("credits-parallel-twins", "a win that comes twice at once is credited twice", {
    claim: ({ action }) => (action === "WIN" || action === "FREE_BET_WIN" ? "late" : "first"),
  }),
  deviation("refunds-in-parallel", "rollbacks of one bet at once each refund it", {
    takesTurns: ({ action }) => action !== "ROLL_BACK",
    windowMs: ({ action }) => (action === "ROLL_BACK" ? WINDOW_MS : 0),
  }),
  deviation("crashes-on-parallel-twins", "identical callbacks at once end in a 500 for some", {
    onDuplicate: () => CRASH,
    windowMs: () => LOCK_MS,
  }),
  deviation("twins-are-409", "identical callbacks at once are refused as conflicts for some", {
    onDuplicate: () => refusal(409, "in progress"),
    windowMs: () => LOCK_MS,
  }),
];
