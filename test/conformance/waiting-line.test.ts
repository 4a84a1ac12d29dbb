/** A target that is busy is waited for, one by one; see the steps in send-steps.ts. */
import { describe, expect, it } from "vitest";
import type { HttpOutcome } from "../../src/core/http.js";
import { createWaitingLine } from "../../src/conformance/waiting-line.js";
import { createFakeClock } from "../fake-clock.js";
import { createFakeHttp, replied } from "../fake-http.js";
import { type FakeScenario, GET, runFake, scenario } from "./fake-suite.js";

/** Takes so many a second, and says 429 or 503 to the others. */
function limited(perSecond: number, status: number, headers: readonly [string, string][] = []) {
  const clock = createFakeClock();
  const taken = new Map<number, number>();
  const reply = (): HttpOutcome => {
    const second = Math.floor(clock.nowMs() / 1000);
    const nth = (taken.get(second) ?? 0) + 1;
    taken.set(second, nth);
    return nth > perSecond ? replied(status, "busy", headers) : replied(200);
  };
  return { clock, ...createFakeHttp(reply) };
}

/** Asks so often at once and wants 200 of all. */
const asksAtOnce = (count: number): FakeScenario =>
  scenario("at-once", async (context) => {
    const steps = await context.sendAll(Array.from({ length: count }, (_, at) => [`${at}`, GET]));
    context.judge("at-once.check", steps, (...replies) =>
      replies.every(({ status }) => status === 200)
        ? null
        : { expected: "200", actual: replies.map(({ status }) => status).join() },
    );
  });

describe("a target that takes few at a time", () => {
  it.each([
    ["429", 429, []],
    ["429 with Retry-After", 429, [["Retry-After", "1"]]],
    ["503", 503, []],
    ["503 with Retry-After", 503, [["Retry-After", "1"]]],
  ] as const)("and says %s is asked by one after the other", async (_, status, headers) => {
    const { clock, http } = limited(
      3,
      status,
      headers.map(([name, value]) => [name, value]),
    );
    const [result] = await runFake([asksAtOnce(60)], { http, options: { clock } });
    expect(result).toMatchObject({ status: "pass" });
  });
});

it("a 503 that stays is judged, and blocks where the target says that it is busy", async () => {
  const stays = async (headers: readonly [string, string][]) => {
    const { http } = createFakeHttp(() => replied(503, "", headers));
    const [result] = await runFake([asksAtOnce(1)], { http });
    return result;
  };
  expect(await stays([])).toMatchObject({ status: "fail" });
  expect(await stays([["Retry-After", "2"]])).toMatchObject({
    status: "blocked",
    message: expect.stringContaining("503 Service Unavailable") as string,
  });
});

it("everybody leaves in the order of coming", async () => {
  const line = createWaitingLine();
  const left: number[] = [];
  const first = await line.enter();
  const others = [1, 2, 3].map(async (nth) => {
    const leave = await line.enter();
    left.push(nth);
    leave();
  });
  expect(line.isEmpty()).toBe(false);
  first();
  await Promise.all(others);
  expect(left).toEqual([1, 2, 3]);
  expect(line.isEmpty()).toBe(true);
});

it.each([429, 503])("a %d that stays for three is waited for no longer", async (status) => {
  const clock = createFakeClock();
  const { http, requests } = createFakeHttp(() => replied(status));
  await runFake([asksAtOnce(20)], { http, options: { clock } });
  // Three wait in vain, each with five tries; each of the others had one already, or has one.
  expect(clock.nowMs() - createFakeClock().nowMs()).toBeLessThanOrEqual(3 * 4_000 + 1_000);
  expect(requests.length).toBeLessThanOrEqual(3 * 5 + 17 * 2);
});

it("what must be put back is waited for, also where waiting was in vain before", async () => {
  const clock = createFakeClock();
  let cleaning = 0;
  const { http } = createFakeHttp(({ url }) => {
    if (!url.endsWith("/back")) return replied(429);
    cleaning += 1;
    return replied(cleaning === 1 ? 429 : 200);
  });
  const back = { ...GET, url: `${GET.url}back` };
  let status: number | undefined;
  const cleansUp = scenario("cleans-up", async (context) => {
    for (let at = 0; at < 4; at += 1) await context.send(`${at}`, GET);
    status = (await context.cleanUp("put back", back)).reply?.status;
    context.conclude("cleans-up.check", [], null);
  });
  await runFake([cleansUp], { http, options: { clock } });
  expect(status).toBe(200);
});

it("a target that is busy in another way is waited for all the same", async () => {
  const clock = createFakeClock();
  let nth = 0;
  const { http } = createFakeHttp(({ url }) => {
    if (!url.endsWith("/other")) return replied(429);
    nth += 1;
    return replied(nth === 1 ? 503 : 200);
  });
  const other = { ...GET, url: `${GET.url}other` };
  const asks = scenario("asks", async (context) => {
    for (let at = 0; at < 4; at += 1) await context.send(`${at}`, GET);
    const step = await context.send("another", other);
    context.judge("asks.check", step, ({ status }) =>
      status === 200 ? null : { expected: "200", actual: `${status}` },
    );
  });
  const [result] = await runFake([asks], { http, options: { clock } });
  expect(result).toMatchObject({ status: "pass" });
});
