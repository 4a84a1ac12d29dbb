import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costOf, matchesGlob, planRun, type Selection } from "../../src/conformance/plan.js";
import { UserError } from "../../src/core/errors.js";
import { check, EVERYTHING, type FakeScenario, fakeSuite, scenario } from "./fake-suite.js";

const nothing = async () => undefined;
const SUITE = fakeSuite([
  scenario("a", nothing, {
    checks: [check("fake.a.one"), check("fake.a.two", "SHOULD")],
    requests: 2,
  }),
  scenario("b", nothing, {
    checks: [check("fake.b.one", "MAY")],
    requests: 3,
    stakeMillis: 500,
  }),
  scenario("c", nothing, { checks: [check("fake.c.[odd]+")] }),
]);

const plan = (selection: Partial<Selection> = {}) =>
  planRun([SUITE], { ...EVERYTHING, ...selection });
const ids = (selection: Partial<Selection> = {}) =>
  plan(selection).scenarios.flatMap(({ checks }) => checks.map(({ id }) => id));

function refusal(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("matchesGlob", () => {
  it.each([
    ["fake.a.one", "fake.a.one", true],
    ["fake.a.on", "fake.a.one", false],
    ["fake.*", "fake.a.one", true],
    ["*.one", "fake.a.one", true],
    ["f*e.*.o*", "fake.a.one", true],
    ["*", "", true],
    ["fake.a.one", "fakeXa.one", false],
    ["fake.c.[odd]+", "fake.c.[odd]+", true],
    ["", "x", false],
  ])("%s on %s: %s", (glob, text, matches) => {
    expect(matchesGlob(glob, text)).toBe(matches);
  });
});

describe("selection", () => {
  it.each<[Partial<Selection>, string[]]>([
    [{}, ["fake.a.one", "fake.a.two", "fake.b.one", "fake.c.[odd]+"]],
    [{ only: ["fake.a.*"] }, ["fake.a.one", "fake.a.two"]],
    [{ only: ["*.one", "fake.c.*"] }, ["fake.a.one", "fake.b.one", "fake.c.[odd]+"]],
    [{ skip: ["fake.a.*"] }, ["fake.b.one", "fake.c.[odd]+"]],
    [{ only: ["*.one"], skip: ["fake.b.one"] }, ["fake.a.one"]],
    [{ level: "MUST" }, ["fake.a.one", "fake.c.[odd]+"]],
    [{ level: "SHOULD" }, ["fake.a.one", "fake.a.two", "fake.c.[odd]+"]],
    [{ level: "MAY" }, ["fake.a.one", "fake.a.two", "fake.b.one", "fake.c.[odd]+"]],
  ])("%j", (selection, expected) => {
    expect(ids(selection)).toEqual(expected);
  });

  it.each<[Partial<Selection>, string, RegExp]>([
    [{ only: ["fake.a.onne"] }, "unknown_check", /Did you mean "fake\.a\.one"\?/],
    [{ skip: ["fake.a.onne"] }, "unknown_check", /Did you mean/],
    [{ only: ["wallet.*"] }, "nothing_selected", /--list/],
    [{ only: ["fake.a.one"], skip: ["fake.a.*"] }, "nothing_selected", /globs/],
    [{ only: ["fake.b.one"], level: "MUST" }, "nothing_selected", /globs/],
  ])("%j is refused as %s", (selection, code, hint) => {
    const error = refusal(() => plan(selection));
    expect(error.code).toBe(code);
    expect(error.hint).toMatch(hint);
  });
});

it("the cost is that of whole scenarios, whatever is reported of them", () => {
  expect(costOf(plan())).toEqual({ requests: 6, stakeMillis: 500 });
  expect(costOf(plan({ only: ["fake.a.two"] }))).toEqual({
    requests: 2,
    stakeMillis: 0,
  });
});

describe("the hash", () => {
  it("is that of the selection, not of the shard", () => {
    expect(plan({ shard: { index: 1, count: 2 } }).hash).toBe(plan().hash);
    expect(plan({ skip: ["fake.b.one"] }).hash).not.toBe(plan().hash);
  });

  it("changes with a level", () => {
    const other = fakeSuite([scenario("a", nothing, { checks: [check("fake.a.one", "SHOULD")] })]);
    const same = fakeSuite([scenario("a", nothing, { checks: [check("fake.a.one", "MUST")] })]);
    expect(planRun([other], EVERYTHING).hash).not.toBe(planRun([same], EVERYTHING).hash);
  });
});

describe("shards", () => {
  const many = fakeSuite(
    Array.from({ length: 60 }, (_, nth): FakeScenario =>
      scenario(`s${nth}`, nothing, nth % 3 === 0 ? { exclusive: `player ${nth % 4}` } : {}),
    ),
  );

  it("are complete and disjoint, and keep what shares a resource together", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (count) => {
        const parts = Array.from({ length: count }, (_, nth) =>
          planRun([many], {
            ...EVERYTHING,
            shard: { index: nth + 1, count },
          }).scenarios.map(({ scenario: each }) => each),
        );
        const all = parts.flat().map(({ id }) => id);
        expect(all).toHaveLength(60);
        expect(new Set(all).size).toBe(60);
        for (let player = 0; player < 4; player += 1) {
          const homes = parts.filter((part) =>
            part.some(({ exclusive }) => exclusive === `player ${player}`),
          );
          expect(homes.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("share the work", () => {
    const sizes = [1, 2, 3].map(
      (index) => planRun([many], { ...EVERYTHING, shard: { index, count: 3 } }).scenarios.length,
    );
    expect(Math.min(...sizes)).toBeGreaterThan(8);
  });
});
