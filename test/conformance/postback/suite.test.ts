import { describe, expect, it } from "vitest";
import { repetitions } from "../../soak.js";
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import { emptyReply, jsonReply } from "../../../src/core/server.js";
import { postbackSuite } from "../../../src/conformance/suites/postback/index.js";
import { reportOf, type RunningSandbox, startPostbackSandbox, unmet } from "./running-sandbox.js";

const CONFORMANCE = ["conformance", "postback", "--strict", "--json"];

async function onSandbox(
  deviations: readonly string[],
  use: (sandbox: RunningSandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await startPostbackSandbox(...deviations);
  try {
    await use(sandbox);
  } finally {
    await sandbox.close();
  }
}

const GREEN_RUNS = repetitions({ quick: 3, full: 10 });
const RACE_RUNS = repetitions({ quick: 5, full: 20 });

describe("the postback suite", () => {
  it("has its checks under its own name, every one with a reason and a remedy", () => {
    const checks = postbackSuite.scenarios.flatMap((each) => each.checks);
    expect(checks.length).toBeGreaterThanOrEqual(30);
    for (const { id, why, fix, clause } of checks) {
      expect(id).toMatch(/^postback(?:\.[a-z0-9-]+){2,}$/);
      expect([why, fix, clause].every((text) => text.length > 20)).toBe(true);
    }
  });

  it(`is green ${GREEN_RUNS} times in a row against one running reward app`, () =>
    onSandbox([], async ({ run }) => {
      for (let round = 1; round <= GREEN_RUNS; round += 1) {
        const argv = [...CONFORMANCE, "--run-id", `round-${round}`];
        const { code, out } = await run(argv);
        expect(unmet(reportOf({ out }))).toEqual([]);
        expect(code).toBe(0);
      }
    }));

  it(`catches a gap of a millisecond in each of ${RACE_RUNS} runs`, () =>
    onSandbox(["postback.counts-parallel-twins"], async ({ run }) => {
      const id = "postback.parallel.awarded-once";
      for (let round = 1; round <= RACE_RUNS; round += 1) {
        const { out } = await run([...CONFORMANCE, "--only", id]);
        expect(unmet(reportOf({ out }))[0]).toContain(`${id}: fail: `);
      }
    }));

  it("names the users' lack, and accuses nobody, once every user is used up", () =>
    onSandbox([], async ({ run, postback }) => {
      const changes = { uids: postback.uids.slice(0, 1) };
      const first = await run(CONFORMANCE, changes);
      const alone = "postback.parallel.every-player-awarded: na: the profile names only one user";
      expect(unmet(reportOf(first))).toEqual([alone]);
      const second = await run(CONFORMANCE, changes);
      const lines = unmet(reportOf(second)).filter((line) => line !== alone);
      expect(second.code).toBe(3);
      expect(lines).toHaveLength(6);
      for (const line of lines) {
        expect(line).toMatch(/^postback\.coins\.levels-\S+: blocked: the user/);
        expect(line).toContain("add a fresh test user to postback.uids");
      }
    }));

  it("takes the next user for just those levels that one has played", () =>
    onSandbox([], async ({ run, postback }) => {
      const [used = "", ...others] = postback.uids;
      const spent = ["--uid", used, "--uid", others[0] ?? ""];
      for (const level of [30, 35, 100]) {
        const argv = ["send-postback", "--level", String(level), ...spent];
        expect((await run(argv)).code).toBe(0);
      }
      const changes = { uids: [used, ...others.slice(0, 2)] };
      const { code, out } = await run(CONFORMANCE, changes);
      expect(unmet(reportOf({ out }))).toEqual([]);
      expect(code).toBe(0);
    }));

  it("does without further games and a balance, and says so", () =>
    onSandbox([], async ({ run }) => {
      const { code, out } = await run(CONFORMANCE, {
        gids: null,
        balance: null,
      });
      expect(code).toBe(0);
      expect(unmet(reportOf({ out })).map((line) => line.split(": na: ")[0])).toEqual([
        "postback.balance.repeat-moves-nothing",
        "postback.balance.rises-by-delta",
        "postback.game.counts-separately",
      ]);
    }));

  it("works by the other header when the profile says so", () =>
    onSandbox([], async ({ run }) => {
      const { code, out } = await run(CONFORMANCE, { auth: "header" });
      expect(unmet(reportOf({ out }))).toEqual([]);
      expect(code).toBe(0);
    }));

  it("is incomplete when the balance cannot be read", () =>
    onSandbox([], async ({ run, postback }) => {
      const balance = { ...(postback["balance"] as object), path: "no.coins" };
      const { code, out } = await run(CONFORMANCE, { balance });
      expect(code).toBe(3);
      expect(unmet(reportOf({ out }))).toEqual([
        expect.stringMatching(
          /^postback\.balance\.repeat-moves-nothing: blocked: .*no whole number at no\.coins/,
        ),
        expect.stringMatching(/^postback\.balance\.rises-by-delta: blocked: /),
      ]);
    }));

  it.each([
    ["200 without a body", emptyReply(200)],
    ["500 always", emptyReply(500)],
    ["a page", { ...emptyReply(200), body: Buffer.from("<html>") }],
    ["a list", jsonReply(200, [null])],
    ["null", jsonReply(200, null)],
    ["user: null", jsonReply(200, { ok: true, awarded: true, user: null })],
  ])("judges a server that answers %s, and never fails itself", (_, reply) =>
    onSandbox([], async ({ run }) => {
      const server = await listenOnNode(
        { host: "127.0.0.1", port: 0, maxBodyBytes: 1e6, onDefect: () => {} },
        async () => reply,
      );
      const url = `${server.url}/api/postback`;
      const { code, out } = await run(CONFORMANCE, { url, balance: null });
      await server.close();
      const { summary, checks } = reportOf({ out });
      expect(summary.error).toBe(0);
      expect(summary.fail).toBeGreaterThan(0);
      expect(checks.filter(({ message }) => message.includes("without judging"))).toEqual([]);
      expect(code).toBe(1);
    }),
  );

  it("is incomplete where nothing listens", () =>
    onSandbox([], async ({ run, close }) => {
      await close();
      const { code, out } = await run(CONFORMANCE);
      expect(reportOf({ out }).summary).toMatchObject({ pass: 0, fail: 0 });
      expect(code).toBe(3);
    }));
});
