/** `conformance`: exit codes, streams, reports and what may be relied on in them. */
import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { REPORT_FORMAT_IDS } from "../../src/reports/formats/index.js";
import { closedPort } from "../hostile-server.js";
import { createWorld } from "./world.js";

const ENTRY = ["conformance", "entry", "--sandbox"];
const reportOf = (out: string) => JSON.parse(out) as ConformanceReport;

describe("exit codes", () => {
  it.each<[string[], number, string]>([
    [[], 0, "conformant"],
    [["--fault", "entry.skips-signature"], 1, "nonconformant"],
    [["--fault", "entry.leaks-key"], 0, "conformant"],
    [["--fault", "entry.leaks-key", "--strict"], 1, "nonconformant"],
    [["--variant", "entry.relative-location", "--strict"], 0, "conformant"],
  ])("%j: %d", async (argv, code, verdict) => {
    const world = await createWorld();
    const run = await world.run([...ENTRY, ...argv, "--json"]);
    expect(run.code).toBe(code);
    expect(reportOf(run.out).summary.verdict).toBe(verdict);
    expect(run.err).toBe("");
  });

  it("3 when the target is down, quickly and with every check blocked", async () => {
    const world = await createWorld({
      profile: {
        partner: "acme",
        entry: {
          url: `http://127.0.0.1:${await closedPort()}/{partner}`,
          key: { env: "K" },
        },
      },
      env: { K: "key-4711" },
    });
    const startedAt = performance.now();
    const run = await world.run(["conformance", "--json"]);
    expect(run.code).toBe(3);
    const { summary } = reportOf(run.out);
    expect(summary.verdict).toBe("incomplete");
    expect(summary.blocked + summary.na).toBe(summary.total);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});

describe("the report", () => {
  it("says what ran, against what, and how to run it again", async () => {
    const world = await createWorld();
    const run = await world.run([
      ...ENTRY,
      "--fault",
      "entry.skips-signature",
      "--seed",
      "7",
      "--run-id",
      "ci-1",
      "--only",
      "entry.key.*",
      "--json",
    ]);
    const report = reportOf(run.out);
    expect(report).toMatchObject({
      format: "playcamp-gw/conformance@1",
      tool: { name: "playcamp-gw", version: "1.2.3" },
      seed: 7,
      runId: "ci-1",
      shard: null,
      filters: {
        suites: ["entry"],
        only: ["entry.key.*"],
        skip: [],
        level: null,
      },
      strict: false,
      interrupted: false,
    });
    expect(report.target["entry"]).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/gateway\/api\/sandbox\/sponsor$/,
    );
    const failed = report.checks.find(({ status }) => status === "fail");
    expect(failed?.reproduce).toBe(
      "playcamp-gw conformance entry --only entry.key.wrong-refused --seed 7 --sandbox --fault entry.skips-signature",
    );
    expect(failed?.evidence.length).toBeGreaterThan(0);
    const again = await world.run([...(failed?.reproduce ?? "").split(" ").slice(1), "--json"]);
    expect(again.code).toBe(1);
    expect(reportOf(again.out).checks.map(({ id, status }) => [id, status])).toEqual([
      [failed?.id, "fail"],
    ]);
  });

  it("is the same twice over, but for times, ports and identifiers", async () => {
    const world = await createWorld();
    const stable = ({ checks }: ConformanceReport) =>
      checks.map(({ id, status, message, scenario, level }) => [
        id,
        status,
        message,
        scenario,
        level,
      ]);
    const [one, two] = [
      await world.run([...ENTRY, "--json"]),
      await world.run([...ENTRY, "--json", "--concurrency", "1"]),
    ];
    expect(stable(reportOf(one.out))).toEqual(stable(reportOf(two.out)));
    expect(reportOf(one.out).runId).not.toBe(reportOf(two.out).runId);
  });

  it("comes in shards that make up the whole", async () => {
    const world = await createWorld();
    const idsOf = async (...argv: string[]) =>
      reportOf((await world.run([...ENTRY, "--json", ...argv])).out).checks.map(({ id }) => id);
    const parts = [
      await idsOf("--shard", "1/3"),
      await idsOf("--shard", "2/3"),
      await idsOf("--shard", "3/3"),
    ];
    expect(parts.flat().sort()).toEqual((await idsOf()).sort());
  });

  it("with nothing in a shard is incomplete, and says whose verdict counts", async () => {
    const world = await createWorld();
    const one = [...ENTRY, "--only", "entry.valid.redirects"];
    const runs = [
      await world.run([...one, "--json", "--shard", "1/2"]),
      await world.run([...one, "--json", "--shard", "2/2"]),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 3]);
    const empty = reportOf(runs[1]?.out ?? "");
    expect(empty).toMatchObject({
      shard: { index: 2, count: 2 },
      plan: reportOf(runs[0]?.out ?? "").plan,
      summary: { total: 0, verdict: "incomplete" },
      checks: [],
    });
    expect(runs[1]?.err).toContain(
      "nothing was judged in shard 2/2, which holds no check that applies; merge-reports gives the verdict",
    );
  });

  it("is written by every reporter, to files and to stdout", async () => {
    const world = await createWorld();
    const files = REPORT_FORMAT_IDS.filter((id) => id !== "table").flatMap((id) => [
      "--reporter",
      `${id}=out/${id}`,
    ]);
    const run = await world.run([...ENTRY, ...files, "--reporter", "table"]);
    expect(run.code).toBe(0);
    expect(run.out).toContain("CONFORMANT");
    for (const id of REPORT_FORMAT_IDS.filter((each) => each !== "table")) {
      expect(await world.read(`out/${id}`)).not.toBe("");
      expect(run.err).toContain(`out/${id}`);
    }
    expect(reportOf(await world.read("out/json")).summary.verdict).toBe("conformant");
  });
});

describe("--list", () => {
  it("sends nothing and prints ids, levels and titles", async () => {
    const world = await createWorld();
    const run = await world.run([...ENTRY, "--list", "--only", "entry.valid.redirects"], {
      openHttp: () => Promise.reject(new Error("opened")),
    });
    expect(run.code).toBe(0);
    expect(run.err).toMatch(/^at most \d+ requests, no money moves\n$/);
    expect(run.out).toMatch(
      /^entry\.valid\.redirects +MUST +a right entry is answered 302 with a Location\n$/,
    );
    const json = JSON.parse((await world.run([...ENTRY, "--list", "--json"])).out) as {
      total: number;
      checks: unknown[];
    };
    expect(json.checks).toHaveLength(json.total);
  });
});

describe("--coverage", () => {
  it("tells every requirement and who judges it, without a profile", async () => {
    const world = await createWorld({ profile: null });
    const text = await world.run(["conformance", "--coverage"]);
    expect([text.code, text.err]).toEqual([0, ""]);
    expect(text.out).toMatch(/^requirement set 2026-12: \d+ requirements, \d+ judged by checks\n/);
    expect(text.out).toContain("\n    not judged: ");
    const json = JSON.parse((await world.run(["conformance", "--coverage", "--json"])).out) as {
      total: number;
      requirements: { id: string; checks: string[]; unjudged: string | null }[];
    };
    expect(json.requirements).toHaveLength(json.total);
    for (const { id, checks, unjudged } of json.requirements)
      expect([id, checks.length > 0]).toEqual([id, unjudged === null]);
  });
});

describe("--requirements", () => {
  it("is what the report says it was judged by", async () => {
    const world = await createWorld();
    const run = await world.run([...ENTRY, "--requirements", "2026-12", "--json"]);
    expect(reportOf(run.out).requirementSet).toBe("2026-12");
  });

  it("is refused where this tool has no such set", async () => {
    const world = await createWorld();
    const run = await world.run([...ENTRY, "--requirements", "2020-01"]);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(run.err).toContain('there is no requirement set "2020-01"');
  });
});

describe("what is said beside the report", () => {
  it("is a counter on a terminal alone", async () => {
    const world = await createWorld({ terminal: { errIsTerminal: true } });
    expect((await world.run(ENTRY)).err).toMatch(/\r.*\d+\/\d+/);
    expect((await world.run([...ENTRY, "--quiet"])).err).toBe("");
    expect((await world.run([...ENTRY, "--json"])).err).toBe("");
  });

  it("tells first how much will be sent to others' machines", async () => {
    const world = await createWorld({
      profile: {
        partner: "acme",
        entry: { url: "http://gw.invalid/{partner}", key: { env: "K" } },
      },
      env: { K: "key-4711" },
    });
    const run = await world.run(["conformance"]);
    expect(run.err).toMatch(/^\d+ checks on gw\.invalid: at most \d+ requests, no money moves/);
    expect(run.code).toBe(3);
  });
});
