/** `explain`: everything about a check, and commands that really show it failing. */
import { describe, expect, it } from "vitest";
import type { CheckExplanation } from "../../src/conformance/explain.js";
import { SUITES } from "../../src/conformance/suites/index.js";
import type { ConformanceReport } from "../../src/core/report.js";
import { runRecorded } from "./recording-world.js";

const ID = "webhook.signature.stale-refused";

const CHECK_IDS = SUITES.flatMap(({ scenarios }) =>
  scenarios.flatMap(({ checks }) => checks.map(({ id }) => id)),
);

type Shown = Omit<CheckExplanation, "catches"> & {
  readonly catches: readonly { id: string; command: string }[];
};

async function shown(id: string): Promise<Shown> {
  const run = await runRecorded(["explain", id, "--json"]);
  expect(run.code).toBe(0);
  return JSON.parse(run.out) as Shown;
}

describe("explain", () => {
  it("says what is required, why, how to fix it, and where it is proved", async () => {
    const { code, out, err } = await runRecorded(["explain", ID]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`${ID} (MUST)`);
    for (const part of ["Clause", "Why", "Fix", "Scenario"])
      expect(out).toMatch(new RegExp(`^${part} +\\S`, "m"));
    expect(out).toContain(
      `playcamp-gw conformance webhook --sandbox --fault webhook.accepts-stale --only ${ID}\n`,
    );
  });

  it("names the checks that the same steps settle", async () => {
    const { scenario } = await shown("entry.valid.redirects");
    expect(scenario.siblings.map(({ id }) => id)).toContain("entry.key.never-shown");
  });

  it("knows every check there is", async () => {
    for (const id of CHECK_IDS) expect((await shown(id)).id).toBe(id);
  });

  it.for([ID, "entry.valid.redirects"])("gives commands that show %s failing", async (id) => {
    const { catches } = await shown(id);
    expect(catches.length).toBeGreaterThan(1);
    for (const { command } of catches) {
      const [, ...argv] = command.split(" ");
      const run = await runRecorded([...argv, "--json"]);
      expect(run.code).toBe(1);
      const { checks } = JSON.parse(run.out) as ConformanceReport;
      expect(checks).toMatchObject([{ id, status: "fail" }]);
    }
  });

  it("lists what matches a pattern", async () => {
    const text = await runRecorded(["explain", "webhook.signature.*"]);
    const wanted = CHECK_IDS.filter((id) => id.startsWith("webhook.signature."));
    expect(text.out.trim().split("\n")).toHaveLength(wanted.length);
    const { out } = await runRecorded(["explain", "webhook.*.stale-*", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ total: 1, checks: [{ id: ID }] });
  });

  it("takes the beginning of just one", async () => {
    const whole = await runRecorded(["explain", ID, "--json"]);
    expect(await runRecorded(["explain", ID.slice(0, -3), "--json"])).toEqual(whole);
  });

  it.for([
    ["webhook.signature.stale-refusing", ID],
    ["webhook.stale-refused", ID],
    ["stale", ID],
    ["webhook", "explain 'webhook.*'"],
    ["entry.valid.*x", "entry.valid.redirects"],
    ["qqqqqqqqqqqq", "explain '*'"],
  ])("refuses %s and suggests %s", async ([typed, suggestion]) => {
    const run = await runRecorded(["explain", typed ?? "", "--json"]);
    expect(run.code).toBe(2);
    const { error } = JSON.parse(run.err) as {
      error: { code: string; hint: string };
    };
    expect(error.code).toBe("unknown_check");
    expect(error.hint).toContain(suggestion);
  });
});
