/** `sandbox`: one line when it is ready, serves until it is asked to stop, and then exits 0. */
import { describe, expect, it } from "vitest";
import { SANDBOX_CONDITIONS, SANDBOX_FAULTS, SANDBOX_VARIANTS } from "../../src/sandbox/sandbox.js";
import { SANDBOX_SECRETS } from "../../src/tasks/sandbox/index.js";
import { fakeTerminal } from "./recording-world.js";
import { createWorld } from "./world.js";

interface Ready {
  readonly url: string;
  readonly port: number;
  readonly profile: { readonly partner: string };
  readonly credentials: { readonly SANDBOX_SDK_API_KEY: string };
}

/** Runs the sandbox, hands its first line to `use`, and then asks it to stop. */
async function whileServing(
  argv: readonly string[],
  use: (ready: Ready) => Promise<void>,
  profile?: unknown,
  env: Readonly<Record<string, string>> = {},
) {
  const world = await createWorld({ profile, env });
  const stop = new AbortController();
  let used: Promise<void> = Promise.resolve();
  const lines: string[] = [];
  const run = await world.run(["sandbox", ...argv], {
    signal: stop.signal,
    terminal: fakeTerminal({
      out: (text) => {
        lines.push(text);
        if (lines.length > 1) return;
        used = use(JSON.parse(text) as Ready).finally(() => stop.abort());
      },
    }),
  });
  await used;
  return { code: run.code, lines };
}

describe("sandbox", () => {
  it("is ready when it says so, and stops when it is asked to", async () => {
    let served = 0;
    const { code, lines } = await whileServing(
      ["--fault", "webhook.answers-get"],
      async ({ url, port }) => {
        expect(url).toBe(`http://127.0.0.1:${port}`);
        served = (await fetch(`${url}/game/webhooks/playcamp`)).status;
      },
    );
    expect([code, served, lines.length]).toEqual([0, 200, 1]);
  });

  it("takes over the recipes of a profile at hand, never its secrets", async () => {
    const profile = {
      partner: "acme",
      entry: {
        url: "https://gw.example/{partner}",
        params: { usn: "player" },
        key: { env: "NOT_SET" },
      },
    };
    const { lines } = await whileServing([], async () => undefined, profile);
    const ready = JSON.parse(lines[0] ?? "") as {
      profile: { partner: string; entry: { params: unknown; key: unknown } };
    };
    expect(ready.profile.partner).toBe("acme");
    expect(ready.profile.entry.params).toEqual({ usn: "player" });
    expect(JSON.stringify(ready)).not.toContain("NOT_SET");
  });

  const asked = async ({ url }: Ready, key: string) =>
    (
      await fetch(`${url}/playcamp/v1/server/webhooks`, {
        headers: { Authorization: `Bearer ${key}` },
      })
    ).status;

  it("has an SDK API key of its own with each start, and tells no one else", async () => {
    const keys: string[] = [];
    for (const _ of [1, 2])
      await whileServing([], async (ready) => {
        const { SANDBOX_SDK_API_KEY: key } = ready.credentials;
        keys.push(key);
        expect(await asked(ready, key)).toBe(200);
        expect(await asked(ready, SANDBOX_SECRETS["SANDBOX_SDK_API_KEY"] ?? "")).toBe(401);
        expect(await (await fetch(ready.url)).text()).not.toContain(key);
      });
    expect(new Set(keys).size).toBe(2);
  });

  it("takes the SDK API key that the environment gives", async () => {
    const key = "ak_server_mine:4711-4711";
    let status = 0;
    await whileServing(
      [],
      async (ready) => {
        status = await asked(ready, key);
      },
      undefined,
      { SANDBOX_SDK_API_KEY: key },
    );
    expect(status).toBe(200);
  });

  it("says on a terminal where everything is, and with what key", async () => {
    const world = await createWorld({ env: { SANDBOX_SDK_API_KEY: "ak_server_mine:4711" } });
    const stop = new AbortController();
    let out = "";
    const terminal = fakeTerminal({
      outIsTerminal: true,
      out: (text) => {
        out += text;
        stop.abort();
      },
    });
    await world.run(["sandbox"], { signal: stop.signal, terminal });
    expect(out).toMatch(/^sandbox on http:\/\/127\.0\.0\.1:\d+\n/);
    expect(out).toContain("export SANDBOX_SDK_API_KEY=ak_server_mine:4711\n");
    expect(out).toContain("/game/webhooks/playcamp");
    expect(out.split("\n").length).toBeLessThan(40);
  });

  it("sells as much as is asked for, in the shape that is asked for", async () => {
    let total = 0;
    await whileServing(["--payments-shape", "F", "--payments", "7"], async ({ url }) => {
      const range = "fromMs=1767571200000&toMs=1767657600000";
      const reply = await fetch(`${url}/game/payments/payments?${range}`);
      const { payments } = (await reply.json()) as { payments: unknown[] };
      total = payments.length;
    });
    expect(total).toBe(7);
  });

  it.each([
    ["--payments-shape", "Z"],
    ["--payments", "0"],
  ])("refuses %s %s", async (flag, value) => {
    const world = await createWorld();
    const run = await world.run(["sandbox", flag, value]);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(run.err).toContain(flag);
  });

  it("lists faults and variants without serving", async () => {
    const world = await createWorld();
    const refuse = { listen: () => Promise.reject(new Error("listened")) };
    const text = await world.run(["sandbox", "--list-faults"], refuse);
    expect([text.code, text.err]).toEqual([0, ""]);
    const deviations = [...SANDBOX_FAULTS, ...SANDBOX_VARIANTS, ...SANDBOX_CONDITIONS];
    for (const { id } of deviations) expect(text.out).toContain(id);
    const json = await world.run(["sandbox", "--list-faults", "--json"], refuse);
    expect(JSON.parse(json.out)).toMatchObject({
      faults: SANDBOX_FAULTS,
      variants: SANDBOX_VARIANTS,
      conditions: SANDBOX_CONDITIONS,
    });
  });
});
