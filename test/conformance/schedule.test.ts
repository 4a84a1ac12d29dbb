import { expect, it } from "vitest";
import { planRun } from "../../src/conformance/plan.js";
import { runInTurn } from "../../src/conformance/schedule.js";
import { check, EVERYTHING, type FakeScenario, fakeSuite } from "./fake-suite.js";

function named(id: string, over: Partial<FakeScenario> = {}): FakeScenario {
  const run = () => Promise.reject(new Error(`${id} was run by itself`));
  return { id, checks: [check(`${id}.check`)], requests: 1, run, ...over };
}

/** What started by the time nothing more can start, before and after `until` ended. */
async function startedAround(
  suites: Readonly<Record<string, readonly FakeScenario[]>>,
  until: string,
): Promise<{ before: readonly string[]; after: readonly string[] }> {
  const { scenarios } = planRun(
    Object.entries(suites).map(([id, each]) => fakeSuite(each, id)),
    EVERYTHING,
  );
  const started: string[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const ran = runInTurn(
    scenarios,
    { concurrency: 4, controls: new Set(["control.check"]) },
    async ({ scenario: { id } }) => {
      started.push(id);
      if (id === until) await held;
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  const before = [...started];
  release();
  await ran;
  return { before, after: started.slice(before.length) };
}

it("a suite waits for its own control, and for that of no other", async () => {
  const { before, after } = await startedAround(
    { one: [named("a"), named("control"), named("b")], two: [named("c"), named("d")] },
    "control",
  );
  expect(before).toEqual(["control", "c", "d"]);
  expect(after).toEqual(["a", "b"]);
});

const waits = (...ids: readonly string[]) => ids.map((id) => named(id, { patient: true }));

it("what mostly waits leaves half of the places to other suites, and none to its own", async () => {
  const { before } = await startedAround(
    { one: [named("a"), ...waits("held", "w2", "w3")], two: [named("b"), named("c")] },
    "held",
  );
  expect(before.slice(0, 4)).toEqual(["held", "w2", "b", "c"]);
  expect(before.indexOf("w3")).toBeLessThan(before.indexOf("a"));
});

it("what holds two resources comes before what mostly waits", async () => {
  const { before } = await startedAround(
    {
      one: [
        named("a", { exclusive: "x" }),
        named("waits", { patient: true, exclusive: "x" }),
        named("held", { exclusive: "x", alsoHolds: "y" }),
      ],
    },
    "held",
  );
  expect(before).toEqual(["held"]);
});

it("what mostly waits takes every place where no other suite wants one", async () => {
  const { before } = await startedAround(
    { one: [named("a"), ...waits("held", "w2", "w3", "w4")] },
    "held",
  );
  expect(before).toEqual(["held", "w2", "w3", "w4", "a"]);
});

it("bursts wait for every suite, controls too", async () => {
  const { before, after } = await startedAround(
    {
      one: [named("control"), named("a")],
      two: [named("burst", { alone: true }), named("all", { last: true }), named("b")],
    },
    "control",
  );
  expect(before).toEqual(["control", "b"]);
  expect(after).toEqual(["a", "burst", "all"]);
});

it("no suite's first check waits for what other suites have to do", async () => {
  const { before } = await startedAround(
    {
      one: ["a", "b", "c", "held", "d"].map((id) => named(id)),
      two: [...waits("w1", "w2"), named("control")],
    },
    "held",
  );
  expect(before.slice(0, 2)).toEqual(["control", "a"]);
  expect(before.indexOf("w1")).toBeLessThan(before.indexOf("d"));
});

it("bursts come one after the other, but that one starts while another only waits", async () => {
  const { scenarios } = planRun(
    [fakeSuite([named("x", { alone: true }), named("y", { alone: true })], "one")],
    EVERYTHING,
  );
  const seen: string[] = [];
  let wake: () => void = () => undefined;
  const asleep = new Promise<void>((resolve) => (wake = resolve));
  await runInTurn(
    scenarios,
    { concurrency: 4, controls: new Set() },
    async ({ scenario: { id } }, turn) => {
      seen.push(`${id} sends`);
      if (id === "x") await turn.aside(() => asleep);
      else {
        // The other's wait is over while this one sends.
        wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      seen.push(`${id} ends`);
    },
  );
  expect(seen).toEqual(["x sends", "y sends", "y ends", "x ends"]);
});

it("a burst may wait for several things at once", async () => {
  const { scenarios } = planRun(
    [fakeSuite([named("x", { alone: true }), named("y", { alone: true })], "one")],
    EVERYTHING,
  );
  const seen: string[] = [];
  const turns = async (count: number) => {
    for (let at = 0; at < count; at += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await runInTurn(
    scenarios,
    { concurrency: 4, controls: new Set() },
    async ({ scenario: { id } }, turn) => {
      // The second of the last two falls asleep while the first one takes the turn again.
      await Promise.all([1, 3].map((count) => turn.aside(() => turns(count))));
      const first = turn.aside(() => turns(1));
      await turns(1);
      await Promise.all([first, turn.aside(() => turns(2))]);
      seen.push(id);
    },
  );
  expect(seen.toSorted()).toEqual(["x", "y"]);
});
