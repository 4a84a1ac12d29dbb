import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/process/system.js";
import {
  type RunningSandbox,
  startPostbackSandbox,
} from "../conformance/postback/running-sandbox.js";
import { runRecorded } from "./recording-world.js";

const UID = "3f0c9a52-7d14-4b8e-9a61-5c2e8d7f1b40";

describe("parse-referrer", () => {
  it("prints the three values", async () => {
    const encoded = encodeURIComponent(`pid=acme&uid=${UID}&gid=siege`);
    const url = `https://play.google.com/store/apps/details?id=x&referrer=${encoded}`;
    const { code, out } = await runRecorded(["parse-referrer", url]);
    expect(out).toBe(`pid acme\nuid ${UID}\ngid siege\n`);
    expect(code).toBe(0);
  });

  it.each([
    [`pid=acme&uid=${UID}`, "wrong: gid is missing"],
    [`pid=acme&uid=7&gid=siege`, "wrong: uid is not a UUID"],
    ["https://play.google.com/store/apps/details?id=x", "no referrer parameter"],
  ])("says what is wrong with %s", async (text, expected) => {
    const { code, out } = await runRecorded(["parse-referrer", text]);
    expect(out).toContain(expected);
    expect(code).toBe(1);
  });

  it("is one JSON document with --json, found values included", async () => {
    const argv = ["parse-referrer", "pid=acme&gid=siege", "--json"];
    const { code, out } = await runRecorded(argv);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      found: { pid: "acme", gid: "siege" },
      findings: [{ kind: "missing", key: "uid" }],
    });
    expect(code).toBe(1);
  });

  it("takes nothing for a mistake of the user", async () => {
    const { code, err } = await runRecorded(["parse-referrer", "-"]);
    expect(err).toContain("there is no referrer");
    expect(code).toBe(2);
  });
});

describe("send-postback", () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startPostbackSandbox();
  });
  afterAll(() => sandbox.close());

  it("sends one postback for each user, and knows a repeat", async () => {
    const [one = "", two = ""] = sandbox.postback.uids;
    const argv = ["send-postback", "--level", "10", "--uid", one];
    const first = await sandbox.run(argv);
    expect(first.out).toContain("counted, 25 coins; user.coins 25");
    const both = await sandbox.run([...argv, "--uid", two, "--json"]);
    expect(JSON.parse(both.out)).toMatchObject({
      postbacks: [
        { uid: one, outcome: "duplicate", right: true },
        { uid: two, outcome: "awarded", coinDelta: 25, coins: 25 },
      ],
    });
    expect([first.code, both.code]).toEqual([0, 0]);
  });

  it("writes fields under other names and the secret into the other header", async () => {
    const written = ["uid=userId", "gid=gameId", "level_number=level"];
    const { code, err } = await sandbox.run([
      ...["send-postback", "--level", "21", "--reason", "done", "--verbose"],
      ...written.flatMap((pair) => ["--spell", pair]),
      ...["--auth", "header"],
    ]);
    expect(err).toMatch(
      /"userId":"[0-9a-f-]{36}","gameId":"sandbox-game","level":21,"reason":"done"/,
    );
    expect(err).toContain("X-Reward-Api-Secret: [secret:postback.secret]");
    expect(code).toBe(0);
  });

  it.each([["reward"], ["rewards"]])(
    "follows the 308 of the %s path with method and body, and shows both",
    async (which) => {
      const [, , uid = ""] = sandbox.postback.uids;
      const level = which === "reward" ? "22" : "23";
      const argv = ["send-postback", "--level", level, "--uid", uid];
      const { code, err, out } = await sandbox.run([...argv, "--legacy-path", which]);
      expect(err).toMatch(
        new RegExp(`POST \\S+/api/${which}/postback .*: 308.*\\n.*POST \\S+/api/postback .*: 200`),
      );
      expect(out).toContain("counted, no coins");
      expect(code).toBe(0);
      const again = await sandbox.run(argv);
      expect(again.out).toContain("a duplicate");
    },
  );

  it("exits 1 when the reward app refuses", async () => {
    const { code, out } = await sandbox.run([...["send-postback", "--level", "10", "--uid", UID]]);
    expect(out).toContain("refused with 404: no user has this uid");
    expect(code).toBe(1);
  });

  it("changes the body on request, and judges by what was sent", async () => {
    const argv = ["send-postback", "--level", "24", "--json"];
    const { code, out } = await sandbox.run([...argv, ...["--set", "body.level_number=31"]]);
    expect(JSON.parse(out)).toMatchObject({
      postbacks: [{ level: 31, outcome: "stored", right: true }],
    });
    expect(code).toBe(0);
  });

  it.each([
    [["--level", "0"], "an integer of at least 1"],
    [["--level", "5", "--spell", "uid=usrId"], "uid, userId, user_id"],
    [["--level", "5", "--spell", "user=userId"], 'no field "user"'],
    [["--level", "5", "--auth", "basic"], "bearer, header"],
  ])("refuses %s", async (flags, expected) => {
    const { code, err } = await sandbox.run(["send-postback", ...flags]);
    expect(err).toContain(expected);
    expect(code).toBe(2);
  });

  it("is incomplete when nothing listens", async () => {
    const gone = await startPostbackSandbox();
    await gone.close();
    const { code, err } = await gone.run(["send-postback", "--level", "5"]);
    expect(err).toContain("cannot be reached");
    expect(code).toBe(3);
  });

  it.each([
    ["postback.legacy-301", "legacy path: status is 301, not 308"],
    ["postback.legacy-wrong-location", "legacy path: Location is https://rewards.example/login"],
  ])("does not follow what %s answers", async (fault, expected) => {
    const { code, out } = await runRecorded([
      ...["send-postback", "--level", "10", "--legacy-path"],
      ...["--sandbox", "--fault", fault],
    ]);
    expect(out).toContain(expected);
    expect(code).toBe(1);
  });
});

describe("check-postback", () => {
  const check = (...flags: readonly string[]) =>
    runRecorded(["check-postback", "--level", "10", "--sandbox", ...flags], {
      clock: { ...systemClock, sleep: (ms) => systemClock.sleep(ms / 50) },
    });

  it("proves that a level counts once, in a row and at once", async () => {
    const { code, out } = await check();
    expect(out.match(/^pass /gm)).toHaveLength(8);
    expect(out).toContain("1 counted, 7 duplicates");
    expect(out).toContain("0 → 25");
    expect(out).toContain("level 10 counts once");
    expect(code).toBe(0);
  });

  it.each([
    ["postback.never-remembers", /FAIL {2}the same again/],
    ["postback.counts-parallel-twins", /FAIL {2}8 at once.*[2-8] counted/],
    ["postback.recognises-bodies-only", /FAIL {2}with userId/],
    ["postback.refuses-secret-header", /FAIL {2}with the secret in the other/],
    ["postback.credits-repeats", /FAIL {2}the user's coins after the repeats +0 → 125/],
    ["postback.crashes-on-parallel-twins", /FAIL {2}8 at once.*answered 500/],
    // One round may miss a window of a millisecond; several in a row do not.
  ])("exits 1 for %s", { retry: 15 }, async (fault, expected) => {
    const { code, out } = await check("--fault", fault);
    expect(out).toMatch(expected);
    expect(out).toContain("level 10 DOES NOT COUNT ONCE");
    expect(code).toBe(1);
  });

  it("passes users over for whom the level has counted, until none is left", async () => {
    const sandbox = await startPostbackSandbox();
    const changes = { uids: sandbox.postback.uids.slice(0, 4) };
    const argv = ["check-postback", "--level", "15"];
    const first = await sandbox.run(argv, changes);
    const second = await sandbox.run(argv, changes);
    const third = await sandbox.run(argv, changes);
    await sandbox.close();
    expect([first.code, second.code, third.code]).toEqual([0, 0, 3]);
    expect(second.err).toContain("had counted before for 2 of the users");
    expect(third.out).toContain("has counted before for every user");
  });

  it("races first where only one user is given", { retry: 15 }, async () => {
    const sandbox = await startPostbackSandbox("postback.counts-parallel-twins");
    const uids = sandbox.postback.uids.slice(0, 1);
    const argv = ["check-postback", "--level", "15", "--json"];
    const { code, out } = await sandbox.run(argv, { uids, balance: null });
    await sandbox.close();
    const { steps, countsOnce } = JSON.parse(out) as {
      steps: readonly { name: string; verdict: string }[];
      countsOnce: boolean;
    };
    expect(steps[0]).toMatchObject({ verdict: "fail" });
    expect(steps[0]?.name).toContain("8 at once");
    expect(countsOnce).toBe(false);
    expect(code).toBe(1);
  });

  it("prints what was found, and nothing of the client that found it", async () => {
    const { out } = await check("--json");
    expect(Object.keys(JSON.parse(out) as object)).toEqual([
      ...["url", "pid", "gid", "level", "countsOnce"],
      ...["steps", "coins", "usedUp", "exchanges"],
    ]);
    expect(out).not.toContain("sandbox-postback-secret");
  });

  it("sends no copies when none are wanted", async () => {
    const { code, out } = await check("--parallel", "0");
    expect(out).not.toContain("at once");
    expect(code).toBe(0);
  });
});
