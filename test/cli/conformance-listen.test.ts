/** `conformance client --listen`: a server is played against it, and what it sent is judged. */
import { describe, expect, it } from "vitest";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import type { ConformanceReport } from "../../src/core/report.js";
import { closedPort, hostile, OK } from "../hostile-server.js";
import { createWorld, errorOf, type RunChanges } from "./world.js";

const KEY = "ak_server_acme:a-secret-of-the-test";

/** A caller of few words: fetch, and nothing repeated. */
function caller(url: string, key = KEY) {
  return async (
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ) => {
    const headers: Record<string, string> = {
      ...(key === "" ? {} : { Authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...more,
    };
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const reply = await fetch(`${url}${path}`, { method, headers, ...init }).catch(() => null);
    await reply?.arrayBuffer();
    return reply?.status ?? null;
  };
}

/** Tells where the server is, once it is there. */
function listening() {
  let tell: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const listen: typeof listenOnNode = async (options, handler) => {
    const server = await listenOnNode(options, handler);
    tell(server.url);
    return server;
  };
  return { url, listen };
}

type Play = (call: ReturnType<typeof caller>, url: string) => Promise<unknown>;

/** Plays, ends the listening as Ctrl-C does, and gives the report. */
async function judged(play: Play, argv: readonly string[] = [], changes: RunChanges = {}) {
  const world = await createWorld({ env: { SANDBOX_SDK_API_KEY: KEY } });
  const stop = new AbortController();
  const { url, listen } = listening();
  const line = ["conformance", "client", "--listen", "--json", ...argv];
  const running = world.run(line, { signal: stop.signal, listen, ...changes });
  const at = await url;
  await play(caller(at), at);
  stop.abort();
  const run = await running;
  const report = JSON.parse(run.out) as ConformanceReport;
  const status = (id: string) => report.checks.find((check) => check.id === id)?.status;
  return { ...run, report, status };
}

const purchase = (nth: number, more: object = {}) => ({
  userId: `user-${nth}`,
  transactionId: `order-${nth}`,
  productId: "gems",
  amount: 4.5,
  currency: "KRW",
  platform: "iOS",
  distributionType: "MOBILE_STORE",
  purchasedAt: `2026-01-05T00:00:0${nth}.000Z`,
  ...more,
});

describe("what comes of it", () => {
  it("is incomplete where nobody has called", async () => {
    const { code, report, err } = await judged(() => Promise.resolve());
    expect(code).toBe(3);
    expect(report.summary).toMatchObject({ verdict: "incomplete", pass: 0, na: 0 });
    expect(report.summary.blocked).toBe(report.summary.total);
    expect(err).toContain("0 calls to judge");
  });

  it("passes no check of what was not seen", async () => {
    const { code, report, status } = await judged((call) => call("GET", "/v1/server/campaigns"));
    expect(status("client.auth.every-call")).toBe("pass");
    expect(status("client.payments.members-valid")).toBe("na");
    expect(status("client.coupons.not-redeemed-again")).toBe("na");
    expect(status("client.repeats.bounded")).toBe("blocked");
    expect(report.checks.filter((check) => check.status === "fail")).toEqual([]);
    expect(code).toBe(3);
  });

  it("is a failure for what is wrong, with the call and a line that listens again", async () => {
    const { code, report } = await judged(async (call) => {
      await call("POST", "/v1/server/payments", purchase(1));
      await call("POST", "/v1/server/payments", purchase(2, { currency: "won" }));
    });
    const check = report.checks.find(({ id }) => id === "client.payments.members-valid");
    expect(check).toMatchObject({ status: "fail", requirements: ["sdk.caller.json"] });
    expect(check?.actual).toContain("call 2, POST payments: currency:");
    expect(check?.reproduce).toMatch(/conformance client --only \S+ --seed 1 --listen$/);
    expect(check?.curl).toBeUndefined();
    expect(check?.evidence[0]?.response?.body.text).toContain("VALIDATION_ERROR");
    expect(code).toBe(1);
  });

  it("blames nobody who plays the same flow over and over, and repeats nothing", async () => {
    const { report } = await judged(async (call) => {
      for (let round = 0; round < 6; round += 1) {
        await call("GET", "/v1/server/campaigns?limit=100");
        await call("GET", "/v1/server/creators/LUNA7");
        await call("POST", "/v1/server/sponsors", { userId: "u", creatorKey: "LUNA7" });
        await call("POST", "/v1/server/coupons/redeem", {
          userId: "u",
          couponCode: "LUNA7-WELCOME",
        });
        await call("POST", "/v1/server/payments", purchase(1));
      }
    });
    const accused = report.checks.filter(({ status }) => status === "fail" || status === "warn");
    expect(accused.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  });

  it("blames nobody for calls that cross", async () => {
    const { report } = await judged(async (call) => {
      await Promise.all(
        Array.from({ length: 9 }, (_, nth) =>
          call("GET", nth % 2 === 0 ? "/v1/server/campaigns" : "/v1/server/creators/LUNA7"),
        ),
      );
    });
    const accused = report.checks.filter(({ status }) => status === "fail" || status === "warn");
    expect(accused).toEqual([]);
  });
});

describe("keys", () => {
  it("are shown to nobody, wherever they were sent, the sandbox's and others", async () => {
    const other = "ak_server_real:the-key-of-production";
    const { out, err, status } = await judged(async (_, url) => {
      const call = caller(url, other);
      await call("GET", `/v1/server/campaigns?key=${encodeURIComponent(other)}`);
      await call("POST", "/v1/server/webview/ott", { userId: "u", metadata: { key: other } });
      const right = caller(url);
      await right("GET", `/v1/server/creators/LUNA7?secret=a-secret-of-the-test`);
      await right("GET", `/v1/server/creators/${encodeURIComponent(KEY)}`);
      await right("GET", "/v1/server/campaigns", undefined, { "X-Key": KEY });
    });
    expect(status("client.auth.key-not-in-url")).toBe("fail");
    expect(status("client.auth.key-not-in-body")).toBe("warn");
    expect(status("client.auth.every-call")).toBe("fail");
    for (const secret of ["a-secret-of-the-test", "the-key-of-production"])
      expect(out).not.toContain(secret);
    expect(err).not.toContain("the-key-of-production");
    // The line that tells which key to use is the only one.
    expect(err.split("a-secret-of-the-test")).toHaveLength(2);
  });

  it.each([
    ["not there at all", "", "the first has no Authorization"],
    ["another's", "ak_server_legal:Zx91kqLm02PqWv77", "the first has another key: configure"],
  ])("that are %s are the first cause, and nothing else is blamed", async (_, key, words) => {
    const { report } = await judged(async (__, url) => {
      const call = caller(url, key);
      await call("GET", "/v1/server/campaigns");
      await call("POST", "/v1/server/payments", purchase(1));
    });
    expect(report.diagnosis).toMatchObject({ certainty: "proved" });
    expect(report.diagnosis?.text).toMatch(/^this is not met: /);
    expect(report.diagnosis?.text).toContain(words);
    const failed = report.checks.filter((check) => check.status === "fail");
    expect(failed.map(({ id }) => id).sort()).toEqual([
      "client.auth.every-call",
      "client.auth.key-presented",
    ]);
  });
});

describe("the end", () => {
  it.each([
    ["--for", "the time is over"],
    ["--idle", "nobody has called for a while"],
  ])("comes by %s", async (flag, words) => {
    const world = await createWorld();
    const run = await world.run(["conformance", "client", "--listen", flag, "50ms"]);
    expect(run.code).toBe(3);
    expect(run.err).toContain(words);
  });

  it("comes with Enter", async () => {
    const world = await createWorld();
    const argv = ["conformance", "client", "--listen"];
    const run = await world.run(argv, { input: "\n", seen: { inIsTerminal: true } });
    expect(run.err).toContain("Press Enter or Ctrl-C");
    expect(run.err).toContain("stopped listening; 0 calls");
    expect(run.code).toBe(3);
  });
});

describe("a running sandbox", () => {
  it("is judged afterwards, as often as wanted, with the key that it shows", async () => {
    const world = await createWorld({ env: { SANDBOX_SDK_API_KEY: KEY } });
    const stop = new AbortController();
    const { url, listen } = listening();
    const serving = world.run(["sandbox"], { signal: stop.signal, listen });
    const at = await url;
    await caller(at)("PATCH", "/v1/server/sponsors/user/u", {});
    for (const round of [1, 2]) {
      const run = await world.run(["conformance", "client", "--to", at, "--json"]);
      const { checks } = JSON.parse(run.out) as ConformanceReport;
      const failed = checks.filter(({ status }) => status === "fail").map(({ id }) => id);
      expect(failed, `round ${round}`).toEqual(["client.calls.known-endpoints"]);
    }
    const stranger = await fetch(`${at}/watched`, { headers: { Authorization: "Bearer x:y" } });
    expect(stranger.status).toBe(401);
    stop.abort();
    await serving;
  });

  it.each([
    ["answers anything else", () => hostile((socket) => socket.end(OK))],
    ["is not there", async () => ({ url: `http://127.0.0.1:${await closedPort()}` })],
  ])("that %s leaves the run incomplete", async (_, open) => {
    const { url } = await open();
    const world = await createWorld({ env: { SANDBOX_SDK_API_KEY: KEY } });
    const run = await world.run(["conformance", "client", "--to", url, "--json"]);
    const { summary } = JSON.parse(run.out) as ConformanceReport;
    expect(run.code).toBe(3);
    expect(summary).toMatchObject({ pass: 0, fail: 0, warn: 0, verdict: "incomplete" });
  });
});

it.each([
  [["client"], "nothing has listened"],
  [["client", "webhook", "--listen"], "for the client suite"],
  [["--listen"], "for the client suite"],
  [["client", "--listen", "--sandbox"], "have no place beside it"],
  [["client", "--idle", "5s", "--sandbox"], "go with --listen"],
  [["client", "--listen", "70000"], "--listen"],
  [["client", "--listen", "--watch"], "--listen plays once"],
  [["client", "--listen", "--baseline", "b.json", "--update-baseline"], "--listen plays once"],
  [["client", "--listen", "--ready-on", "http://127.0.0.1:1/"], "--listen plays once"],
  [["client", "--listen", "--shard", "3/2"], "--shard 3/2: not i/n"],
  [["client", "--listen", "--run-id", "a b"], "is not usable in identifiers"],
  [["client", "--listen", "--only", "client.no-such.*"], "client.no-such.*"],
  [
    ["client", "--listen", "--only", "client.auth.*", "--skip", "client.*"],
    "the filters select no check",
  ],
])("conformance %j is refused in words", async (argv, words) => {
  const world = await createWorld();
  const listen = () => Promise.reject(new Error("it listens"));
  const run = await world.run(["conformance", ...argv, "--json"], { listen });
  expect(run.code, run.err).toBe(2);
  expect(errorOf(run).message).toContain(words);
});
