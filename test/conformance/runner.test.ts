import { describe, expect, it } from "vitest";
import { expectSuccess } from "../../src/conformance/expect.js";
import { precondition, ScenarioBlocked } from "../../src/conformance/scenario-context.js";
import type { HttpFailureKind } from "../../src/core/http.js";
import { createFakeClock } from "../fake-clock.js";
import { createFakeHttp, failed, replied } from "../fake-http.js";
import { check, type FakeScenario, GET, runFake, scenario, statuses } from "./fake-suite.js";

const ask: FakeScenario["run"] = async (context) => {
  const step = await context.send("ask", GET);
  context.judge("one.check", step, (reply) => expectSuccess(reply, "it is right"));
};
const judged = (id: string, over: Partial<FakeScenario> = {}) =>
  scenario(
    id,
    async (context) =>
      context.judge(`${id}.check`, await context.send("ask", GET), (reply) =>
        expectSuccess(reply, "it is right"),
      ),
    over,
  );

describe("a check", () => {
  it("that is met passes, and needs no way to repeat it", async () => {
    const [result] = await runFake([scenario("one", ask)]);
    expect(result).toMatchObject({
      id: "one.check",
      suite: "fake",
      scenario: "one",
      status: "pass",
      message: "",
    });
    expect(result).not.toHaveProperty("expected");
    expect(result?.evidence.map(({ step }) => step)).toEqual(["ask"]);
  });

  it.each([
    ["MUST", "fail"],
    ["SHOULD", "warn"],
    ["MAY", "na"],
  ] as const)("%s that is not met is %s", async (level, status) => {
    const { http } = createFakeHttp(() => replied(500, "boom"));
    const [result] = await runFake([judged("one", { checks: [check("one.check", level)] })], {
      http,
    });
    expect(result).toMatchObject({
      status,
      message: "expected 2xx: it is right; got 500, boom",
      expected: "2xx: it is right",
      actual: "500, boom",
    });
    expect(result?.evidence).toHaveLength(1);
  });

  it("keeps a finding's own words and hint", async () => {
    const [result] = await runFake([
      scenario("one", async (context) =>
        context.conclude("one.check", [], {
          message: "m",
          expected: "e",
          actual: "a",
          hint: "h",
        }),
      ),
    ]);
    expect(result).toMatchObject({ message: "m", hint: "h" });
  });

  it.each([
    ["pass", null, "blocked", "payment p1 stays"],
    ["fail", { expected: "e", actual: "a" }, "fail", "expected e; got a; payment p1 stays"],
  ])("that would %s names what its scenario leaves", async (_, finding, status, message) => {
    const [result] = await runFake([
      scenario("one", async (context) => {
        context.conclude("one.check", [], finding);
        context.leaves("payment p1 stays");
      }),
    ]);
    expect(result).toMatchObject({ status, message });
  });

  it("that is not reached names the obstacle and what its scenario leaves", async () => {
    const [result] = await runFake([
      scenario("one", async (context) => {
        context.leaves("payment p1 stays");
        throw new ScenarioBlocked("nobody answers", []);
      }),
    ]);
    expect(result).toMatchObject({
      status: "blocked",
      message: "nobody answers; payment p1 stays",
    });
  });

  it("that this tool fails at names what its scenario leaves", async () => {
    const [result] = await runFake([
      scenario("one", async (context) => {
        context.leaves("payment p1 stays");
        throw new Error("a defect");
      }),
    ]);
    expect(result).toMatchObject({
      status: "error",
      message: expect.stringContaining("nothing is said about the target; payment p1 stays"),
    });
  });

  it("that its scenario forgets is blocked, not green", async () => {
    const [result] = await runFake([scenario("one", async () => undefined)]);
    expect(result).toMatchObject({
      status: "blocked",
      message: "the scenario ended without judging this check",
    });
  });

  it("that does not apply says why, by scenario or by check", async () => {
    const results = await runFake([
      scenario("one", ask, {
        notApplicable: ({ capable }) => (capable ? null : "not declared"),
      }),
      scenario("two", async (context) => context.notApplicable("two.check", "not carried")),
    ]);
    expect(results.map(({ status, message }) => [status, message])).toEqual([
      ["na", "not declared"],
      ["na", "not carried"],
    ]);
  });

  it("whose precondition does not hold is blocked, with the precondition's evidence", async () => {
    const { http } = createFakeHttp((_, nth) => replied(nth === 1 ? 401 : 200));
    const [result] = await runFake(
      [
        scenario("one", async (context) => {
          const duplicate = await context.send("duplicate", GET);
          const step = await context.send("ask", GET);
          context.judge("one.check", step, () => null, [
            precondition(duplicate, ({ status }) => status === 200, "the duplicate was refused"),
          ]);
        }),
      ],
      { http },
    );
    expect(result).toMatchObject({
      status: "blocked",
      message: "the duplicate was refused (duplicate: 401)",
    });
    expect(result?.evidence.map(({ step }) => step)).toEqual(["duplicate", "ask"]);
  });

  it("whose step got no reply that the scenario needs is blocked", async () => {
    const { http } = createFakeHttp(() => failed("reset"));
    const [result] = await runFake(
      [scenario("one", async (context) => void context.need(await context.send("open", GET)))],
      { http },
    );
    expect(result).toMatchObject({ status: "blocked", message: "open: reset" });
    expect(result?.evidence).toHaveLength(1);
  });

  it("keeps what was settled before the scenario broke off", async () => {
    const results = await runFake([
      scenario(
        "one",
        async (context) => {
          context.conclude("a", [], null);
          await Promise.reject(new Error("boom"));
        },
        { checks: [check("a"), check("b")] },
      ),
    ]);
    expect(statuses(results)).toEqual({ a: "pass", b: "error" });
    expect(results[1]?.message).toContain("this tool failed");
    expect(results[1]?.actual).toContain("boom");
  });

  it("of another scenario, or settled twice, is a defect of the suite", async () => {
    const results = await runFake([
      scenario("one", async (context) => context.conclude("stranger", [], null)),
      scenario(
        "two",
        async (context) => {
          context.conclude("a", [], null);
          context.conclude("a", [], { expected: "e", actual: "a" });
        },
        { checks: [check("a"), check("b")] },
      ),
    ]);
    expect(statuses(results)).toEqual({
      "one.check": "error",
      a: "pass",
      b: "error",
    });
  });

  it("reports only what was selected, though its whole scenario runs", async () => {
    const results = await runFake(
      [
        scenario(
          "one",
          async (context) => {
            context.conclude("a", [], null);
            context.conclude("b", [], null);
          },
          { checks: [check("a"), check("b")] },
        ),
      ],
      { selection: { only: ["b"] } },
    );
    expect(statuses(results)).toEqual({ b: "pass" });
  });
});

describe("no reply", () => {
  const FAULTY: readonly (readonly [HttpFailureKind, string])[] = [
    ["response-timeout", "fail"],
    ["total-timeout", "fail"],
    ["malformed", "fail"],
    ["flood", "fail"],
    ["reset", "blocked"],
    ["aborted", "blocked"],
    ["dns", "blocked"],
    ["refused", "blocked"],
    ["connect-timeout", "blocked"],
    ["tls", "blocked"],
  ];
  it.each(FAULTY)("by %s: %s", async (kind, status) => {
    const { http } = createFakeHttp(() => failed(kind));
    const [result] = await runFake([judged("one")], { http });
    expect(result?.status).toBe(status);
    expect(result?.message).toContain(kind);
  });
});

describe("a target that is down", () => {
  const many = Array.from({ length: 30 }, (_, nth) => judged(`s${nth}`));

  it.each(["refused", "dns", "connect-timeout", "tls"] as const)(
    "%s: blocks everything, and is soon left alone",
    async (kind) => {
      const { http, requests } = createFakeHttp(() => failed(kind));
      const results = await runFake(many, {
        http,
        options: { concurrency: 4 },
      });
      expect(results).toHaveLength(30);
      expect(results.every(({ status }) => status === "blocked")).toBe(true);
      expect(requests.length).toBeLessThanOrEqual(6);
    },
  );

  it("or hangs is given up after a few time-outs, and accused only of those", async () => {
    const { http, requests } = createFakeHttp(() => failed("response-timeout"));
    const results = await runFake(many, { http });
    expect(requests).toHaveLength(4);
    expect(results.filter(({ status }) => status === "fail").length).toBeLessThanOrEqual(4);
    expect(results.at(-1)).toMatchObject({
      status: "blocked",
      message: expect.stringContaining("stopped answering") as string,
    });
  });

  it("for a moment only is asked on", async () => {
    const { http } = createFakeHttp((_, nth) => (nth === 1 ? failed("refused") : replied(200)));
    const results = await runFake(many, { http });
    expect(results.filter(({ status }) => status === "pass")).toHaveLength(29);
  });
});

describe("429", () => {
  it("is waited out as the target asks, and shown", async () => {
    const clock = createFakeClock();
    const { http } = createFakeHttp((_, nth) =>
      nth < 3 ? replied(429, "", [["Retry-After", "2"]]) : replied(200),
    );
    const [result] = await runFake([judged("one")], {
      http,
      options: { clock },
    });
    expect(result?.status).toBe("pass");
    expect(clock.sleeps).toEqual([2_000, 2_000]);
    expect(result?.evidence.map(({ step }) => step)).toEqual([
      "ask",
      "ask (again after 429)",
      "ask (again after 429)",
    ]);
  });

  it.each([
    ["for ever", [], 5],
    ["for longer than is waited", [["Retry-After", "3600"]], 1],
    ["until a far date", [["Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"]], 1],
    ["until nobody knows when", [["Retry-After", "soon"]], 5],
  ] as const)("%s blocks, and never fails", async (_, headers, sent) => {
    const { http, requests } = createFakeHttp(() => replied(429, "", headers));
    const [result] = await runFake([judged("one")], { http });
    expect(result).toMatchObject({
      status: "blocked",
      message: expect.stringContaining("429") as string,
    });
    expect(requests).toHaveLength(sent);
  });
});

describe("order", () => {
  /** Scenarios that note who runs beside whom. */
  function watched() {
    const running = new Set<string>();
    const together = new Set<string>();
    const order: string[] = [];
    let most = 0;
    const make = (id: string, over: Partial<FakeScenario> = {}) =>
      scenario(
        id,
        async (context) => {
          running.add(id);
          order.push(id);
          most = Math.max(most, running.size);
          for (let turn = 0; turn < 5; turn += 1) {
            running.forEach((other) => together.add(`${id} ${other}`));
            await new Promise((resolve) => setImmediate(resolve));
          }
          running.delete(id);
          context.conclude(`${id}.check`, [], null);
        },
        over,
      );
    return { make, together, order, most: () => most };
  }

  it("runs as many at a time as it may, and no more", async () => {
    const { make, most } = watched();
    await runFake(
      Array.from({ length: 10 }, (_, nth) => make(`s${nth}`)),
      { options: { concurrency: 3 } },
    );
    expect(most()).toBe(3);
  });

  it("never lets two use one resource at once, and still uses the rest", async () => {
    const { make, together, most } = watched();
    const scenarios = Array.from({ length: 12 }, (_, nth) =>
      make(`s${nth}`, { exclusive: nth % 2 === 0 ? "even" : "odd" }),
    );
    const results = await runFake(scenarios, { options: { concurrency: 6 } });
    expect(results.every(({ status }) => status === "pass")).toBe(true);
    expect(most()).toBe(2);
    for (const pair of together) {
      const [a, b] = pair.split(" ").map((each) => Number(each.slice(1)));
      if (a !== b) expect((a! + b!) % 2).toBe(1);
    }
  });

  it("lets others go on beside one that holds two resources, and all of them after it", async () => {
    const { make, order, together, most } = watched();
    await runFake(
      [
        make("one", { exclusive: "x" }),
        make("two", { exclusive: "y" }),
        make("other", { exclusive: "z" }),
        make("both", { exclusive: "x", alsoHolds: "y" }),
      ],
      { options: { concurrency: 4 } },
    );
    expect(order.slice(0, 2)).toEqual(["both", "other"]);
    expect(together).toContain("both other");
    expect(together).not.toContain("both one");
    expect(together).not.toContain("two both");
    expect(together).toContain("one two");
    expect(most()).toBeLessThanOrEqual(3);
  });

  it("runs bursts after everything else, one at a time, exclusive or not", async () => {
    const { make, order, together } = watched();
    await runFake(
      [
        make("alone1", { alone: true }),
        make("a"),
        make("b"),
        make("alone2", { alone: true, exclusive: "x" }),
        make("c", { exclusive: "x" }),
      ],
      {
        options: { concurrency: 8 },
      },
    );
    expect(order.slice(-2)).toEqual(["alone1", "alone2"]);
    expect(
      [...together]
        .filter((pair) => pair.includes("alone"))
        .every((pair) => pair.split(" ")[0] === pair.split(" ")[1]),
    ).toBe(true);
  });

  it("starts first what mostly waits, bursts excepted, and reports it in its place", async () => {
    const { make, order } = watched();
    const results = await runFake(
      [
        make("a"),
        make("burst", { alone: true, patient: true }),
        make("waits1", { patient: true }),
        make("b"),
        make("waits2", { patient: true }),
      ],
      { options: { concurrency: 1 } },
    );
    expect(order).toEqual(["waits1", "waits2", "a", "b", "burst"]);
    expect(results.map(({ scenario: id }) => id)).toEqual(["a", "burst", "waits1", "b", "waits2"]);
  });

  it("reports in the plan's order, whoever ends first", async () => {
    const slow = scenario("slow", async (context) => {
      for (let turn = 0; turn < 20; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      context.conclude("slow.check", [], null);
    });
    const told: string[] = [];
    const results = await runFake([slow, judged("fast")], {
      options: { concurrency: 2, onResult: ({ id }) => told.push(id) },
    });
    expect(results.map(({ id }) => id)).toEqual(["slow.check", "fast.check"]);
    expect(told).toEqual(["fast.check", "slow.check"]);
  });
});

describe("stopping", () => {
  it("--bail starts nothing new after the first failure, and says why", async () => {
    const { http, requests } = createFakeHttp((_, nth) => replied(nth === 2 ? 500 : 200));
    const results = await runFake([judged("a"), judged("b"), judged("c"), judged("d")], {
      http,
      options: { bail: true },
    });
    expect(statuses(results)).toEqual({
      "a.check": "pass",
      "b.check": "fail",
      "c.check": "blocked",
      "d.check": "blocked",
    });
    expect(results.at(-1)?.message).toBe("not run: --bail after b.check");
    expect(requests).toHaveLength(2);
  });

  it("--bail goes on after a SHOULD that is not met", async () => {
    const { http } = createFakeHttp((_, nth) => replied(nth === 1 ? 500 : 200));
    const results = await runFake(
      [judged("a", { checks: [check("a.check", "SHOULD")] }), judged("b")],
      { http, options: { bail: true } },
    );
    expect(statuses(results)).toEqual({ "a.check": "warn", "b.check": "pass" });
  });

  it("an interruption leaves a result for every check, and none of them green by chance", async () => {
    const stop = new AbortController();
    const { http } = createFakeHttp((_, nth) => {
      if (nth === 2) stop.abort();
      return replied(200);
    });
    const results = await runFake([judged("a"), judged("b"), judged("c")], {
      http,
      options: { signal: stop.signal },
    });
    expect(statuses(results)).toEqual({
      "a.check": "pass",
      "b.check": "blocked",
      "c.check": "blocked",
    });
    expect(results.map(({ message }) => message)).toEqual([
      "",
      "interrupted before it was judged",
      "not run: interrupted",
    ]);
  });

  it.each([
    ["accuses", { expected: "two deliveries", actual: "one" }],
    ["acquits", null],
  ])("a wait that an interruption cuts short %s nobody", async (_, finding) => {
    const stop = new AbortController();
    const results = await runFake(
      [
        scenario("a", async (context) => {
          const first = await context.send("the first", GET);
          stop.abort();
          await context.clock.sleep(60_000);
          context.conclude("a.check", first.exchanges, finding);
        }),
      ],
      { options: { signal: stop.signal } },
    );
    expect(results[0]).toMatchObject({
      status: "blocked",
      message: "interrupted before it was judged",
      evidence: [{ step: "the first" }],
    });
  });
});

it("values do not shift when others are filtered out", async () => {
  const seen: Record<string, string[]> = { all: [], some: [] };
  const noting = (into: string[]) =>
    ["a", "b", "c"].map((id) =>
      scenario(id, async (context) => {
        into.push(`${id} ${context.values.int("amount", 0, 10 ** 9)} ${context.values.id("tx")}`);
        context.conclude(`${id}.check`, [], null);
      }),
    );
  await runFake(noting(seen["all"]!));
  await runFake(noting(seen["some"]!), {
    selection: { only: ["b.check"] },
    options: { concurrency: 4 },
  });
  expect(seen["some"]).toEqual([seen["all"]![1]]);
});

describe("a control", () => {
  const run = (status: number) =>
    runFake([judged("other"), judged("control")], {
      http: createFakeHttp(() => replied(status, "no")).http,
      options: { controls: new Set(["control.check"]) },
    });

  it("that is refused comes first, and the rest of its suite is not sent", async () => {
    const results = await run(404);
    expect(statuses(results)).toEqual({ "control.check": "fail", "other.check": "blocked" });
    const other = results.find(({ id }) => id === "other.check");
    expect(other?.message).toMatch(/^not run: nothing is served at GET /);
    expect(other?.evidence).toEqual([]);
  });

  it("that is accepted changes nothing", async () => {
    expect(statuses(await run(200))).toEqual({ "control.check": "pass", "other.check": "pass" });
  });
});
