/** What a load sends when, and what it counts: a clock that stands still, and targets made up for the purpose. */
import { describe, expect, it } from "vitest";
import type { Http, HttpOutcome } from "../../../src/core/http.js";
import type { Clock } from "../../../src/core/ports.js";
import type { ResolvedProfile } from "../../../src/profile/resolve.js";
import type { WebhookSettings } from "../../../src/profile/webhook-settings.js";
import { fireLoad, type LoadOrder } from "../../../src/tasks/webhooks/fire-load.js";
import { failed, replied } from "../../fake-http.js";

const settings = {
  connection: { headers: [["X-Static", "1"]], timeoutMs: 5_000, tls: null },
} as unknown as WebhookSettings;
const profile = {
  secrets: { known: () => [{ label: "webhook.secret", value: "top-secret" }] },
  profile: {},
  liveHosts: new Set(["live.example"]),
} as unknown as ResolvedProfile;

const ORDER: LoadOrder = {
  url: "http://127.0.0.1:9/hooks",
  total: 100,
  concurrency: 4,
  perSecond: null,
  makeDelivery: (nth) => ({
    body: Buffer.from(`{"nth":${nth}}`),
    headersAt: (nowMs) => [["X-At", String(nowMs)]],
  }),
  allowLive: false,
};

/** Time passes only as far as the earliest of those who wait for it. */
function createSteppedClock() {
  let nowMs = 0;
  const waiting: { readonly untilMs: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: (ms) =>
      new Promise((wake) => {
        waiting.push({ untilMs: nowMs + ms, wake: () => wake() });
      }),
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const run = async <Result>(work: Promise<Result>): Promise<Result> => {
    const course = { isOver: false };
    const end = () => {
      course.isOver = true;
    };
    work.then(end, end);
    for (await settle(); !course.isOver; await settle()) {
      waiting.sort((a, b) => a.untilMs - b.untilMs);
      const first = waiting.shift();
      if (first === undefined) throw new Error("nobody waits, and it goes on");
      nowMs = Math.max(nowMs, first.untilMs);
      first.wake();
    }
    return work;
  };
  return { clock, run };
}

function took(outcome: HttpOutcome, totalMs: number): HttpOutcome {
  const trace = { ...outcome.trace, sentHead: "POST", totalMs };
  return { ...outcome, trace };
}

const never = new AbortController().signal;

describe("a load", () => {
  it("sends each delivery once, so many at a time, with the section's headers", async () => {
    const { clock, run } = createSteppedClock();
    const bodies: string[] = [];
    let underWay = 0;
    let most = 0;
    const http: Http = async ({ body, headers }) => {
      bodies.push(Buffer.from(body ?? []).toString());
      expect(headers[0]).toEqual(["X-Static", "1"]);
      most = Math.max(most, (underWay += 1));
      await clock.sleep(5);
      underWay -= 1;
      return took(replied(200), 5);
    };
    const report = await run(fireLoad(ORDER, settings, profile, { http, clock, signal: never }));
    expect(new Set(bodies).size).toBe(100);
    expect([bodies.length, most]).toEqual([100, 4]);
    expect(report).toMatchObject({
      sent: 100,
      accepted: 100,
      answered: 100,
      byStatus: { 200: 100 },
      elapsedMs: 125,
      perSecond: 800,
      overdue: 0,
      latencyMs: { count: 100 },
      histogram: [{ upToMs: 5, count: 100 }],
    });
  });

  it("keeps to its rate, and latency counts from when each was to be sent", async () => {
    const { clock, run } = createSteppedClock();
    const sentAt: number[] = [];
    const http: Http = async () => {
      const nth = sentAt.push(clock.monotonicMs());
      // Answers at once, but for one that it stalls on for a second.
      if (nth === 11) await clock.sleep(1_000);
      return took(replied(200), 0);
    };
    const order = { ...ORDER, concurrency: 1, perSecond: 100 };
    const report = await run(fireLoad(order, settings, profile, { http, clock, signal: never }));
    expect(sentAt.slice(0, 11)).toEqual(Array.from({ length: 11 }, (_, nth) => nth * 10));
    // The other 89 were all due while it stalled, or just after.
    expect(sentAt.slice(11)).toEqual(Array.from({ length: 89 }, () => 1_100));
    const { p50 = 0, max = 0 } = report.latencyMs ?? {};
    expect(p50).toBeGreaterThan(450);
    expect(max).toBeCloseTo(1_000, -1);
    // What a measure from the moment of sending would have said.
    expect(report.histogram.at(0)).toEqual({ upToMs: 0.1, count: 10 });
  });

  it("never takes less than from being sent, however early a timer fires", async () => {
    const { clock, run } = createSteppedClock();
    const early: Clock = { ...clock, sleep: (ms) => clock.sleep(ms - 0.5) };
    const http: Http = async () => {
      await clock.sleep(0.75);
      return took(replied(200), 0.75);
    };
    const order = { ...ORDER, total: 10, perSecond: 100 };
    const report = await run(
      fireLoad(order, settings, profile, { http, clock: early, signal: never }),
    );
    expect(report.latencyMs).toMatchObject({ count: 10, min: 0.75, max: 0.75 });
  });

  it("that is stopped counts what was due, with as long as it had waited", async () => {
    const { clock, run } = createSteppedClock();
    const stop = new AbortController();
    const http: Http = async () => {
      await clock.sleep(1_000);
      stop.abort();
      return took(failed("aborted"), 1_000);
    };
    const order = { ...ORDER, total: 1_000, concurrency: 1, perSecond: 100 };
    const report = await run(
      fireLoad(order, settings, profile, { http, clock, signal: stop.signal }),
    );
    expect(report).toMatchObject({ sent: 1, interrupted: 1, overdue: 100 });
    expect(report.latencyMs).toMatchObject({ count: 101 });
    expect(report.latencyMs?.p50).toBeCloseTo(500, -1);
  });

  it("as fast as it goes does not take an interruption for a latency", async () => {
    const { clock, run } = createSteppedClock();
    const stop = new AbortController();
    const http: Http = () => {
      stop.abort();
      return Promise.resolve(took(failed("aborted"), 3));
    };
    const report = await run(
      fireLoad(ORDER, settings, profile, { http, clock, signal: stop.signal }),
    );
    expect(report).toMatchObject({ interrupted: 1, sent: 1, latencyMs: null });
  });

  it("counts a time-out's wait as latency, and a refused connection's not", async () => {
    const { clock, run } = createSteppedClock();
    let nth = 0;
    const http: Http = () => {
      nth += 1;
      return Promise.resolve(
        nth % 2 === 0 ? took(failed("response-timeout"), 5_000) : failed("refused"),
      );
    };
    const order = { ...ORDER, concurrency: 60 };
    const report = await run(fireLoad(order, settings, profile, { http, clock, signal: never }));
    expect(report.byFailure).toEqual({ "response-timeout": 50, refused: 50 });
    expect(report.latencyMs).toMatchObject({ count: 50 });
    expect(report.latencyMs?.p50).toBeCloseTo(5_000, -1);
  });

  it("keeps a few examples of each kind, redacted, however many there are", async () => {
    const { clock, run } = createSteppedClock();
    let nth = 0;
    const http: Http = () => {
      nth += 1;
      const status = nth % 3 === 0 ? 503 : nth % 3 === 1 ? 401 : 200;
      return Promise.resolve(took(replied(status, "not top-secret"), 1));
    };
    const order = { ...ORDER, total: 3_000 };
    const report = await run(fireLoad(order, settings, profile, { http, clock, signal: never }));
    expect(report.byStatus).toEqual({ 200: 1_000, 401: 1_000, 503: 1_000 });
    expect(report.examples.map(({ response }) => response?.status)).toEqual([401, 503, 401, 503]);
    expect(JSON.stringify(report)).not.toContain("top-secret");
  });

  it("gives up when nobody is there, and not when somebody was", async () => {
    for (const [firstAnswer, sent] of [
      [failed("refused"), 4],
      [took(replied(200), 1), 100],
    ] as const) {
      const { clock, run } = createSteppedClock();
      let nth = 0;
      const http: Http = async () => {
        nth += 1;
        return nth === 1 ? firstAnswer : failed("refused");
      };
      const report = await run(fireLoad(ORDER, settings, profile, { http, clock, signal: never }));
      expect(report.sent).toBe(sent);
    }
  });

  it("never goes to a live host", async () => {
    const { clock } = createSteppedClock();
    const http: Http = () => Promise.reject(new Error("sent"));
    const order = { ...ORDER, url: "http://live.example/hooks" };
    await expect(
      fireLoad(order, settings, profile, { http, clock, signal: never }),
    ).rejects.toMatchObject({ code: "live_target" });
  });
});
