/** Remembers what was answered under each id, so that a retry moves nothing and hears the same. */
import type { Clock } from "../../../core/ports.js";
import type { Account } from "./accounts.js";
import type { Answer } from "./answer.js";
import type { WalletPolicy } from "./wallet-policy.js";
import type { Transaction } from "./transaction.js";

interface Remembered {
  readonly transaction: Transaction;
  readonly answer: Promise<Answer>;
  isDone: boolean;
}

export type Once = (
  transaction: Transaction,
  account: Account,
  work: () => Promise<Answer>,
) => Promise<Answer>;

/** Between the look-up and the claim in a wallet that claims late. */
const CLAIM_WINDOW_MS = 1;

/** Withdrawals and deposits share one space of ids, over all players. */
export function createOnce(policy: WalletPolicy, clock: Clock): Once {
  const remembered = new Map<string, Remembered>();
  return async (transaction, account, work) => {
    const key = policy.idKey(transaction);
    if (key === null) return work();
    const earlier = remembered.get(key);
    if (earlier !== undefined) return answerAgain(earlier, transaction, account, policy);
    if (policy.claim(transaction) === "late") await clock.sleep(CLAIM_WINDOW_MS);
    const entry: Remembered = { transaction, answer: work(), isDone: false };
    remembered.set(key, entry);
    const answer = await entry.answer;
    entry.isDone = true;
    if (answer.status !== 200 && !policy.remembersRefusal(transaction)) remembered.delete(key);
    const [oldest] = remembered.keys();
    if (remembered.size > policy.memory && oldest !== undefined) remembered.delete(oldest);
    return answer;
  };
}

async function answerAgain(
  earlier: Remembered,
  transaction: Transaction,
  account: Account,
  policy: WalletPolicy,
): Promise<Answer> {
  const isSame = policy.isSameRequest(earlier.transaction, transaction);
  const duplicate = isSame && !earlier.isDone ? policy.onDuplicate(transaction) : null;
  if (duplicate !== null) return duplicate;
  const original = await earlier.answer;
  return isSame ? policy.onRepeat(original, account, transaction) : policy.onConflict(original);
}
