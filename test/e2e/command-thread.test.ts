/** `sync-payments` works in a thread: signals, questions, input and output reach it as they reach a process. */
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStage, records, type StageOptions } from "../cli/scripted-payments.js";
import { atTerminal, CTRL_C, ENTER, HAS_TERMINAL } from "./at-terminal.js";
import { hostile } from "../hostile-server.js";
import { emptyFolder, startProgram } from "./run-program.js";

const SYNC = "sync-payments --from 2026-01-05T00:00:00Z --to 2026-01-06T00:00:00Z --json";
const KEY = { ACME_KEY: "ak_server_1:a-secret-key" };

/** Five pages of ten payments. */
const FIVE_PAGES: StageOptions["page"] = (token) => {
  const start = Number(token ?? 0);
  return { list: records(10, start), ...(start < 40 ? { next: String(start + 10) } : {}) };
};

async function openFolder(page: StageOptions["page"]) {
  const stage = await openStage({ page });
  onTestFinished(stage.close);
  const folder = await emptyFolder();
  await writeFile(join(folder, "playcamp-gw.json"), JSON.stringify(stage.profile));
  const argv = [...SYNC.split(" "), "--state", join(folder, "state")];
  return { ...stage, folder, argv };
}

describe("sync-payments in its thread", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends by %s with 130, and goes on where it stopped",
    async (signal) => {
      let interrupt = () => {};
      const { folder, argv, playcamp } = await openFolder((token, nth, query) => {
        if (nth === 3) interrupt();
        return FIVE_PAGES(token, nth, query);
      });
      const first = startProgram(argv, folder, KEY);
      interrupt = () => first.child.kill(signal);
      const broken = await first.ended;
      expect([broken.code, broken.signal]).toEqual([130, null]);
      expect(broken.err).toContain("--resume");
      interrupt = () => {};
      const { code, out } = await startProgram([...argv, "--resume"], folder, KEY).ended;
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ finished: true, fetched: 50, failed: 0 });
      expect(playcamp.book.size).toBe(50);
    },
  );

  it("tells errors of a call as any command does", async () => {
    const folder = await emptyFolder();
    const { code, out, err } = await startProgram(SYNC.split(" "), folder).ended;
    expect([code, out]).toEqual([2, ""]);
    expect(JSON.parse(err)).toMatchObject({ error: { code: "profile_not_found" } });
  });

  it("is not disturbed by a reader that has gone", async () => {
    const { folder, argv, playcamp } = await openFolder(FIVE_PAGES);
    const { child, ended } = startProgram(argv, folder, KEY);
    child.stdout?.destroy();
    expect((await ended).code).toBe(0);
    expect(playcamp.book.size).toBe(50);
    expect(await readdir(join(folder, "state"))).toEqual([]);
  });

  it("says in a line what is too large for its memory, and goes on from there", async () => {
    let most = 200_000;
    const { folder, argv, playcamp } = await openFolder((token) =>
      token === null ? { list: records(10, 0), next: "10" } : { list: records(most, 10) },
    );
    const little = { ...KEY, NODE_OPTIONS: "--max-old-space-size=40" };
    const { code, out, err } = await startProgram(argv, folder, little).ended;
    expect([code, out]).toEqual([3, ""]);
    expect(JSON.parse(err.trim().split("\n").at(-1) ?? "")).toMatchObject({
      error: { code: "out_of_memory", hint: expect.stringContaining("smaller page") as string },
    });
    expect(playcamp.book.size).toBe(10);
    most = 10;
    const after = await startProgram([...argv, "--resume"], folder, KEY).ended;
    expect(JSON.parse(after.out)).toMatchObject({ finished: true, fetched: 20, pushed: 20 });
  });

  it("ends at once when it is asked twice", async () => {
    const folder = await emptyFolder();
    const { url } = await hostile(() => {
      child.kill("SIGINT");
      child.kill("SIGTERM");
    });
    const stage = await openStage({ page: FIVE_PAGES, source: { url: `${url}/payments` } });
    onTestFinished(stage.close);
    await writeFile(join(folder, "playcamp-gw.json"), JSON.stringify(stage.profile));
    const { child, ended } = startProgram(SYNC.split(" "), folder, KEY);
    // A wait for the source alone would take ten seconds, and be told of.
    expect(await ended).toMatchObject({ code: 130, err: expect.not.stringContaining("again in") });
  });
});

describe.skipIf(!HAS_TERMINAL)("sync-payments at a terminal", () => {
  it("asks for a secret that is nowhere, again where nothing was typed", async () => {
    const { folder, argv, playcamp } = await openFolder(FIVE_PAGES);
    const { code, screen } = await atTerminal(folder, argv, [
      ["Type it, for this call only", ENTER],
      ["Nothing was typed", `${KEY.ACME_KEY}${ENTER}`],
    ]);
    expect(code).toBe(0);
    expect(screen).not.toContain(KEY.ACME_KEY);
    expect(playcamp.book.size).toBe(50);
  });

  it("ends with 130 where the question is left", async () => {
    const { folder, argv, playcamp } = await openFolder(FIVE_PAGES);
    const { code } = await atTerminal(folder, argv, [["Type it, for this call only", CTRL_C]]);
    expect(code).toBe(130);
    expect(playcamp.book.size).toBe(0);
  });
});
