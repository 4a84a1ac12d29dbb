/** What is never answered lets nobody in: a check of credentials everywhere is blocked by it, and accuses nobody. */
import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../src/core/http.js";
import type { ConformanceReport } from "../../src/core/report.js";
import { profileOfEveryRole } from "../cli/every-role.js";
import { createWorld } from "../cli/world.js";
import { failed, replied } from "../fake-http.js";

const CHECK = "webhook.signature.holds-everywhere";

async function judged(answer: (step: string) => ReturnType<typeof replied> | null) {
  const world = await createWorld({
    profile: profileOfEveryRole("http://127.0.0.1:9"),
    env: { SECRET: "Wx8hookSECRET3cD5n" },
  });
  const ask = ({ step = "" }: HttpRequest) =>
    answer(step) ?? replied(step.startsWith("a right") ? 200 : 401, "{}");
  const line = `conformance webhook --json --no-journal --only ${CHECK}`;
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
  return checks.map(({ status, message }) => `${status}: ${message}`);
}

describe(CHECK, () => {
  it("is met by refusals", async () => {
    expect(await judged(() => null)).toEqual(["pass: "]);
  });

  const silent = (step: string) =>
    step.includes("above 64 KB") ? failed("response-timeout") : null;

  it("is blocked where a large forgery is not answered", async () => {
    expect(await judged(silent)).toEqual([
      expect.stringMatching(/^blocked: .*above 64 KB: response-timeout.*lets nobody in/),
    ]);
  });

  it("fails all the same where another one is let in", async () => {
    const answer = (step: string) =>
      silent(step) ?? (step.includes("in chunks") ? replied(200, "{}") : null);
    expect(await judged(answer)).toEqual([expect.stringMatching(/^fail: /)]);
  });
});
