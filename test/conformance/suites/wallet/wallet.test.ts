import { describe, expect, it } from "vitest";
import { planRun } from "../../../../src/conformance/plan.js";
import { fitToProfile } from "../../../../src/conformance/suite.js";
import { walletSuite } from "../../../../src/conformance/suites/wallet/index.js";
import { UserError } from "../../../../src/core/errors.js";
import type { Http } from "../../../../src/core/http.js";
import type { ResolvedProfile } from "../../../../src/profile/resolve.js";
import type { Profile } from "../../../../src/profile/schema.js";
import { aimedAt } from "./aimed-at.js";
import { judgeWallet, resultOf, troubleIn } from "./judge-wallet.js";
import { openPlainWallet } from "./plain-wallet.js";

const checks = walletSuite.scenarios.flatMap((scenario) => scenario.checks);

/** What is about rollbacks and closes, in whatever group it stands. */
const NEEDS_VOIDS = /^wallet\.(?:rollback|close-round)\.|voids-nothing$|-for-rollback-refused$/;

/** Notes the last balance that the wallet stated, whoever asked for it. */
function lastBalanceSeen() {
  let seen: number | null = null;
  return {
    amount: () => seen,
    http:
      (inner: Http): Http =>
      async (request, signal) => {
        const outcome = await inner(request, signal);
        const text = Buffer.from(outcome.reply?.body ?? []).toString();
        const amount = request.url.endsWith("/balance") ? /"amount":(-?\d+)/.exec(text)?.[1] : null;
        if (amount != null) seen = Number(amount);
        return outcome;
      },
  };
}

describe("the suite", () => {
  it("has at least 45 checks, each MUST with a defect that it catches", () => {
    expect(checks.length).toBeGreaterThanOrEqual(45);
    const blind = checks.filter(({ level, kills }) => level === "MUST" && kills.length === 0);
    expect(blind.map(({ id }) => id)).toEqual([]);
  });

  it("finds the right wallet conformant", async () => {
    expect(troubleIn(await judgeWallet())).toEqual([]);
  });

  it.each([
    ["other seeds", { request: { seed: 20_260_101 } }],
    [
      "renamed fields",
      {
        set: [
          'wallet.fields:={"user_id":"playerId","amount":"sum","new_balance":"balanceAfter","provider_tx_id":"reference"}',
        ],
      },
    ],
    [
      "attributes as an object, bare replies",
      { set: ["wallet.attributes=object", "wallet.envelope=bare"] },
    ],
    [
      "lost replies, each asked for once more",
      { deviations: ["wallet.loses-replies"], request: { concurrency: 1 } },
    ],
  ])("finds it conformant with %s", async (_what, run) => {
    expect(troubleIn(await judgeWallet(run))).toEqual([]);
  });

  it("leaves ROLL_BACK and CLOSE_ROUND out where rounds are not server-driven", async () => {
    const report = await judgeWallet({ set: ["wallet.serverDriven=false"] });
    const left = report.checks.filter(({ status }) => status === "na");
    expect(troubleIn(report)).toEqual([]);
    expect(left.map(({ id }) => id)).toEqual(
      checks.map(({ id }) => id).filter((id) => NEEDS_VOIDS.test(id)),
    );
    expect(left[0]?.message).toContain("wallet.serverDriven");
  });
});

describe("players", () => {
  const fitted = (players: number, ids = walletSuite.scenarios) => {
    const player = { userToken: "u", sessionToken: "s", currency: "USD" };
    const wallet = {
      player,
      players: Array.from({ length: players - 1 }, () => player),
    };
    const profile = {
      profile: { partner: "p", wallet } as unknown as Profile,
    } as ResolvedProfile;
    return new Map(
      fitToProfile({ ...walletSuite, scenarios: ids }, profile).scenarios.map(
        ({ id, exclusive }) => [id, exclusive],
      ),
    );
  };

  it("are shared out by scenario, the same whatever else runs", () => {
    expect(new Set(fitted(1).values()).size).toBe(1);
    const all = fitted(4);
    // The first, who plays with the second, and two who play alone.
    expect(new Set(all.values()).size).toBe(3);
    const [first] = walletSuite.scenarios;
    if (first === undefined) throw new Error("no scenario");
    expect(fitted(4, [first]).get(first.id)).toBe(all.get(first.id));
  });

  it("stay whole within a shard", () => {
    const suite = {
      ...walletSuite,
      scenarios: walletSuite.scenarios.map((each) => ({
        ...each,
        exclusive: fitted(4).get(each.id) ?? null,
      })),
    };
    const shards = [1, 2].map(
      (index) =>
        new Set(
          planRun([suite], {
            only: [],
            skip: [],
            level: null,
            shard: { index, count: 2 },
          }).scenarios.map(({ scenario }) => scenario.exclusive),
        ),
    );
    const [one = new Set(), two = new Set()] = shards;
    expect([...one].filter((player) => two.has(player))).toEqual([]);
    expect(one.size + two.size).toBe(3);
  });

  it("that are one user are told apart before money is judged", async () => {
    const report = await judgeWallet({
      profile: (resolved) => {
        const { wallet } = resolved.profile;
        if (wallet === undefined) throw new Error("no wallet");
        const same = { ...wallet.player, sessionToken: "another-session" };
        return {
          ...resolved,
          profile: {
            ...resolved.profile,
            wallet: { ...wallet, players: [same] },
          },
        };
      },
    });
    expect(report.summary.fail).toBe(0);
    expect(report.summary.blocked).toBeGreaterThan(0);
    expect(troubleIn(report).join("\n")).toContain("are the same user");
  });
});

describe("money", () => {
  it("below 100 units blocks whatever moves money and says what to do", async () => {
    const report = await judgeWallet({
      deviations: ["wallet.poor-players"],
    });
    const blocked = report.checks.filter(({ status }) => status === "blocked");
    expect(report.summary.fail + report.summary.warn).toBe(0);
    const judged = report.checks.filter(({ status }) => status === "pass").map(({ id }) => id);
    expect(judged).toEqual([
      "wallet.auth.reply-complete",
      "wallet.auth.unknown-token-refused",
      "wallet.auth.balance-equals-balance",
      "wallet.balance.reply-complete",
    ]);
    expect(blocked.length).toBe(checks.length - judged.length);
    expect(report.moneyOut).toEqual([]);
    expect(blocked[0]?.message).toMatch(/99999 millis.*needs 100000: credit the player/);
  });

  it("beyond wallet.maxStake is refused before the first request", async () => {
    let requests = 0;
    const limited = judgeWallet({
      profile: (resolved) => {
        const { wallet } = resolved.profile;
        if (wallet === undefined) throw new Error("no wallet");
        return {
          ...resolved,
          profile: {
            ...resolved.profile,
            wallet: { ...wallet, maxStake: 5000 },
          },
        };
      },
      http:
        (inner) =>
        async (...args) => {
          requests += 1;
          return inner(...args);
        },
    });
    await expect(limited).rejects.toThrow(UserError);
    await expect(limited).rejects.toMatchObject({ code: "stake_above_limit" });
    expect(requests).toBe(0);
  });

  it("is not moved beyond what was announced", async () => {
    let announced = 0;
    let staked = 0;
    const note = (body: Uint8Array | null, status: number | undefined) => {
      const text = Buffer.from(body ?? []).toString();
      if (status === 200 && text.includes('"action":"BET"'))
        staked += Number(/"amount":(\d+)/.exec(text)?.[1] ?? 0);
    };
    await judgeWallet({
      onStart: (stakeMillis) => (announced = stakeMillis),
      http: (inner) => async (request, signal) => {
        const outcome = await inner(request, signal);
        note(request.body, outcome.reply?.status);
        return outcome;
      },
      race: (inner) => async (requests, signal) => {
        const round = await inner(requests, signal);
        round.outcomes.forEach(({ reply }, at) => note(requests[at]?.body ?? null, reply?.status));
        return round;
      },
    });
    expect(staked).toBeGreaterThan(0);
    expect(staked).toBeLessThanOrEqual(announced);
  });

  it.each([
    ["a right wallet", []],
    ["one that credits negative bets", ["wallet.credits-negative-amounts"]],
    ["one that pays every rollback", ["wallet.refunds-every-rollback"]],
    ["one that debits duplicates twice", ["wallet.debits-parallel-twins"]],
    ["one that overdraws", ["wallet.allows-overdraft"]],
  ])("is put back after %s", async (_what, deviations) => {
    const seen = lastBalanceSeen();
    const report = await judgeWallet({ deviations, http: seen.http });
    expect(report.moneyOut).toEqual([]);
    expect(seen.amount()).toBe(1_000_000);
  });

  it("that is out while scenarios end and begin stays small", async () => {
    const wallet = await openPlainWallet();
    const left: number[] = [];
    try {
      await judgeWallet({
        profile: aimedAt(wallet),
        // Those that make a small balance first are left out.
        request: {
          skip: [
            "wallet.withdraw.exact-*",
            "wallet.*-when-spent",
            "wallet.*-without-funds",
            "wallet.parallel.never-overdraws",
          ],
        },
        http: (inner) => async (request, signal) => {
          const opensScenario = Buffer.from(request.body ?? []).includes('"user_id"');
          if (opensScenario && request.url.endsWith("/balance"))
            left.push(1_000_000 - (wallet.players[0]?.balance ?? 0));
          return inner(request, signal);
        },
      });
    } finally {
      await wallet.close();
    }
    expect(Math.max(...left)).toBeLessThan(2 * 10_000);
    expect(wallet.players[0]?.balance).toBe(1_000_000);
  });
});

describe("a run that does not come to its end", () => {
  it("reports what had run when the wallet dies, and blocks the rest", async () => {
    let sent = 0;
    const report = await judgeWallet({
      request: { concurrency: 1 },
      http:
        (inner, stop) =>
        async (...args) => {
          sent += 1;
          if (sent === 400) await stop();
          return inner(...args);
        },
    });
    const { pass, fail, warn, error, blocked, total } = report.summary;
    expect({ fail, warn, error }).toEqual({ fail: 0, warn: 0, error: 0 });
    expect(pass).toBeGreaterThan(10);
    expect(pass + blocked).toBe(total);
    // What was out when it died cannot be given back, which is never less than red.
    expect(report.summary.verdict).toBe(
      report.moneyOut.length === 0 ? "incomplete" : "nonconformant",
    );
    const steps = report.checks.flatMap(({ evidence }) => evidence.map(({ step }) => step));
    expect(steps.some((step) => step.startsWith("clean-up"))).toBe(true);
  });

  it("wins the open bets back after an interruption", async () => {
    const stop = new AbortController();
    const seen = lastBalanceSeen();
    const sent: string[] = [];
    const report = await judgeWallet({
      request: { concurrency: 1, only: ["wallet.idempotency.repeat-*"] },
      signal: stop.signal,
      http: (inner) => async (request, signal) => {
        const outcome = await seen.http(inner)(request, signal);
        if (request.url.endsWith("/withdraw")) stop.abort();
        sent.push(new URL(request.url).pathname);
        return outcome;
      },
    });
    const { status } = resultOf(report, "wallet.idempotency.repeat-moves-once");
    expect(report.interrupted).toBe(true);
    expect(status).toBe("blocked");
    expect(sent.slice(-2).map((path) => path.replace(/.*\//, ""))).toEqual(["deposit", "balance"]);
    expect(report.moneyOut).toEqual([]);
    expect(seen.amount()).toBe(1_000_000);
  });

  it("finds no fault with a wallet whose answers never overlap: it asks to come closer", async () => {
    const report = await judgeWallet({
      request: { only: ["wallet.parallel.twin-bets-move-once"] },
      race: (inner) => async (requests, signal) => ({
        ...(await inner(requests, signal)),
        overlapped: false,
      }),
    });
    const result = resultOf(report, "wallet.parallel.twin-bets-move-once");
    expect(result.status).toBe("blocked");
    expect(result.message).toMatch(/0 of 5 did.*closer to the wallet/);
  });
});

describe("a walk that fails", () => {
  it("names the few steps that bear on it", async () => {
    const report = await judgeWallet({
      deviations: ["wallet.forgets-after-the-next"],
      request: { only: ["wallet.walk.*"] },
    });
    const result = resultOf(report, "wallet.walk.every-step-as-modelled");
    expect(result.status).toBe("fail");
    expect(result.message).toMatch(
      /^step \d+ of the walk failed, and so does this alone: 1\. .*bet #\d+ of \d+ .*replay, a bet/,
    );
    const sent = result.evidence.filter(({ step }) => /^try \d+, step \d+: /.test(step));
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.length).toBeLessThan(5);
  });
});
