/** The composite action's script, run as it is written, with the inputs that a workflow gives. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SANDBOX_SECRETS } from "../../src/tasks/sandbox/index.js";
import { fakeNpx } from "./fake-npx.js";
import { emptyFolder, ROOT, startProcess, startProgram } from "./run-program.js";

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: {
    readonly steps: readonly {
      readonly run?: string;
      readonly env?: Readonly<Record<string, string>>;
    }[];
  };
}

const action = parse(await readFile(join(ROOT, ".github/action/action.yml"), "utf8")) as Action;

/** Runs the step that judges, in a folder with a profile of a sandbox. */
async function judge(inputs: Readonly<Record<string, string>>, faults: readonly string[] = []) {
  const { child } = startProgram(
    ["sandbox", ...faults.flatMap((fault) => ["--fault", fault])],
    await emptyFolder(),
  );
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  const { partner, entry } = (JSON.parse(line.toString()) as { profile: Record<string, unknown> })
    .profile;
  const folder = await emptyFolder();
  await writeFile(join(folder, "playcamp-gw.json"), JSON.stringify({ partner, entry }));
  const bin = await fakeNpx("./own.tgz");
  const [step] = action.runs.steps;
  const given = (name: string) => inputs[name] ?? action.inputs[name]?.default ?? "";
  const env = Object.entries(step?.env ?? {}).map(([name, value]) => [
    name,
    value.replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => given(input)),
  ]);
  const ended = await startProcess(
    "bash",
    ["-e", "-o", "pipefail", "-c", step?.run ?? ""],
    folder,
    {
      ...(Object.fromEntries(env) as Record<string, string>),
      SANDBOX_ENTRY_KEY: SANDBOX_SECRETS["SANDBOX_ENTRY_KEY"] ?? "",
      GITHUB_OUTPUT: join(folder, "output.txt"),
      GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
      PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    },
  ).ended;
  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => "");
  return { ...ended, read };
}

describe.skipIf(process.platform === "win32")("the GitHub action", () => {
  it("judges, leaves its reports and a summary, and tells the verdict", async () => {
    const { code, err, read } = await judge({ package: "./own.tgz", suites: "entry" });
    expect([code, err]).toEqual([0, expect.stringContaining("report.html")]);
    expect(await read("output.txt")).toBe("verdict=conformant\n");
    expect(await read("summary.md")).toContain("entry");
    expect(JSON.parse(await read("playcamp-reports/report.json"))).toMatchObject({
      summary: { verdict: "conformant" },
    });
    expect(await read("playcamp-reports/junit.xml")).toContain("<testsuite");
  });

  it("ends with the exit code of a target that does not conform", async () => {
    const { code, read } = await judge({ package: "./own.tgz" }, ["entry.skips-signature"]);
    expect(code).toBe(1);
    expect(await read("output.txt")).toBe("verdict=nonconformant\n");
  });

  it("takes no input for code", async () => {
    const { code, err, read } = await judge({
      package: "./own.tgz",
      suites: "entry $(touch here) ; touch there",
    });
    expect([code, err]).toEqual([2, expect.stringContaining("$(touch")]);
    expect(await read("output.txt")).toBe("verdict=incomplete\n");
  });
});
