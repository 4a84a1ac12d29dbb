/** `conformance --baseline` and `--update-baseline` through the whole command. */
import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "./recording-world.js";

const FILE = `${HERE}/known.json`;
const STALE_FAULT = "webhook.accepts-stale";
const STALE_CHECK = "webhook.signature.stale-refused";
const RIGHT_CHECK = "webhook.signature.right-accepted";

const conformance = (...words: string[]) => ["conformance", "--sandbox", "--json", ...words];
const ON_ONE = ["webhook", "--only", STALE_CHECK, "--baseline", "known.json"];
const FAULTY = ["--fault", STALE_FAULT];

function holding(...entries: object[]) {
  return memoryFiles({ [FILE]: JSON.stringify({ entries }) });
}

function statusOf(out: string, id: string): string | undefined {
  const { checks } = JSON.parse(out) as ConformanceReport;
  return checks.find((check) => check.id === id)?.status;
}

describe("--baseline", () => {
  it("excuses the known failure and nothing else", async () => {
    const files = holding({ id: STALE_CHECK, reason: "fixed in 2.1" });
    const run = await runRecorded(conformance(...ON_ONE, ...FAULTY), { files });
    expect(run.code).toBe(0);
    expect(statusOf(run.out, STALE_CHECK)).toBe("known");
    const other = await runRecorded(conformance("webhook", ...FAULTY, "--baseline", "known.json"), {
      files: holding({ id: RIGHT_CHECK, message: "nothing like it" }),
    });
    expect(other.code).toBe(1);
    expect(statusOf(other.out, STALE_CHECK)).toBe("fail");
    expect(statusOf(other.out, RIGHT_CHECK)).toBe("stale");
  });

  it("is red for an entry that is no longer needed", async () => {
    const files = holding({ id: STALE_CHECK });
    const run = await runRecorded(conformance(...ON_ONE), { files });
    expect(run.code).toBe(1);
    expect(statusOf(run.out, STALE_CHECK)).toBe("stale");
  });

  it("is red for an entry that has expired", async () => {
    const files = holding({ id: STALE_CHECK, expires: "2020-01-01" });
    const run = await runRecorded(conformance(...ON_ONE, ...FAULTY), { files });
    expect(run.code).toBe(1);
    expect(statusOf(run.out, STALE_CHECK)).toBe("fail");
    expect(run.out).toContain("its baseline entry expired on 2020-01-01");
  });

  it("says nothing of entries whose checks were not selected", async () => {
    const files = holding({ id: RIGHT_CHECK }, { id: "entry.valid.redirects" });
    const run = await runRecorded(conformance(...ON_ONE), { files });
    expect(run.code).toBe(0);
  });

  it("does not bail at a failure that is known", async () => {
    const known = holding({ id: STALE_CHECK });
    const words = [
      "webhook",
      ...FAULTY,
      "--bail",
      "--concurrency",
      "1",
      "--baseline",
      "known.json",
    ];
    const run = await runRecorded(conformance(...words), { files: known });
    expect(run.code).toBe(0);
    const none = await runRecorded(conformance(...words), { files: holding() });
    expect(none.code).toBe(1);
    expect(none.out).toContain(`not run: --bail after ${STALE_CHECK}`);
  });

  it.for<[string, string[], Record<string, string>, string]>([
    ["a file that is not there", ON_ONE, {}, "baseline_not_found"],
    ["a broken file", ON_ONE, { [FILE]: "{" }, "baseline_invalid"],
    [
      "an unknown check",
      ON_ONE,
      { [FILE]: '{"entries":[{"id":"webhook.signature.stale"}]}' },
      "unknown_check",
    ],
    ["an update of nothing", ["--update-baseline"], {}, "usage"],
    ...[
      ["--only", "webhook.*"],
      ["--skip", "webhook.*"],
      ["--level", "must"],
      ["--shard", "1/2"],
      ["--bail"],
      ["--list"],
      ["webhook"],
    ].map((limit): [string, string[], Record<string, string>, string] => [
      `an update of a run limited by ${limit.join(" ")}`,
      ["--baseline", "known.json", "--update-baseline", ...limit],
      {},
      "usage",
    ]),
  ])("refuses %s", async ([, words, content, code]) => {
    const files = memoryFiles(content);
    const run = await runRecorded(conformance(...words), {
      files,
      openHttp: () => Promise.reject(new Error("nothing may be sent")),
    });
    expect(run.code).toBe(2);
    expect(JSON.parse(run.err)).toMatchObject({ error: { code } });
    expect(files.text(FILE)).toBe(content[FILE]);
  });
});

describe("--update-baseline", () => {
  const update = ["--baseline", "known.json", "--update-baseline", "--strict"];
  const faults = [
    "webhook.accepts-stale",
    "webhook.empty-body-is-422",
    "webhook.accepts-zero-time",
    "entry.accepts-expired",
    "entry.accepts-empty-time",
    "entry.accepts-word-timestamp",
    "webhook.crashes-on-null",
  ].flatMap((id) => ["--fault", id]);

  it("writes what fails; the next run, with other identifiers, is excused", async () => {
    const files = memoryFiles();
    const first = await runRecorded(conformance(...update, ...faults, "--run-id", "one"), {
      files,
    });
    expect(first.err).toContain("wrote known.json");
    expect(first.code).toBe(0);
    const second = await runRecorded(
      conformance(
        ...["--strict", "--baseline", "known.json", "--run-id", "two"],
        ...[...faults, "--seed", "7"],
      ),
      { files },
    );
    expect(second.code).toBe(0);
    const { summary } = JSON.parse(second.out) as ConformanceReport;
    expect(summary.known).toBeGreaterThan(3);
    expect(summary).toMatchObject({ fail: 0, warn: 0, stale: 0 });
  });

  it("drops what was fixed and keeps what was written about the rest", async () => {
    const files = holding(
      { id: STALE_CHECK, reason: "fixed in 2.1", expires: "2090-01-01" },
      { id: RIGHT_CHECK },
    );
    const run = await runRecorded(conformance(...update, ...FAULTY), { files });
    expect(run.code).toBe(0);
    expect(run.err).toContain(`dropped: ${RIGHT_CHECK}`);
    expect(JSON.parse(files.text(FILE) ?? "")).toEqual({
      format: "playcamp-gw/baseline@1",
      entries: [{ id: STALE_CHECK, reason: "fixed in 2.1", expires: "2090-01-01" }],
    });
  });

  it("leaves the file alone where the run is incomplete", async () => {
    const files = holding({ id: STALE_CHECK });
    const before = files.text(FILE);
    const run = await runRecorded(conformance(...update, "--fault", "webhook.refuses-everything"), {
      files,
    });
    expect(run.code).toBe(1);
    expect(run.err).toMatch(/known\.json was not updated: \d+ of \d+ checks/);
    expect(files.text(FILE)).toBe(before);
  });

  it("says so where the file cannot be written", async () => {
    const files = memoryFiles({}, [FILE]);
    const run = await runRecorded(conformance(...update), { files });
    // Requests have left, so that this is no matter of the call alone.
    expect(run.code).toBe(3);
    expect(run.err).toContain("file_unwritable");
    expect(statusOf(run.out, STALE_CHECK)).toBe("pass");
  });
});
