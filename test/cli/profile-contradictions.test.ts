/** `profile validate` of what cannot be meant: each contradiction is told by the names of its two keys. */
import { expect, it } from "vitest";
import { CONTRADICTORY, contradictoryProfile } from "../protocols/payments/contradictory.js";
import { createWorld, errorOf } from "./world.js";

it.each(CONTRADICTORY)("$name", async (contradictory) => {
  const world = await createWorld({ profile: contradictoryProfile(contradictory) });
  const run = await world.run(["profile", "validate", "--json"]);
  const { problems } = JSON.parse(run.out) as {
    problems: readonly { path: string; message: string; hint: string | null }[];
  };
  expect([run.code, errorOf(run).code]).toEqual([2, "profile_invalid"]);
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  const words = problem?.message.split(/[ ,:"]+/) ?? [];
  for (const key of contradictory.keys) expect(words, problem?.message).toContain(key);
  expect(problem?.hint).not.toBeNull();
  expect(contradictory.keys.some((key) => key.startsWith(`${problem?.path}`))).toBe(true);
});

it("has nothing against a profile in which none of it is", async () => {
  const profile = contradictoryProfile({ name: "", keys: ["", ""] });
  const world = await createWorld({ profile });
  expect((await world.run(["profile", "validate"])).code).toBe(0);
});

it.each([
  ["a refund that has its payment's id", { of: "order", id: "order" }],
  [
    "a currency that no amount is read in",
    { of: "order", currency: { path: "c", lookup: { Robux: "USD" } } },
  ],
])("has nothing against %s", async (_what, refunds) => {
  const source = { url: "https://game.example/refunds" };
  const profile = contradictoryProfile({
    name: "",
    refunds: { source, ...refunds },
    keys: ["", ""],
  });
  const world = await createWorld({ profile });
  expect((await world.run(["profile", "validate"])).code).toBe(0);
});
