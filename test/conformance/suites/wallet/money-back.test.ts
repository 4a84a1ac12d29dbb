/** Whatever ends a run: the balance is as before, or the report or the next run names what is not. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diskAppendFiles } from "../../../../src/adapters/files/append-files.js";
import type { Http } from "../../../../src/core/http.js";
import { aimedAt } from "./aimed-at.js";
import { judgeWallet, troubleIn } from "./judge-wallet.js";
import { openPlainWallet, type PlainOptions, type PlainWallet } from "./plain-wallet.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wallet-books-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withWallet(
  options: PlainOptions,
  use: (wallet: PlainWallet) => Promise<void>,
): Promise<void> {
  const wallet = await openPlainWallet(options);
  try {
    await use(wallet);
  } finally {
    await wallet.close();
  }
}

const isWin = (action: unknown) => action === "WIN" || action === "FREE_BET_WIN";

/** Does something when the nth request is sent. */
function atRequest(nth: number, act: () => void) {
  let sent = 0;
  return (inner: Http): Http =>
    async (request, signal) => {
      sent += 1;
      if (sent === nth) act();
      return inner(request, signal);
    };
}

describe("a balance", () => {
  it("that a race of half of it took from a poor player is put back", async () => {
    await withWallet({ balance: 100_000 }, async (wallet) => {
      const only = ["wallet.parallel.never-overdraws"];
      const report = await judgeWallet({ profile: aimedAt(wallet), request: { only } });
      expect(troubleIn(report)).toEqual([]);
      expect(wallet.players[0]?.balance).toBe(100_000);
    });
  });

  it.each(Array.from({ length: 12 }, (_, at) => 7 + at * 53))(
    "is as before after an interruption at request %d",
    async (nth) => {
      await withWallet({ players: 2 }, async (wallet) => {
        const stop = new AbortController();
        const report = await judgeWallet({
          profile: aimedAt(wallet),
          signal: stop.signal,
          http: atRequest(nth, () => stop.abort()),
        });
        expect(report.interrupted).toBe(true);
        expect(report.moneyOut).toEqual([]);
        expect(wallet.players.map(({ balance }) => balance)).toEqual([1_000_000, 1_000_000]);
      });
    },
  );

  it("of which nothing is left is put back although only the latest round is paid", async () => {
    let latest: unknown = null;
    const first: PlainOptions["first"] = (path, { action, action_id: round }) => {
      if (path === "/withdraw") latest = round;
      return action === "WIN" && round !== latest ? [400, null, 10012] : null;
    };
    await withWallet({ balance: 100_000, first }, async (wallet) => {
      const only = ["wallet.withdraw.exact-balance-accepted", "wallet.parallel.never-overdraws"];
      const report = await judgeWallet({ profile: aimedAt(wallet), request: { only } });
      expect(troubleIn(report)).toEqual([]);
      expect(report.moneyOut).toEqual([]);
      expect(wallet.players[0]?.balance).toBe(100_000);
    });
  });

  it("is put back by rollbacks where a win above it is refused, which is judged", async () => {
    let player: { readonly balance: number } | undefined;
    const first: PlainOptions["first"] = (_path, { action, amount }) =>
      isWin(action) && Number(amount) > (player?.balance ?? 0) ? [402, null] : null;
    await withWallet({ balance: 100_000, first }, async (wallet) => {
      [player] = wallet.players;
      const only = ["wallet.deposit.win-without-funds", "wallet.parallel.never-overdraws"];
      const report = await judgeWallet({ profile: aimedAt(wallet), request: { only } });
      expect(troubleIn(report)).toEqual([expect.stringMatching(/win-without-funds/)]);
      expect(report.moneyOut).toEqual([]);
      expect(player?.balance).toBe(100_000);
    });
  });

  it("that cannot be put back is the first thing that the report says", async () => {
    let bets = 0;
    // After its first bets this wallet takes neither wins nor rollbacks any more.
    const first: PlainOptions["first"] = (path) => {
      if (path === "/withdraw") bets += 1;
      return bets > 3 && path === "/deposit" ? [400, null] : null;
    };
    await withWallet({ first }, async (wallet) => {
      const report = await judgeWallet({
        profile: aimedAt(wallet),
        request: { only: ["wallet.withdraw.*"] },
      });
      const lacks = 1_000_000 - (wallet.players[0]?.balance ?? 0);
      const [out] = report.moneyOut;
      expect(lacks).toBeGreaterThan(0);
      expect(out).toMatchObject({ player: "player-1", currency: "USD", millis: lacks });
      expect(out?.transactions.length).toBeGreaterThan(0);
      expect(out?.giveBack).toMatch(
        new RegExp(
          `^playcamp-gw fire-callback deposit --action WIN --amount ${lacks} .*--profile p.json$`,
        ),
      );
      expect(report.summary.verdict).toBe("nonconformant");
    });
  });

  it("of a wallet that died is named by what was booked", async () => {
    const wallet = await openPlainWallet();
    let bets = 0;
    const report = await judgeWallet({
      profile: aimedAt(wallet),
      request: { concurrency: 1, only: ["wallet.withdraw.debits-exactly"] },
      http: (inner) => async (request, signal) => {
        const outcome = await inner(request, signal);
        if (request.url.endsWith("/withdraw")) {
          bets += 1;
          await wallet.close();
        }
        return outcome;
      },
    });
    expect(bets).toBeGreaterThan(0);
    const lacks = 1_000_000 - (wallet.players[0]?.balance ?? 0);
    expect(report.moneyOut).toMatchObject([{ player: "player-1", millis: lacks }]);
    expect(lacks).toBeGreaterThan(0);
  });
});

describe("a run that was killed", () => {
  it("is made good by the next, which names the difference", async () => {
    await withWallet({}, async (wallet) => {
      const notes = { files: diskAppendFiles, folder };
      const books = join(folder, "killed");
      let frozen = false;
      // From some request on nothing is sent any more, as after SIGKILL.
      const killed = judgeWallet({
        profile: aimedAt(wallet),
        request: { sandbox: false, concurrency: 1 },
        notes: { ...notes, folder: books },
        http: (inner) => (request, signal) => {
          if (request.url.endsWith("/balance") && (wallet.players[0]?.balance ?? 0) < 1_000_000)
            frozen = true;
          return frozen ? new Promise(() => undefined) : inner(request, signal);
        },
      });
      await Promise.race([killed, until(() => frozen)]);
      const lacks = 1_000_000 - (wallet.players[0]?.balance ?? 0);
      expect(lacks).toBeGreaterThan(0);
      await forgetLocks(books);
      const said: string[] = [];
      const report = await judgeWallet({
        profile: aimedAt(wallet),
        request: { sandbox: false, only: ["wallet.auth.*"] },
        notes: { ...notes, folder: books },
        say: (line) => said.push(line),
      });
      expect(troubleIn(report)).toEqual([]);
      expect(said.join("\n")).toMatch(
        new RegExp(`left player player-1 ${lacks} millis short.*given back now`),
      );
      expect(wallet.players[0]?.balance).toBe(1_000_000);
    });
  });
});

describe("a run after one that could not give back", () => {
  it.each([
    ["answers for the player where the balance before was written down", true, ["player-1"]],
    ["answers for nobody where it was not", false, []],
  ])("%s", async (_, isKept, answeredFor) => {
    const refused = { left: true, bets: 0 };
    const first: PlainOptions["first"] = (path) => {
      if (path === "/withdraw") refused.bets += 1;
      return refused.left && refused.bets > 3 && path === "/deposit" ? [400, null] : null;
    };
    await withWallet({ first }, async (wallet) => {
      const notes = { files: diskAppendFiles, folder: join(folder, "refusing") };
      const run = (only: string) =>
        judgeWallet({
          profile: aimedAt(wallet),
          request: { sandbox: false, only: [only] },
          ...(isKept ? { notes } : {}),
        });
      const before = await run("wallet.withdraw.*");
      expect([before.moneyOut.length, before.answeredFor]).toEqual([1, []]);
      const still = await run("wallet.auth.*");
      expect([still.moneyOut.length, still.answeredFor]).toEqual([isKept ? 1 : 0, answeredFor]);
      refused.left = false;
      const after = await run("wallet.auth.*");
      expect([after.moneyOut, after.answeredFor]).toEqual([[], answeredFor]);
      expect(wallet.players[0]?.balance === 1_000_000).toBe(isKept);
    });
  });

  it("answers for nobody where somebody else moved money too", async () => {
    let isRefusing = true;
    const first: PlainOptions["first"] = (path) =>
      isRefusing && path === "/deposit" ? [400, null] : null;
    await withWallet({ first }, async (wallet) => {
      const notes = { files: diskAppendFiles, folder: join(folder, "strangers") };
      const run = () =>
        judgeWallet({
          profile: aimedAt(wallet),
          request: { sandbox: false, only: ["wallet.withdraw.debits-exactly"] },
          notes,
        });
      expect((await run()).moneyOut).toHaveLength(1);
      isRefusing = false;
      const [player] = wallet.players;
      if (player === undefined) throw new Error("no player");
      player.balance -= 500_000;
      expect(await run()).toMatchObject({ moneyOut: [], answeredFor: [] });
    });
  });
});

describe("two runs on one player", () => {
  it("on one machine: the second waits for its turn and says so", async () => {
    await withWallet({}, async (wallet) => {
      const notes = { files: diskAppendFiles, folder: join(folder, "two") };
      const run = () =>
        judgeWallet({ profile: aimedAt(wallet), request: { sandbox: false }, notes });
      const reports = await Promise.all([run(), run()]);
      const [one, two] = reports.sort((a, b) => a.summary.blocked - b.summary.blocked);
      expect(troubleIn(one)).toEqual([]);
      expect(two.summary.fail).toBe(0);
      expect(two.summary.warn).toBe(0);
      // Once the first has ended, the second may play.
      expect(troubleIn(two).join("\n")).toContain(
        "another run on this machine plays with player player-1",
      );
      expect(wallet.players[0]?.balance).toBe(1_000_000);
    });
  });

  it("on two machines accuse nobody", { timeout: 120_000 }, async () => {
    const accused: string[] = [];
    for (let seed = 1; seed <= 6; seed += 1) {
      await withWallet({}, async (wallet) => {
        const run = () => judgeWallet({ profile: aimedAt(wallet), request: { seed } });
        for (const { checks } of await Promise.all([run(), run()]))
          accused.push(
            ...checks
              .filter(({ status }) => status === "fail" || status === "warn")
              .map(({ id, message }) => `seed ${seed}: ${id}: ${message}`),
          );
      });
    }
    expect(accused).toEqual([]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((next) => setImmediate(next));
}

/** The process that held them is gone. */
async function forgetLocks(path: string): Promise<void> {
  const { readdir } = await import("node:fs/promises");
  for (const name of await readdir(path)) if (name.includes(".lock")) await rm(join(path, name));
}
