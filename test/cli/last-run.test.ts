/** What one run leaves for the next call: its first failure, and the suites that make it whole. */
import { expect, it } from "vitest";
import { openTarget } from "./open-target.js";
import { createWorld } from "./world.js";

async function worldWithTarget() {
  const webhook = { url: await openTarget(), secret: { env: "HOOK" } };
  const entry = { url: "http://127.0.0.1:1/{partner}", key: { env: "HOOK" } };
  return createWorld({
    profile: { partner: "acme", webhook },
    files: { "both.json": JSON.stringify({ partner: "acme", webhook, entry }) },
    env: { HOOK: "hook-secret-4711" },
  });
}

it("explain last names what failed first, and says where nothing is known", async () => {
  const world = await worldWithTarget();
  const none = await world.run(["explain", "last"]);
  expect([none.code, none.err]).toEqual([2, expect.stringContaining("no run is known")]);
  const only = (id: string) => world.run(["conformance", "webhook", "--only", id]);
  await only("webhook.signature.missing-refused");
  const explained = await world.run(["explain", "last"]);
  expect(explained.out).toContain("webhook.signature.missing-refused (MUST)");
  await only("webhook.signature.right-accepted");
  expect((await world.run(["explain", "last"])).err).toContain("everything met");
});

it("explain last names what could not run, and no run before the last", async () => {
  const world = await worldWithTarget();
  const id = "webhook.signature.right-accepted";
  const dead = ["--to", "http://127.0.0.1:1/hook", "--secret-env", "HOOK"];
  const blocked = await world.run(["conformance", "webhook", "--only", id, ...dead]);
  expect(blocked.code).toBe(3);
  expect((await world.run(["explain", "last"])).out).toContain(`${id} (MUST)`);
  await world.run(["conformance", "webhook", "--only", id, "--no-journal"]);
  const none = await world.run(["explain", "last"]);
  expect([none.code, none.err]).toEqual([2, expect.stringContaining("no run is known")]);
});

it("--update-baseline takes suites by name where they are all that there are", async () => {
  const world = await worldWithTarget();
  const update = ["conformance", "webhook", "--baseline", "known.json", "--update-baseline"];
  const written = await world.run(update);
  expect([written.code, written.err]).toEqual([1, expect.stringContaining("known.json")]);
  const refused = await world.run([...update, "--profile", "both.json"]);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("leaves out entry")]);
});
