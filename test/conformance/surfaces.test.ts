/** What is never answered lets nobody in: a check of credentials everywhere is blocked by it, and accuses nobody. */
import { describe, expect, it } from "vitest";
import { SUITES } from "../../src/conformance/suites/index.js";
import type { HttpRequest } from "../../src/core/http.js";
import type { ConformanceReport } from "../../src/core/report.js";
import { profileOfEveryRole } from "../cli/every-role.js";
import { createWorld } from "../cli/world.js";
import { failed, replied } from "../fake-http.js";

const CHECK = "webhook.signature.holds-everywhere";

type Answer = (step: string) => ReturnType<typeof replied> | null;

async function judged(answer: Answer, check = CHECK) {
  const world = await createWorld({
    profile: profileOfEveryRole("http://127.0.0.1:9"),
    env: { SECRET: "Wx8hookSECRET3cD5n" },
  });
  let asked = 0;
  const ask = ({ step = "" }: HttpRequest) => {
    asked += 1;
    return answer(step) ?? replied(step.startsWith("a right") ? 200 : 401, "{}");
  };
  const line = `conformance webhook --json --no-journal --only ${check}`;
  const { out, err } = await world.run(line.split(" "), {
    openHttp: () =>
      Promise.resolve({
        http: async (request) => ask(request),
        load: async (request) => ask(request),
        race: () => Promise.reject(new Error("nothing races here")),
        close: () => Promise.resolve(),
      }),
  });
  expect(err).toBe("");
  const { checks } = JSON.parse(out) as ConformanceReport;
  return { asked, verdicts: checks.map(({ status, message }) => `${status}: ${message}`) };
}

describe(CHECK, () => {
  it("is met by refusals", async () => {
    expect((await judged(() => null)).verdicts).toEqual(["pass: "]);
  });

  const silent = (step: string) =>
    step.includes("above 64 KB") ? failed("response-timeout") : null;

  it("is blocked where a large forgery is not answered", async () => {
    expect((await judged(silent)).verdicts).toEqual([
      expect.stringMatching(/^blocked: .*above 64 KB: response-timeout.*lets nobody in/),
    ]);
  });

  it("fails all the same where another one is let in", async () => {
    const answer = (step: string) =>
      silent(step) ?? (step.includes("in chunks") ? replied(200, "{}") : null);
    expect((await judged(answer)).verdicts).toEqual([expect.stringMatching(/^fail: /)]);
  });
});

describe("of a front that cuts every refusal", () => {
  const cut: Answer = (step) => (step.startsWith("a right") ? null : failed("reset"));
  const scenarioOf = (check: string) =>
    SUITES.flatMap(({ scenarios }) => scenarios).find(({ checks }) =>
      checks.some(({ id }) => id === check),
    );

  it.each([
    CHECK,
    "webhook.signature.missing-refused",
    "webhook.signature.refused-with-401",
    "webhook.signature.every-part-counts",
  ])("no more is asked than was declared: %s", async (check) => {
    const { asked, verdicts } = await judged(cut, check);
    expect(verdicts).toEqual([expect.stringMatching(/^blocked: /)]);
    expect(asked).toBeLessThanOrEqual(scenarioOf(check)?.requests ?? 0);
  });
});
