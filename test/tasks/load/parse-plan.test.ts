import ajv from "ajv";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import { parsePlan, renderShardFile } from "../../../src/tasks/load/parse-plan.js";
import { loadPlanHash } from "../../../src/tasks/load/plan.js";
import { publishedPlanSchema } from "../../../src/tasks/load/plan-schema.js";

const WEBHOOK = { mix: [{ events: ["payment.created"] }] };
const WALLET = { mix: [{ stake: 100 }] };
const STAGE = { rate: 5, duration: "1s" };

function textOf(changes: object): string {
  return JSON.stringify({ version: 1, webhook: WEBHOOK, stages: [STAGE], ...changes });
}

function refusalOf(text: string): UserError {
  try {
    parsePlan(text, "load.json");
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const stage = (changes: object) => ({ stages: [{ ...STAGE, ...changes }] });
const wallet = (stages: readonly object[], more: object = {}) => ({
  webhook: undefined,
  wallet: { ...WALLET, ...more },
  stages,
});

describe("a plan is refused", () => {
  it.each([
    ["an unknown key", { seeds: 1 }, /seeds: unknown key "seeds"\. Did you mean "seed"\?/],
    ["another version", { version: 2 }, /version: found 2, allowed: 1/],
    ["a long name", { name: "x".repeat(201) }, /name: .*200/],
    ["no stage", { stages: [] }, /stages: .*at least 1/],
    ["nothing to send", { webhook: undefined }, /says nothing to send/],
    ["two kinds", { wallet: WALLET }, /holds both webhook and wallet/],
    [
      "an event that nobody sends",
      { webhook: { mix: [{ events: ["x"] }] } },
      /mix\[0\]\.events\[0\]/,
    ],
    ["no end", { stages: [{ rate: 5 }] }, /stages\[0\]: has no end/],
    ["two ends", stage({ count: 3 }), /has both duration and count/],
    ["no pace", { stages: [{ count: 3 }] }, /has no pace/],
    ["two paces", stage({ concurrency: 3 }), /has more than one pace/],
    ["half a ramp", { stages: [{ from: 1, duration: "1s" }] }, /is half a ramp/],
    ["a ramp by count", { stages: [{ from: 1, to: 2, count: 4 }] }, /is a ramp/],
    ["a rate of nothing", stage({ rate: 0 }), /sends nothing/],
    ["no time", stage({ duration: "0s" }), /lasts no time/],
    ["too fine a rate", stage({ rate: 0.0001 }), /at most three decimals/],
    ["no duration", stage({ duration: "soon" }), /a duration such as/],
    ["too much", stage({ rate: 1_000_000, duration: "2h" }), /at most 1000000000/],
    [
      "too many rounds",
      wallet([
        { rate: 5, count: 600_000 },
        { concurrency: 2, count: 400_001 },
      ]),
      /stages: play 1000001 rounds together, allowed: at most 1000000/,
    ],
    ["rounds without end", wallet([{ concurrency: 2, duration: "1s" }]), /for how much money/],
    ["a part that is none", { shard: { index: 3, count: 2 } }, /3 of 2 parts/],
  ])("with %s", (_, changes, message) => {
    const error = refusalOf(textOf(changes));
    expect(error.code).toBe("plan_invalid");
    expect(error.message).toMatch(/^load\.json: /);
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBe("");
  });

  it("when it is no JSON, with the place", () => {
    const error = refusalOf('{ "version": 1,\n  stages }');
    expect([error.code, error.message]).toEqual([
      "plan_not_json",
      expect.stringMatching(/^load\.json:2:3 is not JSON/),
    ]);
  });

  it.each([
    [{ stages: [{ concurrency: 2, count: 9 }], shard: { index: 1, count: 3 } }, /2 at a time/],
    [
      { ...wallet([STAGE], { accounts: 2 }), shard: { index: 1, count: 3 } },
      /2 accounts play, and 3 parts/,
    ],
    [
      { stages: [{ rate: 5, count: 2 }], shard: { index: 1, count: 3 } },
      /part 3 of 3 would have nothing to send/,
    ],
    [
      {
        ...wallet([{ rate: 5, count: 2 }], { accounts: 3 }),
        shard: { index: 1, count: 3 },
      },
      /part 3 of 3 would have nothing to play/,
    ],
  ])("as a part where it cannot be split: %j", (changes, message) => {
    const error = refusalOf(textOf(changes));
    expect(error.code).toBe("plan_unsplittable");
    expect(error.message).toMatch(message);
  });
});

describe("a plan", () => {
  it("is split where a later stage has something for each part", () => {
    const stages = [
      { rate: 5, count: 1 },
      { rate: 5, count: 2 },
    ];
    expect(parsePlan(textOf({ stages, shard: { index: 1, count: 3 } }), "f").shard?.count).toBe(3);
  });

  it("has defaults", () => {
    expect(parsePlan(textOf({}), "f").plan).toMatchObject({
      name: "load",
      seed: 1,
      maxInFlight: 64,
      stages: [{ name: "stage 1", kind: "paced", fromMilliRate: 5_000, toMilliRate: 5_000 }],
      part: { kind: "webhook", mix: [{ weight: 1, set: {} }], accounts: { count: 1_000 } },
    });
  });

  it("keeps its hash under another name, and as a part; not with another rate or seed", () => {
    const hashOf = (text: string) => loadPlanHash(parsePlan(text, "f").plan);
    const hash = hashOf(textOf({}));
    expect(hashOf(textOf({ name: "x", $schema: "y" }))).toBe(hash);
    expect(hashOf(renderShardFile(parsePlan(textOf({}), "f"), { index: 2, count: 3 }))).toBe(hash);
    expect(hashOf(textOf({ seed: 2 }))).not.toBe(hash);
    expect(hashOf(textOf(stage({ rate: 6 })))).not.toBe(hash);
  });

  it("is what its JSON Schema allows", () => {
    const accepts = new ajv.Ajv({ strict: false, formats: {} }).compile(publishedPlanSchema());
    for (const text of [
      textOf({}),
      textOf(stage({ rate: 0.5 })),
      textOf(wallet([STAGE], { accounts: 2 })),
    ]) {
      expect(accepts(JSON.parse(text)), JSON.stringify(accepts.errors)).toBe(true);
      expect(() => parsePlan(text, "f")).not.toThrow();
    }
    for (const changes of [{ seeds: 1 }, { version: 2 }, { wallet: WALLET }, { stages: [] }])
      expect(accepts(JSON.parse(textOf(changes)))).toBe(false);
  });
});
