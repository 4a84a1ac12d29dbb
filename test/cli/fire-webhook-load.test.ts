/** `fire-webhook --concurrency` and `--rate`: what leaves, what is measured, and how it ends. */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { verifyWebhook } from "../../src/protocols/webhook/signature.js";
import { closedPort } from "../hostile-server.js";
import { fakeTerminal } from "./recording-world.js";
import { createWorld, errorOf, type World } from "./world.js";

const SECRET = "hook-secret-4711";

interface Received {
  readonly body: string;
  readonly signature: string;
}

/** Answers each request as it is told; `null` says nothing. */
async function sink(answer: (nth: number) => number | null = () => 200) {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = "";
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const [head = "", body] = text.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (body === undefined || body.length < length) return;
      text = "";
      const signature = /^X-Webhook-Signature: (.*)$/im.exec(head)?.[1] ?? "";
      const nth = received.push({ body, signature });
      const status = answer(nth);
      if (status !== null) socket.write(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

function worldAt(url: string, webhook: object = {}): Promise<World> {
  return createWorld({
    profile: {
      partner: "acme",
      webhook: {
        url: `${url}/hooks`,
        secret: { env: "ACME_SECRET" },
        timeout: "20s",
        ...webhook,
      },
    },
    env: { ACME_SECRET: SECRET },
  });
}

const LOAD = ["fire-webhook", "payment.created"];

interface Report {
  readonly sent: number;
  readonly accepted: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byFailure: Readonly<Record<string, number>>;
  readonly latencyMs: { readonly p50: number; readonly max: number };
  readonly examples: readonly { readonly deliveryId?: string }[];
}

describe("a load", () => {
  it("sends deliveries of which each is unique and correctly signed", async () => {
    const { url, received } = await sink();
    const run = await (
      await worldAt(url)
    ).run([...LOAD, "--repeat", "200", "--concurrency", "8", "--json"]);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({
      total: 200,
      sent: 200,
      accepted: 200,
      byStatus: { 200: 200 },
      latencyMs: { count: 200 },
    });
    const transactions = received.map(
      ({ body }) =>
        (JSON.parse(body) as { events: [{ data: { transactionId: string } }] }).events[0].data
          .transactionId,
    );
    expect(new Set(transactions).size).toBe(200);
    for (const { body, signature } of received) {
      const options = { payload: body, signature, secret: SECRET };
      const verdict = verifyWebhook({ ...options, nowMs: Date.now() });
      expect(verdict.valid).toBe(true);
    }
  });

  it("on several threads is joined: every delivery once, unique, signed and counted", async () => {
    const { url, received } = await sink((nth) => (nth % 10 === 0 ? 503 : 200));
    const world = await worldAt(url);
    const flags = ["--repeat", "101", "--concurrency", "4", "--workers", "3", "--json"];
    const run = await world.run([...LOAD, ...flags, "--set", "body.events[0].data.amount=7"]);
    expect(run.code, run.err).toBe(1);
    expect(JSON.parse(run.out)).toMatchObject({
      ...{ total: 101, sent: 101, accepted: 91, byStatus: { 200: 91, 503: 10 } },
      latencyMs: { count: 101 },
    });
    const transactions = received.map(
      ({ body }) => /"transactionId":"([^"]+)"/.exec(body)?.[1] ?? "none",
    );
    expect(new Set(transactions).size).toBe(101);
    for (const { body, signature } of received) {
      expect(body).toContain('"amount":7');
      const options = { payload: body, signature, secret: SECRET };
      expect(verifyWebhook({ ...options, nowMs: Date.now() }).valid).toBe(true);
    }
    expect(run.out).not.toContain(SECRET);
  });

  it("on several threads stops when it is told to, with what it has measured", async () => {
    const stop = new AbortController();
    const { url } = await sink((nth) => {
      if (nth === 30) stop.abort();
      return 200;
    });
    const flags = ["--repeat", "100000", "--rate", "500", "--workers", "2", "--json"];
    const run = await (await worldAt(url)).run([...LOAD, ...flags], { signal: stop.signal });
    expect(run.code).toBe(130);
    const { sent } = JSON.parse(run.out) as Report;
    expect(sent).toBeGreaterThanOrEqual(30);
    expect(sent).toBeLessThan(100_000);
  });

  it("keeps its changes, its format and its given body", async () => {
    const { url, received } = await sink();
    const world = await worldAt(url);
    const flags = ["--concurrency", "2", "--repeat", "2"];
    await world.run([...LOAD, ...flags, "--set", "body.events[0].data.amount=7"]);
    await world.run([
      ...["fire-webhook", "sponsor.created", "--format", "gateway"],
      ...[...flags, "--signature", "timestamped"],
    ]);
    await world.run(["fire-webhook", "--data", "-", ...flags], { input: "{}" });
    expect(received.slice(0, 2).every(({ body }) => /"amount":7/.test(body))).toBe(true);
    for (const { body, signature } of received.slice(2, 4)) {
      expect(body).toContain('"usn":');
      expect(signature).toMatch(/^t=\d+,v1=/);
    }
    expect(received.slice(4).map(({ body }) => body)).toEqual(["{}", "{}"]);
  });

  it("prints a table", async () => {
    const { url } = await sink((nth) => (nth % 10 === 0 ? 503 : 200));
    const run = await (await worldAt(url)).run([...LOAD, "--repeat", "50", "--concurrency", "4"]);
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/^50 deliveries in [\d.]+ s: [\d,]+ answered a second, 4 at a time\n/);
    expect(run.out).toMatch(/\n200 +45\n503 +5\n/);
    expect(run.out).toMatch(/\nlatency +p50 +p90 +p99 +p99\.9 +max\n/);
    expect(run.out).toMatch(/\nup to [\d.]+ m?s +\d+ +█/);
    expect(run.err).toMatch(/send it again with: .* replay /);
  });

  it("shows how fast it goes on a terminal, and clears it away", async () => {
    const { url } = await sink();
    const world = await worldAt(url);
    const said: string[] = [];
    const terminal = fakeTerminal({
      err: (text: string) => void said.push(text),
      outIsTerminal: true,
      errIsTerminal: true,
    });
    await world.run([...LOAD, "--repeat", "20", "--concurrency", "2"], {
      terminal,
    });
    expect(said.join("")).toMatch(/\d+ of 20, [\d,]+ a second/);
    expect(said.at(-1)).toBe("\r\u001B[K");
  });

  it("at a rate counts a stall against all that it held up", async () => {
    const { url } = await sink((nth) => (nth === 11 ? null : 200));
    const world = await worldAt(url, { timeout: "400ms" });
    const flags = ["--repeat", "60", "--rate", "200", "--concurrency", "1"];
    const run = await world.run([...LOAD, ...flags, "--json"]);
    const report = JSON.parse(run.out) as Report;
    expect(report.byFailure["response-timeout"]).toBe(1);
    // One delivery in sixty was slow; the fifty after it waited.
    expect(report.latencyMs.p50).toBeGreaterThan(100);
    expect(report.latencyMs.max).toBeGreaterThan(390);
  });

  it("that is interrupted prints what it has measured, and exits 130", async () => {
    const stop = new AbortController();
    const { url } = await sink((nth) => {
      if (nth === 30) stop.abort();
      return nth < 30 ? 200 : null;
    });
    const run = await (
      await worldAt(url)
    ).run([...LOAD, "--repeat", "1000000", "--concurrency", "4", "--json"], {
      signal: stop.signal,
    });
    expect(run.code).toBe(130);
    const report = JSON.parse(run.out) as Report & { interrupted: number };
    expect(report.accepted).toBeGreaterThanOrEqual(26);
    expect(report.sent).toBe(report.accepted + report.interrupted);
    expect(report.interrupted).toBeGreaterThanOrEqual(1);
  });

  it("at nobody gives up, and exits 3", async () => {
    const world = await worldAt(`http://127.0.0.1:${await closedPort()}`);
    const run = await world.run([...[...LOAD, "--repeat", "100000", "--concurrency", "4"]]);
    expect(run.code).toBe(3);
    expect(run.out).toMatch(/^[4-7] of 100,000 deliveries/);
    expect(run.err).toContain("gave up");
  });

  it("stands in the journal: a small one as a whole, without the secret", async () => {
    const { url } = await sink((nth) => (nth === 3 ? 500 : 200));
    const world = await worldAt(url);
    const run = await world.run([...[...LOAD, "--repeat", "12", "--concurrency", "3", "--json"]]);
    const [example] = (JSON.parse(run.out) as Report).examples;
    const list = await world.run(["deliveries", "list", "--json"]);
    expect(list.out.match(/"step":\s*"load"/g)).toHaveLength(12);
    const id = example?.deliveryId ?? "?";
    const shown = await world.run(["deliveries", "show", id]);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain("payment.created");
    expect(shown.out).not.toContain(SECRET);
  });
});

describe("a load is refused", () => {
  const REMOTE = ["--to", "http://staging.invalid/hooks"];

  it.each([[["--concurrency", "2"]], [["--rate", "2"]], [["--repeat", "101"]]])(
    "at another host with %j",
    async (flags) => {
      const { url } = await sink();
      const run = await (await worldAt(url)).run([...LOAD, ...REMOTE, ...flags, "--json"]);
      expect([run.code, run.out]).toEqual([2, ""]);
      expect(errorOf(run)).toMatchObject({
        code: "remote_load",
        hint: expect.stringContaining("--allow-remote-load") as string,
      });
    },
  );

  it("no more once it is allowed, and says first how much it sends there", async () => {
    const { url } = await sink();
    const flags = ["--rate", "50", "--repeat", "7", "--allow-remote-load"];
    const run = await (await worldAt(url)).run([...LOAD, ...REMOTE, ...flags]);
    expect(run.err).toContain("deliveries to send to staging.invalid: 7");
    // The name does not resolve: unreachable, so it was let pass.
    expect(run.code).toBe(3);
  });

  it.each([
    [["--concurrency", "2", "--retry"], "--retry"],
    [["--rate", "2", "--tamper", "wrong-secret"], "--tamper"],
    [["--speed", "100x"], "--speed"],
    [["--workers", "2"], "--workers"],
    [["--workers", "3", "--concurrency", "2"], "--workers"],
    [["--retry", "--speed", "fast"], "--speed"],
    [["--retry", "--speed", "0x"], "--speed"],
  ])("where flags contradict one another: %j", async (flags, named) => {
    const { url, received } = await sink();
    const run = await (await worldAt(url)).run([...LOAD, ...flags]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(named);
    expect(received).toEqual([]);
  });
});
