import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "../../../cli/recording-world.js";
import type { Target } from "../../../contract/strangers/stranger.js";
import {
  openOperator,
  type OperatorChanges,
  type Player,
  refusal,
} from "../../../contract/strangers/wallet/operator.js";
import { repetitions } from "../../../soak.js";

const CHECK = "wallet.identity.other-player-unmoved";
const RUNS = repetitions({ quick: 1, full: 8 });

/** This check alone, of a wallet that nobody here has seen. */
async function judge(changes: OperatorChanges, seed: number) {
  const target = await openOperator(changes);
  try {
    return await judgeTarget(target, seed);
  } finally {
    await target.close();
  }
}

async function judgeTarget({ profile, env }: Target, seed: number) {
  const { out } = await runRecorded(
    ["conformance", "wallet", "--json", "--only", CHECK, "--seed", String(seed)],
    {
      files: memoryFiles({
        [`${HERE}/playcamp-gw.json`]: JSON.stringify({ partner: "acme", ...profile }),
      }),
      env,
    },
  );
  return (JSON.parse(out) as ConformanceReport).checks.find(({ id }) => id === CHECK);
}

const byPlayer: NonNullable<OperatorChanges["lock"]> = ({ request }) => String(request["user_id"]);

describe("two players at once", () => {
  it(`show who writes the balances of all in each of ${RUNS} runs`, async () => {
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const result = await judge({ readsEarly: "all-balances", lock: byPlayer }, seed);
      expect(result?.message).toContain("in turn each moves by his own");
      expect(result?.status).toBe("fail");
    }
  });

  it("show whose request is kept where the next one overwrites it", async () => {
    let named = "";
    const result = await judge(
      {
        readsEarly: "balance",
        lock: byPlayer,
        instead: ({ request }) => {
          named = String(request["user_id"]);
          return undefined;
        },
        onTaken: ({ request }, player, { players }) => {
          const other = players.find(({ userId }) => userId === named);
          if (other === undefined || other === player) return;
          const amount = Number(request["amount"]);
          const moved = request["action"] === "BET" ? -amount : amount;
          player.balance -= moved;
          other.balance += moved;
        },
      },
      1,
    );
    expect(result?.status, result?.message).toBe("fail");
  });

  it("accuse no right wallet, not one that answers a moment later either", async () => {
    for (const changes of [{}, { readsEarly: "id" }, { repliesAfterMs: 20 }] as const) {
      const result = await judge(changes, 1);
      expect(result?.status, result?.message).toBe("pass");
    }
  });

  it("accuse nobody whose balances are shown later", async () => {
    const shown = new Map<string, { readonly amount: number; readonly sinceMs: number }[]>();
    const result = await judge(
      {
        balanceReply: (data, { userId, balance }) => {
          const now = performance.now();
          const history = shown.get(userId) ?? [{ amount: balance, sinceMs: 0 }];
          if (history.at(-1)?.amount !== balance) history.push({ amount: balance, sinceMs: now });
          shown.set(userId, history);
          const seen = history.findLast(({ sinceMs }) => sinceMs <= now - 150);
          return { ...data, amount: seen?.amount ?? balance };
        },
      },
      1,
    );
    expect(["pass", "blocked"], result?.message).toContain(result?.status);
  });

  it("accuse no wallet in which somebody else plays meanwhile", async () => {
    const players: Player[] = [];
    const others = setInterval(() => {
      for (const player of players) player.balance += 101 + Math.floor(Math.random() * 800);
    }, 3);
    try {
      const result = await judge(
        { onTaken: (_, __, ledger) => void players.splice(0, 3, ...ledger.players) },
        1,
      );
      expect(result?.status, result?.message).toBe("blocked");
    } finally {
      clearInterval(others);
    }
  });

  it("accuse no wallet that two runs of one seed play with", async () => {
    const target = await openOperator({ repliesAfterMs: 5 });
    try {
      const results = await Promise.all([judgeTarget(target, 1), judgeTarget(target, 1)]);
      expect(results.map((result) => result?.status)).not.toContain("fail");
    } finally {
      await target.close();
    }
  });

  it("say why nothing is shown where the wallet takes one player at a time", async () => {
    let busy = false;
    const result = await judge(
      {
        readsEarly: "id",
        instead: ({ path }) => {
          if (path === "/balance" || path === "/auth") return undefined;
          if (busy) return refusal(500, "another player is served");
          busy = true;
          setTimeout(() => (busy = false), 8).unref();
          return undefined;
        },
      },
      1,
    );
    expect(result?.status, result?.message).toBe("blocked");
  });
});
