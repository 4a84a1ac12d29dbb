/** The suite `client` against the sandbox's own game server: how many faults it tells, and what it says of one. */
import { expect, it } from "vitest";
import { clientSuite } from "../../../src/conformance/suites/client/index.js";
import { clientRole } from "../../../src/sandbox/roles/client/index.js";
import { judgeSandbox } from "../../contract/matrix.js";

it("has enough faulty callers to be proved by, and odd ones to leave in peace", () => {
  expect(clientRole.faults.length).toBeGreaterThanOrEqual(25);
  expect(clientRole.variants.length).toBeGreaterThanOrEqual(8);
  const killed = new Set(
    clientSuite.scenarios.flatMap(({ checks }) => checks.flatMap(({ kills }) => kills)),
  );
  expect(clientRole.faults.map(({ id }) => id).filter((id) => !killed.has(id))).toEqual([]);
});

it("has a verdict on each check where everything was played", async () => {
  const { report } = await judgeSandbox(["client"], []);
  const other = report.checks.filter(({ status }) => status !== "pass").map(({ id }) => id);
  // Optional, and the journey leaves it out here and there.
  expect(other).toEqual(["client.callbacks.used"]);
  for (const { evidence } of report.checks) expect(evidence.length).toBeLessThanOrEqual(8);
});

it("shows the trouble that was made, beside what the caller made of it", async () => {
  const { report } = await judgeSandbox(["client"], ["client.waits-for-ever"]);
  const check = report.checks.find(({ id }) => id === "client.timeouts.bounded");
  expect(check).toMatchObject({ status: "warn" });
  expect(check?.actual).toMatch(
    /^call \d+, GET payments\/user\/\{id\}: waited \d+ ms, to the end$/,
  );
  expect(check?.evidence[0]?.note).toBe("on purpose: not answered until long after");
});
