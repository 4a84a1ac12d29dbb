/** The command line that gives back money which a conformance run could not return. */
import type { GiveBackCallback } from "../../../conformance/suite.js";
import { shellLine } from "../../../core/shell.js";

/** Commands one after the other, each on the same target. */
export function giveBackLine(
  callbacks: readonly GiveBackCallback[],
  targetWords: readonly string[],
): string {
  return callbacks
    .map((callback) => shellLine(["playcamp-gw", ...wordsOf(callback), ...targetWords]))
    .join(" && ");
}

function wordsOf(callback: GiveBackCallback): readonly string[] {
  const { endpoint, action, amountMillis, txId, roundId, betTxId, player, userId } = callback;
  return [
    ...["fire-callback", endpoint, "--action", action, "--amount", String(amountMillis)],
    ...["--tx", txId, "--round", roundId],
    ...(player === 1 ? [] : ["--player", String(player)]),
    ...(userId === null ? [] : ["--user", userId]),
    ...(betTxId === null ? [] : ["--bet-tx", betTxId]),
  ];
}
