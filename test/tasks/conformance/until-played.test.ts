/** When listening ends. */
import { expect, it } from "vitest";
import { untilPlayed } from "../../../src/tasks/conformance/until-played.js";
import { createFakeClock } from "../../fake-clock.js";

const never = () => new Promise<void>(() => undefined);
const BOUNDS = { forMs: 1_000, idleMs: 100 };

/** Sleeps that end when the time has come that the test makes. */
function steered() {
  const clock = createFakeClock();
  const waiting: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    ...clock,
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        waiting.push({ atMs: clock.monotonicMs() + ms, wake });
      }),
    goTo: async (ms: number) => {
      clock.advance(ms - clock.monotonicMs());
      waiting.filter(({ atMs }) => atMs <= ms).forEach(({ wake }) => wake());
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it("ends after so long without a call, counted from the last one", async () => {
  const clock = steered();
  const ends: string[] = [];
  const calls = [90];
  const signal = new AbortController().signal;
  const lastCallMs = () => calls.at(-1) ?? null;
  void untilPlayed(BOUNDS, { clock, signal, asked: never, lastCallMs }).then((end) =>
    ends.push(end),
  );
  await clock.goTo(100);
  calls.push(150);
  await clock.goTo(190);
  expect(ends).toEqual([]);
  await clock.goTo(250);
  expect(ends).toEqual(["idle"]);
});

it("ends when the time is over, however busy it is", async () => {
  const clock = steered();
  const ends: string[] = [];
  const signal = new AbortController().signal;
  const lastCallMs = () => clock.monotonicMs();
  void untilPlayed(BOUNDS, { clock, signal, asked: never, lastCallMs }).then((end) =>
    ends.push(end),
  );
  await clock.goTo(500);
  expect(ends).toEqual([]);
  await clock.goTo(1_000);
  expect(ends).toEqual(["time"]);
});

it("ends when it is asked to, by a signal or otherwise, and lets go of whoever is asked", async () => {
  const clock = steered();
  const stop = new AbortController();
  const overs: AbortSignal[] = [];
  const ended = untilPlayed(BOUNDS, {
    ...{ clock, signal: stop.signal, lastCallMs: () => null },
    asked: (over) => {
      overs.push(over);
      return never();
    },
  });
  stop.abort();
  expect(await ended).toBe("asked");
  expect(overs[0]?.aborted).toBe(true);
  const asked = () => Promise.resolve();
  const signal = new AbortController().signal;
  expect(await untilPlayed(BOUNDS, { clock, signal, asked, lastCallMs: () => null })).toBe("asked");
});
