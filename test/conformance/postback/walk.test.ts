/** A walk that fails is sent again in parts to make it short, but not for ever. */
import { expect, it, onTestFinished } from "vitest";
import { LATE_MS } from "../../../src/conformance/late.js";
import type { ConformanceReport } from "../../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "../../cli/recording-world.js";
import { openApp } from "../../contract/strangers/postback/app.js";
import { createFakeClock } from "../../fake-clock.js";

const CHECK = "postback.walk.every-step-as-modelled";

/** Of an app that knows a level again until somebody waits, so that each part must wait as well. */
async function shrunk(waitTakesMs: number) {
  const clock = createFakeClock(Date.now());
  const { env, profile, close } = await openApp({
    identity: ({ uid, gid, level }) =>
      [uid, gid, level, clock.sleeps.filter((ms) => ms === LATE_MS).length].join(),
  });
  onTestFinished(close);
  const { out, err } = await runRecorded(
    ["conformance", "postback", "--only", CHECK, "--seed", "1", "--run-id", "walk", "--json"],
    {
      env,
      files: memoryFiles({
        [`${HERE}/playcamp-gw.json`]: JSON.stringify({ partner: "acme", ...profile }),
      }),
      clock: {
        ...clock,
        sleep: (ms) => {
          clock.advance(waitTakesMs - ms);
          return clock.sleep(ms);
        },
      },
    },
  );
  if (out === "") throw new Error(err);
  const { checks } = JSON.parse(out) as ConformanceReport;
  const result = checks.find(({ id }) => id === CHECK);
  return { status: result?.status, steps: result?.evidence.length ?? 0, waits: clock.sleeps };
}

it("is made as short as it gets where waiting takes little time", async () => {
  expect(await shrunk(LATE_MS)).toMatchObject({ status: "fail", steps: 2 });
});

it("is shown as it is after half a minute", async () => {
  const { status, steps, waits } = await shrunk(20_000);
  expect(status).toBe("fail");
  expect(steps).toBeGreaterThan(2);
  // The walk's own wait, and those of the parts that began in time.
  expect(waits).toEqual([LATE_MS, LATE_MS, LATE_MS]);
});
