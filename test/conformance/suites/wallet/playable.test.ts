/** Right wallets of all sorts, none of them the sandbox's: conformant, and every balance as before. */
import { describe, expect, it } from "vitest";
import type { Profile } from "../../../../src/profile/schema.js";
import { repetitions } from "../../../soak.js";
import { aimedAt } from "./aimed-at.js";
import { judgeWallet, resultOf, troubleIn } from "./judge-wallet.js";
import { type Answer, openPlainWallet, type PlainOptions } from "./plain-wallet.js";

type Wallet = NonNullable<Profile["wallet"]>;

const LEAST = [1, 50, 150, 500, 1_000, 5_000, 20_000, 100_000, 1_000_000, 10_000_000];

const RIGHT: readonly (readonly [string, PlainOptions, Partial<Wallet>])[] = [
  ["an ordinary one", {}, {}],
  ["four players", { players: 4 }, {}],
  ["a poor player", { balance: 100_000 }, {}],
  ["a rich player", { balance: 40_000_000 }, {}],
  [
    "a very rich player, by wallet.maxDrain",
    { balance: 9_000_000_000 },
    { maxDrain: 10 ** 10, maxStake: 10 ** 9 },
  ],
  ["a player whose greatest bet is small", { balance: 1_000_000, mostBet: 20_000 }, {}],
  [
    "a rich player, with least bets",
    { balance: 45_000_000, leastBet: 20_000, statesLeast: true },
    {},
  ],
  ["user tokens that serve once", { tokensServeOnce: true }, {}],
  ["user tokens that serve once, four players", { tokensServeOnce: true, players: 4 }, {}],
  ["ids that must be UUIDs", { uuidsOnly: true }, { ids: "uuid" }],
  ["bare replies with a trace id", { bare: true }, {}],
  ["3 ms before each reply", { delayMs: 3, players: 4 }, {}],
  ...LEAST.map(
    (leastBet) =>
      [
        `a least bet of ${leastBet} that is stated`,
        { leastBet, statesLeast: true, balance: Math.max(100_000, 100 * leastBet) },
        {},
      ] as const,
  ),
  ...LEAST.map(
    (leastBet) =>
      [
        `a least bet of ${leastBet} that a refusal names`,
        { leastBet, namesLeast: true, balance: Math.max(100_000, 100 * leastBet) },
        {},
      ] as const,
  ),
  ...[700, 3_000, 5_000_000].map(
    (leastBet) =>
      [
        `a least bet of ${leastBet} that nobody states`,
        { leastBet, balance: 250 * leastBet + 100_000 },
        {},
      ] as const,
  ),
  ["a least bet of 7000 by wallet.stake", { leastBet: 7_000, balance: 700_000 }, { stake: 7_000 }],
];

/** A whole run takes minutes. */
const SLOW: typeof RIGHT = repetitions({ quick: 0, full: 1 })
  ? [["300 ms before each reply", { delayMs: 300 }, {}]]
  : [];

describe("a right wallet", () => {
  it.for([...RIGHT, ...SLOW])("%s", async ([, options, change], { expect }) => {
    const wallet = await openPlainWallet(options);
    try {
      const report = await judgeWallet({ profile: aimedAt(wallet, change) });
      expect(troubleIn(report)).toEqual([]);
      expect(report.moneyOut).toEqual([]);
      expect(report.summary.verdict).toBe("conformant");
      expect(wallet.players.map(({ balance }) => balance)).toEqual(
        wallet.players.map(() => options.balance ?? 1_000_000),
      );
    } finally {
      await wallet.close();
    }
  });

  it("whose player has nearly all that fits a number is judged but for small balances", async () => {
    const wallet = await openPlainWallet({ balance: Number.MAX_SAFE_INTEGER - 700_000 });
    try {
      const { checks } = await judgeWallet({ profile: aimedAt(wallet) });
      const rest = checks.filter(({ status }) => status !== "pass" && status !== "na");
      expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(["blocked"]));
      for (const { message } of rest) expect(message).toMatch(/name a player with/);
    } finally {
      await wallet.close();
    }
  });

  it("whose token was used before is played with by wallet.player.userId", async () => {
    const wallet = await openPlainWallet({ tokensServeOnce: true });
    try {
      wallet.players.forEach((player) => (player.tokenUsed = true));
      const player = {
        userToken: "token-1",
        sessionToken: "session-1",
        currency: "USD",
        userId: "player-1",
      };
      const report = await judgeWallet({ profile: aimedAt(wallet, { player }) });
      expect(troubleIn(report)).toEqual([]);
      expect(resultOf(report, "wallet.auth.reply-complete").status).toBe("na");
    } finally {
      await wallet.close();
    }
  });
});

describe("a wrong wallet", () => {
  it.for<readonly [string, PlainOptions, readonly string[]]>([
    [
      "knows a player by a part of the user token",
      {
        first: (path, { user_token: token }) =>
          path === "/auth" && token !== "token-1" && "token-1".startsWith(String(token))
            ? [200, { user_id: "player-1", balance: 1_000_000, currency: "USD" }]
            : null,
      },
      ["wallet.auth.unknown-token-refused"],
    ],
    [
      "knows a player without a user token",
      {
        first: (path, { user_token: token }) =>
          path === "/auth" && token === undefined
            ? [200, { user_id: "player-1", balance: 1_000_000, currency: "USD" }]
            : null,
      },
      ["wallet.auth.unknown-token-refused"],
    ],
    [
      "takes 10.5",
      { takesFractions: true },
      ["wallet.deposit.bad-amounts-refused", "wallet.withdraw.fractional-amount-refused"],
    ],
    [
      "counts units on /balance",
      { balanceUnit: 1000 },
      [
        "wallet.auth.balance-equals-balance",
        "wallet.auth.balance-follows-bets",
        "wallet.balance.whole-millis",
      ],
    ],
  ])(
    "that %s fails checks of its own, and the rest goes on",
    async ([, options, failing], { expect }) => {
      const wallet = await openPlainWallet(options);
      try {
        const report = await judgeWallet({ profile: aimedAt(wallet) });
        const failed = report.checks.filter(({ status }) => status === "fail" || status === "warn");
        expect(report.summary.blocked).toBe(0);
        expect(failed.map(({ id }) => id)).toEqual(failing);
        expect(wallet.players[0]?.balance).toBe(1_000_000);
      } finally {
        await wallet.close();
      }
    },
  );
});

describe("a session that ends between a bet and the balance after it", () => {
  const CHECK = "wallet.signature.refused-takes-no-id";
  const named = {
    player: {
      userToken: "token-1",
      sessionToken: "session-1",
      currency: "USD",
      userId: "player-1",
    },
  };
  it.for<readonly [string, Answer, PlainOptions, Partial<Wallet>, string]>([
    ["and says that it has expired", [401, null, 10012], {}, {}, "blocked"],
    ["and says so as a bad request", [400, null, 10012], {}, {}, "blocked"],
    ["of a player whom the profile names", [401, null], {}, named, "blocked"],
    ["though it was opened just before", [401, null], {}, {}, "fail"],
    ["with a lock on a player whom the profile names", [403, null], {}, named, "fail"],
  ])("%s", async ([, ended, options, change, status], { expect }) => {
    let bets = 0;
    const first = (path: string): Answer | null => {
      if (path === "/withdraw") bets += 1;
      return bets >= 3 && path === "/balance" ? ended : null;
    };
    const wallet = await openPlainWallet({ ...options, first });
    try {
      const report = await judgeWallet({
        profile: aimedAt(wallet, change),
        request: { only: [CHECK] },
      });
      expect(resultOf(report, CHECK)).toMatchObject({ status });
    } finally {
      await wallet.close();
    }
  });
});
