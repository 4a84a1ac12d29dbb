import { describe, expect, it } from "vitest";
import { SANDBOX_CONDITIONS } from "../../../src/sandbox/sandbox.js";
import { sandboxFor, type SandboxAtHand } from "../sandbox-for.js";
import { pollAll, pollOnce } from "./poll.js";

/** What eight polls in a row get: a status, or how the connection ended. */
async function eightPolls(at: SandboxAtHand): Promise<readonly (number | string)[]> {
  const seen: (number | string)[] = [];
  for (let number = 1; number <= 8; number += 1) {
    const { reply, failure } = await pollOnce(at);
    seen.push(reply === null ? failure.kind : reply.status);
  }
  return seen;
}

describe("conditions of the payment query", () => {
  it.each([
    ["payments.fails-every-third", [200, 200, 500, 200, 200, 500, 200, 200]],
    ["payments.throttles", [200, 200, 429, 429, 429, 200, 200, 200]],
    ["payments.resets", [200, 200, 200, "reset", 200, 200, 200, "reset"]],
    ["payments.cuts-replies", [200, 200, 200, 200, "reset", 200, 200, 200]],
  ])("%s", async (condition, wanted) => {
    expect(await eightPolls(await sandboxFor({}, [condition]))).toEqual(wanted);
  });

  it("payments.slow sleeps by the sandbox's clock", async () => {
    const at = await sandboxFor({}, ["payments.slow"]);
    await pollOnce(at);
    expect(at.clock.sleeps).toContain(800);
  });

  it("payments.poison-record spoils a few records, and no more", async () => {
    const at = await sandboxFor({ payments: 200 }, ["payments.poison-record"]);
    const { conversions } = await pollAll(at);
    const refused = conversions.filter(({ kind }) => kind === "refused");
    expect([conversions.length, refused.length]).toEqual([200, 4]);
  });

  it("payments.repeats-a-page is seen by the pager", async () => {
    const at = await sandboxFor({ payments: 2000 }, ["payments.repeats-a-page"]);
    const { ends } = await pollAll(at);
    expect(new Set(ends)).toEqual(new Set(["page-repeats"]));
  });

  it("are known to the sandbox beside faults and variants", () => {
    const ids = SANDBOX_CONDITIONS.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["payments.slow", "sdk-api.slow"]));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
