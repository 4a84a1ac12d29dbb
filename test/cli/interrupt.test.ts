/** A run that is stopped: every report is written, nothing unjudged is green, exit 130. */
import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { REPORT_FORMAT_IDS } from "../../src/reports/formats/index.js";
import { HERE, interruptAfter, memoryFiles, runRecorded } from "./recording-world.js";

const FILES = REPORT_FORMAT_IDS.map((id) => `${id}.out`);
const REPORTERS = REPORT_FORMAT_IDS.flatMap((id) => ["--reporter", `${id}=${id}.out`]);

async function interrupted(requests: number, ...words: string[]) {
  const files = memoryFiles();
  const run = await runRecorded(
    [...["conformance", "webhook", "--sandbox", "--concurrency", "2"], ...REPORTERS, ...words],
    { files, ...interruptAfter(requests) },
  );
  const report = JSON.parse(files.text(`${HERE}/json.out`) ?? "") as ConformanceReport;
  return { run, report, files };
}

describe("an interrupted run", () => {
  it.for([1, 7, 20])("after %d requests exits 130", async (requests) => {
    const { run, report, files } = await interrupted(requests);
    expect(run.code).toBe(130);
    expect(report.interrupted).toBe(true);
    expect(report.summary.verdict).toBe("incomplete");
    for (const file of FILES) expect(files.text(`${HERE}/${file}`)).toBeTruthy();
    const unrun = report.checks.filter(({ status }) => status === "blocked");
    expect(unrun.length).toBeGreaterThan(0);
    for (const { message } of unrun) expect(message).toContain("interrupted");
    const others = report.checks.filter(({ status }) => status !== "blocked");
    expect(others.length).toBeLessThanOrEqual(requests);
    expect(new Set(others.map(({ status }) => status))).not.toContain("error");
  });

  it("says at once that it is stopping, and names no cause that nobody can mend", async () => {
    const { run, report, files } = await interrupted(7);
    expect(run.err).toContain("stopping: what is under way ends first, then the report comes");
    expect(report.diagnosis).toBeUndefined();
    expect(files.text(`${HERE}/table.out`)).not.toContain("Mend this first");
  });

  it("has a result for every planned check", async () => {
    const { report } = await interrupted(3);
    const whole = await runRecorded([
      ...["conformance", "webhook", "--sandbox", "--list", "--json"],
    ]);
    const { checks } = JSON.parse(whole.out) as {
      checks: readonly { id: string }[];
    };
    expect(report.checks.map(({ id }) => id).sort()).toEqual(checks.map(({ id }) => id).sort());
  });

  it("is 130 even where something had failed", async () => {
    const { run, report } = await interrupted(400, "--fault", "webhook.accepts-bad-signature");
    expect(report.summary.fail).toBeGreaterThan(0);
    expect(run.code).toBe(130);
  });

  it("sends nothing where it was stopped before it began", async () => {
    const stop = new AbortController();
    stop.abort();
    const run = await runRecorded(["conformance", "webhook", "--sandbox", "--json"], {
      signal: stop.signal,
    });
    expect(run.code).toBe(130);
    const { checks } = JSON.parse(run.out) as ConformanceReport;
    expect(new Set(checks.map(({ status }) => status))).toEqual(new Set(["blocked"]));
    expect(checks.flatMap(({ evidence }) => evidence)).toEqual([]);
  });

  it("draws no baseline", async () => {
    const files = memoryFiles();
    const run = await runRecorded(
      [
        ...["conformance", "--sandbox", "--json"],
        ...["--baseline", "known.json", "--update-baseline"],
      ],
      { files, ...interruptAfter(5) },
    );
    expect(run.code).toBe(130);
    expect(run.err).toContain("was not updated: the run was interrupted");
    expect(files.text(`${HERE}/known.json`)).toBeUndefined();
  });
});
