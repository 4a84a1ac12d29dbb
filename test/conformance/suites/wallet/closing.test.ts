/** What is said of money where no balance can be read any more. */
import { expect, it } from "vitest";
import type { Account, BookEntry } from "../../../../src/conformance/suites/wallet/account.js";
import { lastWordsOf } from "../../../../src/conformance/suites/wallet/closing.js";

const entry = (action: string, amount: number, status: number | null): BookEntry => ({
  ...{ action, amount, status, roundId: "round" },
  txId: `${action} ${amount} ${status}`,
  betTxId: action === "BET" ? null : "bet",
});

function account(...entries: readonly BookEntry[]): Account {
  return {
    ...{ index: 0, unit: 1, wanted: 1_000, left: 1_000, leftAt: 0, disturbed: null, watches: 0 },
    session: {
      ...{ userId: "user-1", sessionToken: "s", currency: "USD", platform: "desktop" as const },
      ...{ userToken: "u", operatorId: "acme", partner: "acme", provider: "playcamp", game: "g" },
    },
    limits: { least: 1, most: null, shift: 0 },
    entries: [...entries],
    drained: [],
    isResumed: false,
    keep: () => undefined,
    release: () => Promise.resolve(),
  };
}

it.each([
  ["a bet that was taken", [entry("BET", 140, 200)], "140 millis USD"],
  [
    "a bet whose return was lost on the way",
    [entry("BET", 140, 200), entry("WIN", 140, null)],
    "140 millis USD",
  ],
  [
    "a bet whose return ended in a server error",
    [entry("BET", 140, 200), entry("WIN", 140, 503)],
    "140 millis USD",
  ],
  ["a bet whose return was answered", [entry("BET", 140, 200), entry("WIN", 140, 200)], null],
  ["a bet that was refused", [entry("BET", 140, 402)], null],
])("%s", (_, entries, said) => {
  const words = lastWordsOf({ book: new Map([["user-1", account(...entries)]]) });
  if (said === null) expect(words).toBeNull();
  else expect(words).toContain(said);
});
