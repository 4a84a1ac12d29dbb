/** `plan run|split|merge`, and `--plan` of the commands that fire. */
import { describe, expect, it } from "vitest";
import { verifyWebhook } from "../../src/protocols/webhook/signature.js";
import type { LoadResult } from "../../src/tasks/load/load-result.js";
import { failed } from "../fake-http.js";
import { closedPort } from "../hostile-server.js";
import { intercepted } from "./intercepted-world.js";
import { openTarget } from "./open-target.js";
import { createWorld, errorOf, type World } from "./world.js";

const SECRET = "hook-secret-4711";

interface Received {
  readonly body: string;
  readonly signature: string;
}

async function receiver(answer: (nth: number) => number = () => 200) {
  const received: Received[] = [];
  const origin = await openTarget(({ headers }, body) =>
    answer(
      received.push({
        body: body.toString(),
        signature: String(headers["x-webhook-signature"]),
      }),
    ),
  );
  return { url: `${origin}/hooks`, received };
}

const DELIVERIES = {
  version: 1,
  seed: 5,
  webhook: {
    mix: [
      { weight: 3, events: ["payment.created"], set: { "events[0].data.amount": 7 } },
      { events: ["sponsor.created", "sponsor.ended"] },
    ],
    accounts: { first: 500, count: 10 },
  },
  stages: [
    { name: "ramp", from: 100, to: 400, duration: "96ms" },
    { name: "hold", rate: 400, count: 16 },
    { name: "free", concurrency: 4, count: 20 },
  ],
};
const TOTAL = 24 + 16 + 20;

const ROUNDS = {
  version: 1,
  wallet: {
    mix: [
      { weight: 2, bets: 2, outcome: "mixed" },
      { bets: 1, outcome: "lose" },
    ],
  },
  stages: [
    { rate: 50, count: 4 },
    { concurrency: 2, count: 5 },
  ],
};

function worldAt(url: string, plan: object = DELIVERIES, more: object = {}): Promise<World> {
  const webhook = { url, secret: { env: "ACME_SECRET" } };
  return createWorld({
    profile: { partner: "acme", webhook, ...more },
    files: { "load.json": JSON.stringify(plan) },
    env: { ACME_SECRET: SECRET },
  });
}

type Result = LoadResult & { readonly verdict: string };
const resultOf = ({ out }: { readonly out: string }) => JSON.parse(out) as Result;

/** Without what is another at each sending. */
function contentOf(received: readonly Received[]): readonly string[] {
  return received.map(({ body }) => body.replaceAll(/"timestamp":"[^"]+"/g, "")).sort();
}

describe("a plan of deliveries", () => {
  it("sends what it says, signed, and counts stage by stage", async () => {
    const { url, received } = await receiver();
    const run = await (await worldAt(url)).run(["plan", "run", "load.json", "--json"]);
    expect(run.code).toBe(0);
    expect(resultOf(run)).toMatchObject({
      format: "playcamp-gw/load-result@1",
      verdict: "done",
      shard: null,
      total: { planned: TOTAL, sent: TOTAL, accepted: TOTAL, latencyMs: { count: TOTAL } },
      stages: [
        { name: "ramp", planned: 24, sent: 24 },
        { name: "hold", planned: 16, byStatus: { 200: 16 } },
        { name: "free", planned: 20, accepted: 20 },
      ],
    });
    expect(received).toHaveLength(TOTAL);
    for (const { body, signature } of received)
      expect(
        verifyWebhook({ payload: body, signature, secret: SECRET, nowMs: Date.now() }).valid,
      ).toBe(true);
    const events = received.map(
      ({ body }) =>
        (JSON.parse(body) as { events: { event: string; data: Record<string, unknown> }[] }).events,
    );
    expect(events.filter((list) => list.length === 2)).toHaveLength(TOTAL / 4);
    const users = events.map(([first]) => Number(first?.data["userId"]));
    expect(users.filter((user) => !(user >= 500 && user < 510))).toEqual([]);
    const paid = events.flatMap(([first]) =>
      first?.event === "payment.created" ? [first.data["amount"]] : [],
    );
    expect(paid).toHaveLength((TOTAL * 3) / 4);
    expect(new Set(paid)).toEqual(new Set([7]));
  });

  it("is the same with fire-webhook, for the same run id, and new without", async () => {
    const { url, received } = await receiver();
    const world = await worldAt(url);
    const sentBy = async (...argv: string[]) => {
      received.length = 0;
      expect((await world.run(argv)).code).toBe(0);
      return contentOf(received);
    };
    const first = await sentBy("plan", "run", "load.json", "--run-id", "a");
    expect(await sentBy("plan", "run", "load.json", "--run-id", "a")).toEqual(first);
    const other = await sentBy("fire-webhook", "--plan", "load.json");
    expect(other.some((body) => first.includes(body))).toBe(false);
    const shape = (bodies: readonly string[]) =>
      bodies.map((body) => /"userId":"\d+"/.exec(body)?.[0]).sort();
    expect(shape(other)).toEqual(shape(first));
  });

  it("in parts sends the same, and joins to the same", async () => {
    const { url, received } = await receiver((nth) => (nth % 7 === 0 ? 503 : 200));
    const world = await worldAt(url);
    await world.run(["plan", "run", "load.json", "--run-id", "a", "--out", "whole.json"]);
    const whole = contentOf(received);
    received.length = 0;
    const split = await world.run([
      "plan",
      "split",
      "3",
      "load.json",
      "--out-dir",
      "parts",
      "--json",
    ]);
    const { parts } = JSON.parse(split.out) as { parts: { file: string; planned: number }[] };
    expect(parts.map(({ planned }) => planned)).toEqual([20, 20, 20]);
    const results: string[] = [];
    for (const [at, { file }] of parts.entries()) {
      results.push(`result-${at}.json`);
      const run = await world.run([
        "plan",
        "run",
        file,
        "--run-id",
        "a",
        "--out",
        `result-${at}.json`,
      ]);
      expect(run.code).toBe(1);
    }
    expect(contentOf(received)).toEqual(whole);
    const merged = await world.run(["plan", "merge", ...results, "--json", "--out", "all.json"]);
    expect(merged.code).toBe(1);
    const result = resultOf(merged);
    const read = await Promise.all(
      results.map(async (file) => resultOf({ out: await world.read(file) })),
    );
    const sum = (of: (each: LoadResult["total"]) => number) =>
      read.reduce((all, { total }) => all + of(total), 0);
    expect(result).toMatchObject({
      verdict: "refused",
      shard: null,
      runId: "a",
      plan: read[0]?.plan,
      total: {
        planned: TOTAL,
        sent: TOTAL,
        accepted: sum(({ accepted }) => accepted),
        byStatus: { 503: sum(({ byStatus }) => byStatus["503"] ?? 0) },
        latencyMs: {
          count: TOTAL,
          max: Math.max(...read.map(({ total }) => total.latencyMs?.max ?? 0)),
        },
      },
    });
    expect(result.stages.map(({ planned }) => planned)).toEqual([24, 16, 20]);
    expect(JSON.parse(await world.read("all.json"))).toEqual(result);

    const missing = await world.run(["plan", "merge", "result-0.json", "result-2.json", "--json"]);
    expect([missing.code, errorOf(missing).code]).toEqual([2, "merge_shard_missing"]);
    expect(errorOf(missing).message).toContain("2/3");
    const twice = await world.run(["plan", "merge", "result-0.json", "result-0.json", "--json"]);
    expect(errorOf(twice).code).toBe("merge_shard_doubled");
    const mixed = await world.run(["plan", "merge", "result-0.json", "whole.json", "--json"]);
    expect(errorOf(mixed).code).toBe("merge_mismatch");
  });

  it("on several threads sends the same, and a part of it too", async () => {
    const { url, received } = await receiver();
    const world = await worldAt(url);
    const run = ["plan", "run", "load.json", "--run-id", "a", "--json"];
    await world.run(run);
    const whole = contentOf(received);
    received.length = 0;
    const first = await world.run([...run, "--shard", "1/2", "--workers", "2", "--out", "1.json"]);
    expect(first.code, first.err).toBe(0);
    expect(resultOf(first).shard).toEqual({ index: 1, count: 2 });
    await world.run([...run, "--shard", "2/2", "--out", "2.json"]);
    expect(contentOf(received)).toEqual(whole);
    const merged = await world.run(["plan", "merge", "1.json", "2.json", "--json"]);
    expect(resultOf(merged).total).toMatchObject({ planned: TOTAL, accepted: TOTAL });
  });

  it("leaves no secret in results or parts", async () => {
    const { url } = await receiver(() => 401);
    const world = await worldAt(url);
    const run = await world.run(["plan", "run", "load.json", "--json", "--out", "r.json"]);
    expect(run.code).toBe(1);
    expect(run.out + run.err + (await world.read("r.json"))).not.toContain(SECRET);
  });

  it("at nobody gives up, and exits 3", async () => {
    const world = await worldAt(`http://127.0.0.1:${await closedPort()}`);
    const run = await world.run(["plan", "run", "load.json"]);
    expect(run.code).toBe(3);
    expect(run.err).toContain("gave up");
  });

  it("that is stopped says so, and what was due", async () => {
    const stop = new AbortController();
    const { url } = await receiver((nth) => {
      if (nth === 5) stop.abort();
      return 200;
    });
    const plan = { ...DELIVERIES, stages: [{ rate: 100, count: 1_000 }] };
    const run = await (
      await worldAt(url, plan)
    ).run(["plan", "run", "load.json", "--json"], {
      signal: stop.signal,
    });
    expect(run.code).toBe(130);
    const { total, interrupted } = resultOf(run);
    expect(interrupted).toBe(true);
    expect(total.sent).toBeLessThan(1_000);
    expect(total.latencyMs?.count).toBe(total.sent + total.overdue);
  });
});

describe("a plan of rounds", () => {
  it("plays them, and its books close", async () => {
    const world = await createWorld({ files: { "load.json": JSON.stringify(ROUNDS) } });
    const run = await world.run(["play-round", "--plan", "load.json", "--sandbox", "--json"]);
    expect(run.code).toBe(0);
    const { books, total } = resultOf(run);
    expect(total).toMatchObject({ planned: 9, sent: 9, accepted: 9, byStatus: { consistent: 9 } });
    expect(books?.closed).toBe(true);
    expect(books?.accounts.map(({ account, rounds }) => [account, rounds])).toEqual([
      ["wallet.player", 2],
      ["wallet.players[0]", 3],
      ["wallet.players[1]", 2],
      ["wallet.players[2]", 2],
    ]);
    for (const each of books?.accounts ?? []) {
      const moved = (each.closingMillis ?? 0) - (each.openingMillis ?? 0);
      expect(moved).toBe(each.wonMillis + each.refundedMillis - each.stakedMillis);
      expect(each.stakedMillis).toBeGreaterThan(0);
    }
  });

  it("in parts plays each account in one, and the money adds up", async () => {
    const world = await createWorld({ files: { "load.json": JSON.stringify(ROUNDS) } });
    const run = ["plan", "run", "load.json", "--sandbox", "--run-id", "a", "--out"];
    await world.run([...run, "whole.json"]);
    await world.run([...run, "1.json", "--shard", "1/2"]);
    await world.run([...run, "2.json", "--shard", "2/2"]);
    const merged = await world.run(["plan", "merge", "1.json", "2.json", "--json"]);
    expect(merged.code).toBe(0);
    const moneyOf = ({ books }: LoadResult) =>
      [...(books?.accounts ?? [])].sort((a, b) => (a.account < b.account ? -1 : 1));
    // Each sandbox is a new one: the same rounds move the same money.
    expect(moneyOf(resultOf(merged))).toEqual(
      moneyOf(resultOf({ out: await world.read("whole.json") })),
    );
    expect(merged.code).toBe(0);
    const shown = await world.run(["plan", "merge", "1.json", "2.json"]);
    expect(shown.out).toContain("the books close");
    const changed = (await world.read("1.json")).replace(
      /"stakedMillis": (\d+)/,
      (_, millis) => `"stakedMillis": ${Number(millis) + 1}`,
    );
    const forged = await createWorld({ files: { "1.json": changed } });
    const refused = await forged.run(["plan", "merge", "1.json", "--json"]);
    expect(errorOf(refused).code).toBe("load_result_invalid");
  });

  it("says first which bets are open, and how to settle each, on its account", async () => {
    const world = await createWorld({ files: { "load.json": JSON.stringify(ROUNDS) } });
    const lost = intercepted(async (request, forward) => {
      const outcome = await forward();
      return request.json?.["action"] === "WIN" ? failed("reset") : outcome;
    });
    const run = await world.run(["plan", "run", "load.json", "--sandbox"], {
      openHttp: lost.openHttp,
    });
    expect(run.code).toBe(1);
    expect(run.out).toMatch(
      /^OUT: wallet\.player\S*: the bet \S+ is left open; WIN \S+ of [\d.]+ USD may be missing/,
    );
    expect(run.out).toContain("THE BOOKS DO NOT CLOSE");
    const settling =
      /settle it with: playcamp-gw fire-callback deposit --action WIN --tx \S+ .*--player [1-4] --sandbox/;
    expect(run.err).toMatch(settling);
    // Below a file there is no place for one.
    const unwritten = await world.run(
      ["plan", "run", "load.json", "--sandbox", "--out", "load.json/result.json"],
      { openHttp: lost.openHttp },
    );
    expect(unwritten.code).toBe(1);
    expect(unwritten.err).toContain("load.json/result.json");
    expect(unwritten.out).toContain("THE BOOKS DO NOT CLOSE");
    expect(unwritten.err).toMatch(settling);
  });

  it("is merged and shown, also where the sum cannot be written", async () => {
    const world = await createWorld({ files: { "load.json": JSON.stringify(ROUNDS) } });
    await world.run(["plan", "run", "load.json", "--sandbox", "--out", "1.json"]);
    const merged = await world.run(["plan", "merge", "1.json", "--out", "1.json/all.json"]);
    expect(merged.code).toBe(3);
    expect(merged.out).toContain("the books close");
    const refused = await worldAt((await receiver(() => 401)).url);
    expect((await refused.run(["plan", "run", "load.json", "--out", "1.json"])).code).toBe(1);
    const again = await refused.run(["plan", "merge", "1.json", "--out", "1.json/all.json"]);
    expect(again.code).toBe(1);
  });

  it("says first where the target's money is not that of the reports", async () => {
    const world = await createWorld({ files: { "load.json": JSON.stringify(ROUNDS) } });
    const fault = "wallet.moves-every-player";
    const run = await world.run(["plan", "run", "load.json", "--sandbox", "--fault", fault]);
    expect(run.code).toBe(1);
    expect(run.out).toMatch(
      /^OUT: wallet\.player.*: the target's balance is [\d.]+ USD (more|less) than/,
    );
    expect(run.out).toContain("THE BOOKS DO NOT CLOSE");
  });

  it.each([
    [{ concurrency: 4, count: 4 }, 0],
    [{ rate: 1_000_000, count: 4 }, 3],
  ])("begins no round that waits for its account once it is stopped: %j", async (stage, due) => {
    const plan = { ...ROUNDS, wallet: { ...ROUNDS.wallet, accounts: 1 }, stages: [stage] };
    const world = await createWorld({ files: { "load.json": JSON.stringify(plan) } });
    const stop = new AbortController();
    const played = intercepted((request, forward) => {
      if (request.json?.["action"] === "BET") stop.abort();
      return forward();
    });
    const run = await world.run(["plan", "run", "load.json", "--sandbox", "--json"], {
      openHttp: played.openHttp,
      signal: stop.signal,
    });
    expect(run.code).toBe(130);
    const { total, books } = resultOf(run);
    expect([total.sent, total.overdue, total.latencyMs?.count]).toEqual([1, due, 1 + due]);
    expect(books?.accounts.map(({ rounds }) => rounds)).toEqual([1]);
    // The balance before, the round, the balance after.
    expect(played.seen.filter(({ name }) => name === "auth")).toHaveLength(3);
  });

  it.each([
    [{ ...ROUNDS, wallet: { ...ROUNDS.wallet, accounts: 9 } }, "accounts_missing"],
    [{ ...ROUNDS, wallet: { game: "chicken-race", mix: [{ bets: 4 }] } }, "round_impossible"],
  ])("is refused before the first request: %j", async (plan, code) => {
    const world = await createWorld({ files: { "load.json": JSON.stringify(plan) } });
    const run = await world.run(["plan", "run", "load.json", "--sandbox", "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, code]);
  });

  it("is bounded by wallet.maxStake, all parts together", async () => {
    const wallet = {
      ...{ url: "http://127.0.0.1:9", publicKey: "p", secret: { env: "ACME_SECRET" } },
      player: { userToken: "u", sessionToken: "s", currency: "USD" },
      players: [{ userToken: "u2", sessionToken: "s2", currency: "USD" }],
      maxStake: 20_000,
    };
    const world = await worldAt("http://127.0.0.1:9", ROUNDS, { wallet });
    const run = await world.run(["plan", "run", "load.json", "--shard", "1/2", "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "stake_too_high"]);
    expect(errorOf(run).message).toContain("20.000 USD");
  });
});

describe("a plan of rounds on another machine", () => {
  it("says first what it may cost: of the accounts that play here, by currency", async () => {
    const url = "https://wallet.invalid";
    const player = (name: string, currency: string) => ({
      ...{ userToken: `u-${name}`, sessionToken: `s-${name}`, currency },
    });
    const wallet = {
      ...{ url, publicKey: "p", secret: { env: "ACME_SECRET" }, player: player("a", "USD") },
      players: [player("b", "EUR"), player("c", "KRW")],
    };
    const lost = { ...ROUNDS.wallet, mix: [{ bets: 1, outcome: "lose" }], accounts: 2 };
    const plan = { ...ROUNDS, wallet: lost, stages: [{ rate: 50, count: 3 }] };
    const world = await worldAt(url, plan, { wallet });
    const nobody = intercepted(() => failed("refused"));
    const argv = ["plan", "run", "load.json", "--allow-remote-load"];
    const saidOf = async (...more: string[]) =>
      (await world.run([...argv, ...more], { openHttp: nobody.openHttp })).err;
    // A round: auth, bet, settlement, close, balance; and each account's balance before and after.
    expect(await saidOf()).toContain(
      "wallet.invalid: at most 19 requests, at most 4.000 USD and 2.000 EUR move\n",
    );
    expect(await saidOf("--shard", "2/2")).toContain(
      "wallet.invalid: at most 7 requests, at most 2.000 EUR moves\n",
    );
  });
});

describe("a plan goes nowhere", () => {
  const REMOTE = "http://staging.invalid/hooks";

  it("else than to this machine, unless that is allowed", async () => {
    const world = await worldAt(REMOTE);
    const run = await world.run(["plan", "run", "load.json", "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "remote_load"]);
    const fired = await world.run([
      "fire-webhook",
      "--plan",
      "load.json",
      "--to",
      REMOTE,
      "--json",
    ]);
    expect(errorOf(fired).code).toBe("remote_load");
    const allowed = await world.run(["plan", "run", "load.json", "--allow-remote-load"]);
    expect(allowed.err).toContain(`deliveries to send to staging.invalid: ${TOTAL}`);
    expect(allowed.code).toBe(3);
    const part = ["plan", "run", "load.json", "--allow-remote-load", "--shard", "1/3"];
    expect((await world.run(part)).err).toContain("deliveries to send to staging.invalid: 20\n");
  });

  it("to a live host without --allow-live", async () => {
    const environments = { live: { live: true, webhook: { url: REMOTE } } };
    const world = await worldAt(REMOTE, DELIVERIES, { environments });
    const run = await world.run(["plan", "run", "load.json", "--allow-remote-load", "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "live_target"]);
  });

  it.each([
    [["fire-webhook", "sponsor.created", "--plan", "load.json"], "usage"],
    [["fire-webhook", "--plan", "load.json", "--rate", "5"], "usage"],
    [["fire-webhook", "--plan", "load.json", "--set", "body.x=1"], "usage"],
    [["play-round", "--plan", "load.json", "--bets", "2"], "usage"],
    [["play-round", "--allow-remote-load", "--sandbox"], "usage"],
    [["plan", "run", "load.json", "--out", "./load.json"], "usage"],
    [["plan", "merge", "one.json", "two.json", "--out", "two.json"], "usage"],
    [["play-round", "--plan", "load.json"], "usage"],
    [["plan", "run", "load.json", "--workers", "5"], "plan_unsplittable"],
    [["plan", "run", "gone.json"], "plan_not_found"],
    [["plan", "run", "load.json", "--shard", "0/2"], "flag_invalid"],
    [["plan", "split", "two", "load.json"], "usage"],
    [["plan", "split", "5", "load.json"], "plan_unsplittable"],
    [["plan", "merge", "load.json"], "load_result_invalid"],
    [["plan", "merge", "gone.json"], "load_result_not_found"],
  ])("by %j", async (argv, code) => {
    const { url, received } = await receiver();
    const run = await (await worldAt(url)).run([...argv, "--json"]);
    expect([run.code, run.out, errorOf(run).code]).toEqual([2, "", code]);
    expect(received).toEqual([]);
  });
});
