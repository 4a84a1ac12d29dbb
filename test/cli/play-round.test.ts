/** `play-round`: the order of callbacks, the books, and what happens when the operator fails on the way. */
import { describe, expect, it } from "vitest";
import { createFakeClock } from "../fake-clock.js";
import { failed, replied } from "../fake-http.js";
import {
  type Interception,
  intercepted,
  recordedTerminal,
  withWalletProfile,
} from "./intercepted-world.js";
import { interruptAfter, runRecorded } from "./recording-world.js";

interface Row {
  readonly action: string;
  readonly txId: string | null;
  readonly amount: number | null;
  readonly status: number | null;
  readonly attempts: number;
  readonly expected: number | null;
  readonly reported: number | null;
  readonly ok: boolean;
  readonly note: string;
}

interface Report {
  readonly verdict: string;
  readonly openingBalance: number;
  readonly expectedBalance: number | null;
  readonly brokenOff?: string;
  readonly bets: readonly { readonly outcome: string }[];
  readonly ledger: readonly Row[];
  readonly left: readonly {
    readonly action: string;
    readonly settleWith: string;
  }[];
}

async function play(
  words: readonly string[],
  handle?: Interception,
  changes: Parameters<typeof runRecorded>[1] = {},
) {
  const world = intercepted(handle);
  const run = await runRecorded(["play-round", "--sandbox", "--json", ...words], {
    ...world,
    ...changes,
  });
  const report = JSON.parse(run.out) as Report;
  const actions = report.ledger.map(({ action }) => action);
  return { ...run, report, actions, seen: world.seen };
}

const actionOf = ({ json }: { json: { readonly [name: string]: unknown } | null }) =>
  json?.["action"] as string | undefined;

describe("a round that goes well", () => {
  it.for([
    ["--bets 1", "auth BET WIN CLOSE_ROUND balance"],
    ["--bets 3", "auth BET BET BET WIN WIN WIN CLOSE_ROUND balance"],
    ["--bets 2 --outcome lose", "auth BET BET CLOSE_ROUND balance"],
    ["--bets 2 --outcome rollback", "auth BET BET ROLL_BACK ROLL_BACK CLOSE_ROUND balance"],
    ["--game chicken-race", "auth BET WIN balance"],
    ["--game chicken-race --outcome lose", "auth BET balance"],
  ] as const)("%s: %s", async ([words, order]) => {
    const { code, report, actions } = await play(words.split(" "));
    expect(actions.join(" ")).toBe(order);
    expect(report.verdict).toBe("consistent");
    for (const { ok, expected, reported } of report.ledger) {
      expect(ok).toBe(true);
      if (expected !== null) expect(reported).toBe(expected);
    }
    expect(code).toBe(0);
  });

  it("mixes outcomes, and moves the balance by exactly what they say", async () => {
    const { report } = await play(["--bets", "5", "--outcome", "mixed"]);
    const outcomes = new Set(report.bets.map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(["lose", "rollback", "win"]);
    const moved = report.ledger.reduce((sum, row) => sum + (row.amount ?? 0), 0);
    expect(report.expectedBalance).toBe(report.openingBalance + moved);
    expect(report.ledger.at(-1)?.reported).toBe(report.expectedBalance);
  });

  it("links every settlement to its bet, in one round", async () => {
    const { seen } = await play(["--bets", "5", "--outcome", "mixed"]);
    const bets = seen.filter((each) => actionOf(each) === "BET");
    const settlements = seen.filter(
      (each) => each.name === "deposit" && actionOf(each) !== "CLOSE_ROUND",
    );
    const ids = bets.map(({ json }) => json?.["provider_tx_id"]);
    expect(settlements.length).toBeGreaterThan(1);
    for (const { json } of settlements) expect(ids).toContain(json?.["withdraw_provider_tx_id"]);
    const rounds = seen.flatMap(({ json }) => json?.["action_id"] ?? []);
    expect(new Set(rounds).size).toBe(1);
    const all = seen.flatMap(({ json }) => json?.["provider_tx_id"] ?? []);
    expect(new Set(all).size).toBe(all.length);
  });

  it("closes with the stakes and multipliers of the bets that stood", async () => {
    const { seen, report } = await play([
      ...["--bets", "3", "--outcome", "mixed", "--amount", "5400"],
    ]);
    const close = seen.find((each) => actionOf(each) === "CLOSE_ROUND");
    const [coefficients, stakes] = (close?.json?.["attributes"] as { value: string }[]).map(
      ({ value }) => JSON.parse(value) as number[],
    );
    expect(stakes).toEqual([5400, 5400]);
    const win = report.ledger.find(({ action }) => action === "WIN");
    const paid = (coefficients ?? []).map((times) => Math.round(times * 5400));
    expect(paid.sort((a, b) => a - b)).toEqual([0, win?.amount]);
  });

  it("plays the same round under other ids for the same seed", async () => {
    const amounts = ({ report }: { report: Report }) => report.ledger.map(({ amount }) => amount);
    const ids = ({ report }: { report: Report }) => report.ledger.map(({ txId }) => txId);
    const words = ["--outcome", "mixed", "--bets", "6", "--seed"];
    const first = await play([...words, "7"]);
    const again = await play([...words, "7"]);
    const other = await play([...words, "8"]);
    expect(amounts(again)).toEqual(amounts(first));
    expect(ids(again)).not.toEqual(ids(first));
    expect(amounts(other)).not.toEqual(amounts(first));
  });

  it("prints the books and the verdict", async () => {
    const { out, err, code } = await runRecorded([
      ...["play-round", "--sandbox", "--bets", "1", "--amount", "5440"],
    ]);
    expect(code).toBe(0);
    expect(err).toBe("");
    expect(out).toMatch(/^r-\w+: aviadrone \(server-driven\), 1 bet, in USD\n/);
    expect(out).toMatch(/BET +r-\w+-bet-1 +-5\.440 +200 +994\.560 +994\.560 +yes/);
    expect(out).toMatch(/consistent: 5 callbacks .* 1000\.000 USD -> .* as expected\n$/);
  });

  it("keeps within a terminal's width", async () => {
    const texts: string[] = [];
    const terminal = recordedTerminal((text) => texts.push(text));
    await runRecorded(["play-round", "--sandbox"], {
      terminal: { ...terminal, outIsTerminal: true, columns: 80 },
      env: { NO_COLOR: "1" },
    });
    const table = texts.join("").split("\n").slice(1, -2);
    expect(table.length).toBeGreaterThan(8);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe("an operator that is wrong", () => {
  it.for([
    ["wallet.states-old-balance", "", "WIN"],
    ["wallet.answers-wins-200-uncredited", "", "WIN"],
    ["wallet.credits-net-wins", "", "WIN"],
    ["wallet.omits-new-balance", "", "BET"],
    ["wallet.balances-as-strings", "", "BET"],
    ["wallet.echoes-other-tx-id", "", "BET"],
    ["wallet.balance-in-other-currency", "", "balance"],
    ["wallet.close-pays-again", "", "balance"],
    ["wallet.close-needs-player", "", "CLOSE_ROUND"],
    ["wallet.close-refuses-lost-rounds", "--outcome lose", "CLOSE_ROUND"],
    ["wallet.acknowledges-rollbacks-only", "--outcome rollback", "ROLL_BACK"],
    ["wallet.auth-omits-currency", "", "auth"],
  ] as const)("%s %s is seen at %s", async ([fault, words, action]) => {
    const { code, report } = await play([
      ...["--fault", fault],
      ...words.split(" ").filter((word) => word !== ""),
    ]);
    const wrong = report.ledger.filter(({ ok }) => !ok);
    expect(wrong.map((row) => row.action)).toContain(action);
    expect(report.verdict).toBe("wrong");
    expect(code).toBe(1);
  });

  it("is not bet with when auth does not hold", async () => {
    const { actions } = await play(["--fault", "wallet.auth-omits-currency"]);
    expect(actions).toEqual(["auth"]);
  });
});

/** Answers the `nth` callback of an action in the operator's place. */
function at(action: string, nth: number, answer: Interception): Interception {
  let met = 0;
  return (request, forward, number) => {
    const isMet = (actionOf(request) ?? request.name) === action;
    if (isMet) met += 1;
    return isMet && met >= nth ? answer(request, forward, number) : forward();
  };
}

describe("a round that breaks off", () => {
  it("rolls open bets back when a bet is refused, and closes nothing", async () => {
    const { code, err, report, actions } = await play(
      ["--bets", "3"],
      at("BET", 3, () => replied(402, '{"code":402}')),
    );
    expect(actions.join(" ")).toBe("auth BET BET BET ROLL_BACK ROLL_BACK balance");
    expect(report.ledger.at(-1)?.reported).toBe(report.openingBalance);
    expect(report.left).toEqual([]);
    expect(err).toMatch(/bet-3 was refused; rolling back 2 open bets/);
    expect(code).toBe(1);
  });

  it("rolls back a bet of which nobody knows, whether it was booked", async () => {
    const { report, actions, code } = await play(
      ["--bets", "2"],
      at("BET", 2, async (_, forward) => {
        await forward();
        return failed("response-timeout");
      }),
    );
    expect(actions.join(" ")).toBe("auth BET BET ROLL_BACK ROLL_BACK balance");
    const [, , , ...after] = report.ledger;
    expect(after.every(({ ok }) => ok)).toBe(true);
    expect(report.ledger.at(-1)?.reported).toBe(report.openingBalance);
    expect(code).toBe(1);
  });

  it("or whether it was not", async () => {
    const { report } = await play(
      ["--bets", "2"],
      at("BET", 2, () => replied(500)),
    );
    const [, , , ...after] = report.ledger;
    expect(after.every(({ ok }) => ok)).toBe(true);
    expect(report.left).toEqual([]);
  });

  it("never refunds a bet whose win may have been credited", async () => {
    const { report, actions, seen, code } = await play(
      ["--bets", "2"],
      at("WIN", 1, async (_, forward) => {
        await forward();
        return failed("response-timeout");
      }),
    );
    expect(actions.join(" ")).toBe("auth BET BET WIN ROLL_BACK balance");
    const win = seen.find((each) => actionOf(each) === "WIN")?.json;
    const back = seen.find((each) => actionOf(each) === "ROLL_BACK")?.json;
    expect(back?.["withdraw_provider_tx_id"]).not.toBe(win?.["withdraw_provider_tx_id"]);
    expect(report.left).toMatchObject([{ action: "WIN" }]);
    expect(report.left[0]?.settleWith).toContain(`--tx ${String(win?.["provider_tx_id"])} `);
    // Credited or not, so no balance is foretold, and none is called wrong.
    expect(report.expectedBalance).toBeNull();
    expect(report.ledger.at(-1)).toMatchObject({ ok: true, expected: null });
    expect(code).toBe(1);
  });

  it("refunds a bet whose win was refused", async () => {
    const { report, actions } = await play(
      ["--bets", "1"],
      at("WIN", 1, () => replied(400, '{"code":10001}')),
    );
    expect(actions.join(" ")).toBe("auth BET WIN ROLL_BACK balance");
    expect(report.ledger.at(-1)?.reported).toBe(report.openingBalance);
  });

  it("says which bets are left when rollbacks are refused too", async () => {
    const { out, err, code } = await runRecorded([
      ...["play-round", "--sandbox", "--outcome", "rollback", "--bets", "2"],
      ...["--fault", "wallet.refuses-rollbacks"],
    ]);
    expect(out).toMatch(/bet-1 is left open: it was not rolled back/);
    expect(out).toMatch(/bet-2 is left open/);
    expect(err).toMatch(
      /settle it with: playcamp-gw fire-callback deposit --action ROLL_BACK --tx r-\w+-bet-1-rollback --bet-tx r-\w+-bet-1 --round r-\w+ --amount 1000 --sandbox/,
    );
    expect(code).toBe(1);
  });

  it("is incomplete when the operator is gone, and tells what is open", async () => {
    let isGone = false;
    const gone = await play(["--bets", "3"], (request, forward) => {
      isGone ||= actionOf(request) === "WIN";
      return isGone ? failed("refused") : forward();
    });
    expect(gone.code).toBe(3);
    expect(gone.report.verdict).toBe("incomplete");
    expect(gone.report.left.map(({ action }) => action)).toEqual(["WIN", "ROLL_BACK", "ROLL_BACK"]);
  });

  it("is incomplete when nothing listens there", async () => {
    const { code, report } = await play([], () => failed("refused"));
    expect(code).toBe(3);
    expect(report.verdict).toBe("incomplete");
  });

  it("places no bet that the player cannot pay", async () => {
    const { code, actions, report } = await play(["--amount", "400000"]);
    expect(actions).toEqual(["auth"]);
    expect(report.brokenOff).toBe("the stakes are 1200.000 USD, and the player has 1000.000 USD");
    expect(code).toBe(3);
  });

  it.for([1, 2, 3, 4, 5, 6])(
    "when interrupted after %d callbacks, rolls back what is open and exits 130",
    async (callbacks) => {
      const { signal, openHttp } = interruptAfter(callbacks);
      const run = await runRecorded(["play-round", "--sandbox", "--json", "--bets", "3"], {
        signal,
        openHttp,
      });
      const report = JSON.parse(run.out) as Report;
      const acts = report.ledger.map(({ action }) => action);
      const count = (name: string) => acts.filter((one) => one === name).length;
      expect(run.code).toBe(130);
      expect(count("ROLL_BACK")).toBe(count("BET") - count("WIN"));
      expect(report.left).toEqual([]);
      expect(acts).not.toContain("CLOSE_ROUND");
    },
  );
});

describe("repetition in a round", () => {
  const profile = withWalletProfile({ retry: { delays: ["1s", "5s"] } });

  it("sends the same bytes after a lost reply, and the books still agree", async () => {
    let lost = 0;
    const clock = createFakeClock();
    const { code, report, seen, err } = await play(
      ["--bets", "2"],
      async (request, forward) => {
        const outcome = await forward();
        if (actionOf(request) === undefined || lost >= 2) return outcome;
        lost += 1;
        return failed("response-timeout");
      },
      { ...profile, clock },
    );
    const bets = seen.filter((each) => actionOf(each) === "BET");
    expect(bets).toHaveLength(4);
    expect(new Set(bets.map(({ text }) => text)).size).toBe(2);
    expect(clock.sleeps).toEqual([1_000, 5_000]);
    expect(report.ledger[1]).toMatchObject({ action: "BET", attempts: 3 });
    expect(report.verdict).toBe("consistent");
    expect(err).toContain("again in 5 s");
    expect(code).toBe(0);
  });

  it("never repeats a 4xx", async () => {
    const clock = createFakeClock();
    const { seen } = await play(
      [],
      at("BET", 1, () => replied(409, "{}")),
      { ...profile, clock },
    );
    expect(seen.filter((each) => actionOf(each) === "BET")).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });
});

describe("before a round", () => {
  it.for([
    ["--bets 2 --game chicken-race", "one bet a round"],
    ["--outcome rollback --game chicken-race", "server-driven"],
    ["--amount 0", "a bet has a stake"],
    ["--amount 5.44", "Write --amount 5440"],
    ["--bets 0", "--bets 0: not an integer from 1"],
    ["--outcome draw", "draw"],
  ] as const)("%s is refused: %s", async ([words, says]) => {
    const world = intercepted();
    const run = await runRecorded(["play-round", "--sandbox", ...words.split(" ")], world);
    expect(run.code).toBe(2);
    expect(run.err).toContain(says);
    expect(world.seen).toEqual([]);
  });

  it("wallet.maxStake bounds what it may move", async () => {
    const world = intercepted();
    const run = await runRecorded(["play-round", "--outcome", "lose"], {
      ...world,
      ...withWalletProfile({ maxStake: 5_999 }),
    });
    expect(run.code).toBe(2);
    expect(run.err).toContain("moves up to 6.000 USD");
    expect(world.seen).toEqual([]);
  });

  it("on another machine, says what it may cost before it asks anything", async () => {
    const said: string[] = [];
    let saidBefore: readonly string[] = [];
    const world = intercepted(() => {
      saidBefore = [...said];
      return replied(401);
    });
    await runRecorded(["play-round", "--outcome", "lose"], {
      ...world,
      ...withWalletProfile({ maxStake: 6_000 }),
      terminal: recordedTerminal((text) => said.push(text)),
    });
    expect(saidBefore).toEqual([
      "wallet.example.com: at most 9 requests, at most 6.000 USD moves\n",
    ]);
  });
});
