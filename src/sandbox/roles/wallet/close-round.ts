/** The end of a round: a notification that moves no money and is answered once and for all. */
import { type JsonValue, isJsonObject, jsonProperty } from "../../../core/json/value.js";
import { readJson } from "../../../core/json/read.js";
import { wireName } from "../../../protocols/wallet/dialect.js";
import { type Answer, refusal, success } from "./answer.js";
import type { Transaction } from "./transaction.js";
import type { FieldOf, Wallet } from "./wallet.js";

export async function closeRound(
  transaction: Transaction,
  field: FieldOf,
  wallet: Wallet,
): Promise<Answer> {
  const { policy, accounts, once } = wallet;
  const bets = readBets(field("attributes"), wallet);
  if (bets === null) return refusal(400, "the round's attributes are not as agreed");
  const refused = policy.refusesClose(bets);
  if (refused !== null) return refused;
  const [account] = accounts.all();
  if (account === undefined) return refusal(404, "no such player");
  return once(transaction, account, async () => {
    payAgain(transaction, wallet);
    return success({
      provider: transaction.provider,
      provider_tx_id: transaction.txId,
    });
  });
}

/** A hook that pays what was paid already hits whoever bet in the round. */
function payAgain({ roundId }: Transaction, { policy, keeper }: Wallet): void {
  for (const bet of keeper.books.bets.values()) {
    if (bet.transaction.roundId === roundId) bet.account.balance += policy.closeCredit(bet);
  }
}

/** @returns stake and coefficient of each bet; null when the attributes are not as agreed */
function readBets(
  attributes: JsonValue | undefined,
  { agreement: { dialect } }: Wallet,
): readonly (readonly [number, number])[] | null {
  const read = (name: "aviadroneBets" | "aviadroneCashOutCoefficients") => {
    const wanted = wireName(dialect.fields, name);
    if (dialect.attributes === "object")
      return readNumbers(isJsonObject(attributes) ? jsonProperty(attributes, wanted) : undefined);
    const list: readonly JsonValue[] = Array.isArray(attributes)
      ? (attributes as readonly JsonValue[])
      : [];
    const entry = list.find((each) => isJsonObject(each) && jsonProperty(each, "name") === wanted);
    return readNumbers(isJsonObject(entry) ? jsonProperty(entry, "value") : undefined);
  };
  const stakes = read("aviadroneBets");
  const coefficients = read("aviadroneCashOutCoefficients");
  if (stakes === null || coefficients?.length !== stakes.length) return null;
  return stakes.map((stake, at) => [stake, coefficients[at] ?? 0] as const);
}

/** An array of numbers, written as JSON inside a string. */
function readNumbers(value: JsonValue | undefined): readonly number[] | null {
  if (typeof value !== "string") return null;
  const reading = readJson(Buffer.from(value));
  if (!reading.ok || !Array.isArray(reading.value)) return null;
  const list = reading.value as readonly JsonValue[];
  return list.every((each) => typeof each === "number") ? list : null;
}
