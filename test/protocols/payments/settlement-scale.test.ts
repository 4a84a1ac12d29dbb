import { expect, it } from "vitest";
import { commonScale } from "../../../src/protocols/payments/settlement-scale.js";
import type { Difference } from "../../../src/protocols/payments/settlement.js";

function amounts(...pairs: readonly (readonly [string, string])[]): readonly Difference[] {
  return pairs.map(([game, playcamp], at) => ({
    kind: "amount",
    transactionId: `T${at}`,
    game,
    playcamp,
  }));
}

it.each<[readonly (readonly [string, string])[], string | null]>([
  [
    [
      ["1.50", "150"],
      ["20", "2000"],
    ],
    "each of PlayCamp's is 100 times the game's",
  ],
  [
    [
      ["1500", "1.5"],
      ["2000", "2.000"],
    ],
    "each of the game's is 1000 times PlayCamp's",
  ],
  [
    [
      ["1.50", "150"],
      ["20", "200"],
    ],
    null,
  ],
  [
    [
      ["1.50", "150"],
      ["20", "2001"],
    ],
    null,
  ],
  [[["1.50", "150"]], null],
  [
    [
      ["0", "150"],
      ["1.50", "150"],
    ],
    null,
  ],
])("%j", (pairs, expected) => {
  const said = commonScale(amounts(...pairs));
  expect(said).toEqual(expected === null ? null : expect.stringContaining(expected));
});
