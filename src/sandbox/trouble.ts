/** Trouble on the way that is no defect of either side: what a client must survive. Chosen by the request's number. */
import { jsonReply, type ServedOutcome } from "../core/server.js";

/** What happens to a request; nothing when null. */
export type Trouble = (requestNumber: number) => TroubleStep | null;

type TroubleStep =
  | { readonly kind: "delay"; readonly ms: number }
  /** Answered in place of the role, which never sees the request. */
  | { readonly kind: "instead"; readonly outcome: ServedOutcome }
  /** The role has done its work, and its reply breaks off half-way. */
  | { readonly kind: "cut" };

export const NO_TROUBLE: Trouble = () => null;

export interface NamedTrouble {
  readonly name: string;
  readonly title: string;
  readonly trouble: Trouble;
}

const serverError = jsonReply(500, { error: "internal error" });
const throttled = jsonReply(429, { error: "too many requests" }, [["Retry-After", "1"]]);

export const TROUBLES: readonly NamedTrouble[] = [
  {
    name: "slow",
    title: "every reply takes 800 ms",
    trouble: () => ({ kind: "delay", ms: 800 }),
  },
  {
    name: "fails-every-third",
    title: "every third request is answered 500",
    trouble: (number) => (number % 3 === 0 ? { kind: "instead", outcome: serverError } : null),
  },
  {
    name: "throttles",
    title: "of every eight requests, three in a row are answered 429 with Retry-After: 1",
    trouble: (number) =>
      number % 8 >= 3 && number % 8 <= 5 ? { kind: "instead", outcome: throttled } : null,
  },
  {
    name: "resets",
    title: "every fourth connection is reset before the request is read",
    trouble: (number) => (number % 4 === 0 ? { kind: "instead", outcome: "reset" } : null),
  },
  {
    name: "cuts-replies",
    title: "every fifth reply breaks off half-way, its work done",
    trouble: (number) => (number % 5 === 0 ? { kind: "cut" } : null),
  },
];

/** Breaks a reply off half-way. */
export function cutInHalf(outcome: ServedOutcome): ServedOutcome {
  if (outcome === "reset") return outcome;
  return { ...outcome, cutAfterBytes: Math.floor(outcome.body.length / 2) };
}
