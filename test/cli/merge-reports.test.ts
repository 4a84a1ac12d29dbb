/** `merge-reports` on what `conformance --shard` really writes. */
import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "./recording-world.js";

async function shardFiles(...words: string[]) {
  const files = memoryFiles();
  for (const index of [1, 2, 3]) {
    await runRecorded(
      [
        ...["conformance", "webhook", "--sandbox", "--quiet", ...words],
        ...["--shard", `${index}/3`, "--reporter", `json=s${index}.json`],
      ],
      { files },
    );
  }
  return files;
}

const ALL = ["s1.json", "s2.json", "s3.json"];

describe("merge-reports", () => {
  it("gives the verdict and the checks of a run without shards", async () => {
    const files = await shardFiles();
    const merged = await runRecorded(["merge-reports", "s3.json", "s1.json", "s2.json", "--json"], {
      files,
    });
    const whole = await runRecorded([...["conformance", "webhook", "--sandbox", "--json"]]);
    expect(merged.code).toBe(0);
    const outcome = ({ out }: { out: string }) => {
      const report = JSON.parse(out) as ConformanceReport;
      return {
        plan: report.plan,
        shard: report.shard,
        summary: report.summary,
        checks: report.checks.map(({ id, status }) => [id, status]),
      };
    };
    expect(outcome(merged)).toEqual(outcome(whole));
  });

  it("is red when a shard was, and writes every report asked for", async () => {
    const files = await shardFiles("--fault", "webhook.accepts-stale");
    const run = await runRecorded(["merge-reports", ...ALL, "--reporter", "junit=out.xml"], {
      files,
    });
    expect(run.code).toBe(1);
    expect(run.out).toContain("webhook.signature.stale-refused");
    expect(files.text(`${HERE}/out.xml`)).toContain("<testsuites");
  });

  it("ends as an incomplete run would", async () => {
    const files = await shardFiles();
    const report = JSON.parse(files.text(`${HERE}/s1.json`) ?? "") as ConformanceReport;
    const [first, ...rest] = report.checks;
    const blocked = {
      ...report,
      checks: [{ ...first, status: "blocked", message: "down" }, ...rest],
    };
    await files.writeWhole(`${HERE}/s1.json`, JSON.stringify(blocked));
    const run = await runRecorded(["merge-reports", ...ALL], { files });
    expect(run.code).toBe(3);
  });

  it.for<[string, string[], string, string]>([
    ["no file that is there", ["gone.json"], "report_not_found", "gone.json"],
    ["no report", ["other.json"], "report_invalid", "other.json"],
    ["a missing shard", ["s1.json", "s3.json"], "merge_shard_missing", "2/3"],
    ["a doubled shard", [...ALL, "s2.json"], "merge_shard_doubled", "s2.json and s2.json"],
    ["an unknown format", [...ALL, "--reporter", "junitt"], "flag_invalid", "junitt"],
    ["nothing at all", [], "usage", "file"],
  ])("refuses %s", async ([, words, code, part]) => {
    const files = await shardFiles("--only", "webhook.signature.*");
    await files.writeWhole(`${HERE}/other.json`, '{"name":"other"}');
    const run = await runRecorded(["merge-reports", ...words, "--json"], {
      files,
    });
    expect(run.code).toBe(2);
    expect(run.out).toBe("");
    const { error } = JSON.parse(run.err) as {
      error: { code: string; message: string };
    };
    expect(error.code).toBe(code);
    expect(error.message).toContain(part);
  });
});
