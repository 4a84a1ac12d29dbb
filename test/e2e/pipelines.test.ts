/** The scripts of the pipeline files, run in order as their CI systems would: the shards, then the verdict. */
import { once } from "node:events";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderPipeline } from "../../src/cli/commands/setup/pipelines/index.js";
import { PIPELINE_KINDS } from "../../src/cli/commands/setup/pipelines/pipeline.js";
import type { ConformanceReport } from "../../src/core/report.js";
import { SANDBOX_SECRETS } from "../../src/tasks/sandbox/index.js";
import { type PipelineJobs, readPipeline, type Script } from "../cli/pipelines/read-pipeline.js";
import { fakeNpx } from "./fake-npx.js";
import { type Ended, emptyFolder, ROOT, startProcess, startProgram } from "./run-program.js";

const SHARDS = ["1", "2"];
const SECRETS = {
  SANDBOX_ENTRY_KEY: SANDBOX_SECRETS["SANDBOX_ENTRY_KEY"] ?? "",
};

/** Its shells are POSIX's, as the machines are that these files ask for. */
describe.skipIf(process.platform === "win32")("the pipeline", () => {
  it.for(
    PIPELINE_KINDS.flatMap((kind) => [
      [kind, "conforms", [], 0, "conformant"] as const,
      [kind, "does not", ["entry.skips-signature"], 1, "nonconformant"] as const,
    ]),
  )("of %s, where the target %s", async ([kind, , faults, code, verdict]) => {
    const world = await openWorld(faults);
    const { text } = renderPipeline(kind, {
      profilePath: "profiles/acme.json",
      environment: null,
      shards: SHARDS.length,
      version: await ownVersion(),
      packageSpec: "./playcamp-gw.tgz",
      secretVariables: Object.keys(SECRETS),
    });
    const jobs = readPipeline(kind, text, SECRETS);
    const { shards, merged, folder } = await runJobs(jobs, world);
    expect(shards.map((shard) => [shard.code, shard.err])).toEqual(
      SHARDS.map(() => [0, expect.stringContaining("wrote ")]),
    );
    expect([merged.code, merged.err]).toEqual([code, expect.stringContaining("report.html")]);
    const report = JSON.parse(
      await readFile(join(folder, "playcamp-reports/report.json"), "utf8"),
    ) as ConformanceReport;
    expect(report.summary.verdict).toBe(verdict);
    expect(report.shard).toBeNull();
  });

  it("stops at a shard that could not run, with its exit code", async () => {
    const world = await openWorld([]);
    const { text } = renderPipeline("gitlab", {
      profilePath: "profiles/acme.json",
      environment: null,
      shards: SHARDS.length,
      version: await ownVersion(),
      packageSpec: "./playcamp-gw.tgz",
      secretVariables: Object.keys(SECRETS),
    });
    const { shards, merged } = await runJobs(readPipeline("gitlab", text, {}), world);
    expect(shards.map((shard) => shard.code)).toEqual([2, 2]);
    expect(shards[0]?.err).toContain("SANDBOX_ENTRY_KEY");
    expect([merged.code, merged.err]).toEqual([2, expect.stringContaining("shard-1.json")]);
  });
});

interface World {
  readonly profile: string;
  /** Folder in which `npx` is this program. */
  readonly bin: string;
}

/** The target runs apart from the pipeline, as a partner's staging does. */
async function openWorld(faults: readonly string[]): Promise<World> {
  const { child } = startProgram(
    ["sandbox", ...faults.flatMap((fault) => ["--fault", fault])],
    await emptyFolder(),
  );
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  const { profile } = JSON.parse(line.toString()) as {
    profile: Record<string, unknown>;
  };
  const { partner, entry } = profile;
  return { profile: JSON.stringify({ partner, entry }), bin: await fakeNpx("./playcamp-gw.tgz") };
}

async function runJobs(
  { shard, verdict }: PipelineJobs,
  { profile, bin }: World,
): Promise<{
  readonly shards: readonly Ended[];
  readonly merged: Ended;
  readonly folder: string;
}> {
  const folder = await emptyFolder();
  const shards: Ended[] = [];
  for (const number of SHARDS) {
    const machine = await emptyFolder();
    await mkdir(join(machine, "profiles"));
    await writeFile(join(machine, "profiles/acme.json"), profile);
    shards.push(await runScript(shard(number), machine, bin));
    // What the CI system's artifacts do; a job that failed may have left none.
    await cp(join(machine, "playcamp-reports"), join(folder, "playcamp-reports"), {
      recursive: true,
    }).catch(() => undefined);
  }
  return { shards, merged: await runScript(verdict, folder, bin), folder };
}

function runScript(script: Script, cwd: string, bin: string): Promise<Ended> {
  const path = `${bin}:${process.env["PATH"] ?? ""}`;
  return startProcess("sh", ["-e", "-c", script.text], cwd, {
    ...script.env,
    PATH: path,
  }).ended;
}

async function ownVersion(): Promise<string> {
  const text = await readFile(join(ROOT, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
