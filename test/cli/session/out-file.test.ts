/** `--out` takes the place of nothing that a call needs. */
import { expect, it } from "vitest";
import { createWorld, errorOf } from "../world.js";

const PROFILE = {
  partner: "acme",
  webhook: { url: "http://127.0.0.1:1/hook", secret: { env: "HOOK_SECRET" } },
};
const DOT_ENV = "HOOK_SECRET=hook-secret-4711\n";
const PLAN = {
  version: 1,
  webhook: { mix: [{ events: ["sponsor.created"] }] },
  stages: [{ rate: 50, count: 2 }],
};
const RANGE = ["--from", "2026-01-05", "--to", "2026-01-06"];

it.each([
  [["plan", "run", "load.json"], "playcamp-gw.json"],
  [["plan", "run", "load.json"], ".env"],
  [["plan", "run", "load.json", "--sandbox"], "../acme/playcamp-gw.json"],
  [["plan", "run", "load.json", "--profile", "other.json"], "other.json"],
  [["plan", "merge", "load.json"], "playcamp-gw.json"],
  [["sync-payments", ...RANGE, "--sandbox"], "playcamp-gw.json"],
  [["push-payments", "-", "--sandbox"], "playcamp-gw.json"],
  [["reconcile-payments", "--month", "2026-01", "--sandbox"], "playcamp-gw.json"],
  [["deliveries", "export", "1", "--format", "curl"], "playcamp-gw.json"],
  [["profile", "schema"], "playcamp-gw.json"],
  [["profile", "export", "other.json", "--force"], "other.json"],
])("%j --out %s writes nothing there", async (argv, out) => {
  const files = {
    "acme/playcamp-gw.json": JSON.stringify(PROFILE),
    "acme/other.json": JSON.stringify(PROFILE),
    "acme/.env": DOT_ENV,
    "acme/load.json": JSON.stringify(PLAN),
  };
  const world = await createWorld({ files });
  const run = await world.run([...argv, "--out", out, "--json"], { cwd: `${world.folder}/acme` });
  expect([run.code, run.out, errorOf(run).code]).toEqual([2, "", "usage"]);
  expect(errorOf(run).message).toContain("would take the place of");
  for (const [path, text] of Object.entries(files)) expect(await world.read(path)).toBe(text);
});

it("is any other file", async () => {
  const world = await createWorld({ profile: PROFILE });
  expect((await world.run(["profile", "schema", "--out", "schema.json"])).code).toBe(0);
  expect(await world.read("schema.json")).toContain("$schema");
});
