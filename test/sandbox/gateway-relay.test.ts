/** The sandbox's gateway between PlayCamp and the game server: registered once, dropping what is not agreed, ended with the sandbox. */
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { systemClock, systemFiles, systemRandom } from "../../src/adapters/process/system.js";
import { headerValue } from "../../src/core/http.js";
import { entrySettings } from "../../src/profile/entry-settings.js";
import { signEntry } from "../../src/protocols/entry/sign.js";
import { openSandbox } from "../../src/tasks/sandbox/open-sandbox.js";
import { resolveSandboxProfile } from "../../src/tasks/sandbox/sandbox-profile.js";
import { hostile, OK } from "../hostile-server.js";
import { sandboxFor, type SandboxAtHand } from "./sandbox-for.js";
import { ask, sdkClient } from "./sdk-client.js";

const rootOf = ({ profile }: SandboxAtHand) => new URL(profile.profile.sdkApi?.url ?? "").origin;

async function enter(at: SandboxAtHand, usn = "4711") {
  const { recipe, keys } = await entrySettings(at.profile, "a test");
  const order = { usn, campaign: "camp" };
  const signed = signEntry(recipe, order, keys[0].value, at.clock.nowMs());
  const reply = await ask(at, "GET", signed.url);
  return {
    status: reply.status,
    token: signed.token,
    location: headerValue(reply.headers, "location") ?? "",
  };
}

interface RelayLog {
  readonly log: readonly {
    readonly events: readonly string[];
    readonly outcome: string;
    readonly answer: string | null;
  }[];
}

async function relayLog(at: SandboxAtHand): Promise<RelayLog["log"]> {
  const { body } = await ask(at, "GET", `${rootOf(at)}/gateway/relay`);
  return (JSON.parse(Buffer.from(body).toString()) as RelayLog).log;
}

describe("an entry", () => {
  it("leads to a WebView that knows the user, and registers the relay once", async () => {
    const at = await sandboxFor();
    const entries = await Promise.all(["1", "2", "3", "4"].map((usn) => enter(at, usn)));
    const places = entries.map(({ location }) => location);
    expect(new Set(places).size).toBe(4);
    const [first = ""] = places;
    expect(first.startsWith(`${rootOf(at)}/webview/?ott=`)).toBe(true);
    const page = await ask(at, "GET", first, [["Accept", "application/json"]]);
    expect(JSON.parse(Buffer.from(page.body).toString())).toMatchObject({
      userId: "1",
      campaignId: "camp",
    });
    const { items } = await sdkClient(at)("GET", "webhooks");
    expect(items).toHaveLength(7);
  });

  it.each([["sdk-api.fails-every-third"], ["sdk-api.resets"]])(
    "leads on whatever PlayCamp does: %s",
    async (trouble) => {
      const at = await sandboxFor({}, [trouble]);
      for (let nth = 0; nth < 4; nth += 1) {
        const { status, location } = await enter(at);
        expect([status, location]).toEqual([302, expect.stringMatching(/^http/)]);
      }
    },
  );
});

describe("the relay", () => {
  it("passes on what the agreement maps, drops the rest, and says so", async () => {
    const at = await sandboxFor();
    const { location } = await enter(at);
    const page = await ask(at, "GET", location, [["Accept", "application/json"]]);
    const { session } = JSON.parse(Buffer.from(page.body).toString()) as {
      session: string;
    };
    await ask(
      at,
      "POST",
      `${rootOf(at)}/webview/choice`,
      [],
      `session=${session}&creatorKey=LUNA7`,
    );
    await sdkClient(at)("POST", "payments", {
      transactionId: "tx",
      userId: "u",
      productId: "p",
      amount: 1,
      currency: "EUR",
      platform: "Web",
      distributionType: "PC_STORE",
      purchasedAt: "2026-01-05T00:00:00.000Z",
    });
    const log = await vi.waitFor(async () => {
      const notes = await relayLog(at);
      expect(notes).toHaveLength(2);
      return notes;
    });
    expect(log.map(({ events, outcome }) => `${events.join()} ${outcome}`).sort()).toEqual([
      "payment.created dropped",
      "sponsor.created delivered",
    ]);
  });

  it("trusts nobody before PlayCamp has given it a secret, and no forger after", async () => {
    const at = await sandboxFor();
    const forge = () =>
      ask(
        at,
        "POST",
        `${rootOf(at)}/gateway/relay`,
        [["X-Webhook-Signature", "0".repeat(64)]],
        '{"events":[]}',
      );
    expect((await forge()).status).toBe(401);
    await enter(at);
    expect((await forge()).status).toBe(401);
    expect(await relayLog(at)).toEqual([]);
  });
});

describe("deliveries of a sandbox", () => {
  const PORTS = {
    listen: listenOnNode,
    clock: systemClock,
    random: systemRandom,
    files: systemFiles,
  };
  const client = () => {
    const made = createHttpClient({ extraCa: [], proxy: {} });
    onTestFinished(() => made.close());
    return made;
  };

  it("end with it, retries that are due later included", async () => {
    const { http } = client();
    const { url, received } = await hostile((socket) =>
      socket.end("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n"),
    );
    const sandbox = await openSandbox(
      { base: null, host: "127.0.0.1", port: 0, deviations: [] },
      { ...PORTS, http },
    );
    const at = { profile: sandbox.profile, http } as unknown as SandboxAtHand;
    const call = sdkClient(at);
    await call("POST", "webhooks", {
      eventType: "payment.bulk_created",
      url,
      retryCount: 10,
    });
    await call("POST", "payments/bulk", {
      payments: [
        {
          transactionId: "tx",
          userId: "u",
          productId: "p",
          amount: 1,
          currency: "EUR",
          platform: "Web",
          distributionType: "PC_STORE",
          purchasedAt: "2026-01-05T00:00:00.000Z",
        },
      ],
    });
    await vi.waitFor(() => expect(received).toHaveLength(1));
    await sandbox.close();
    expect(received).toHaveLength(1);
  });

  it("never go to a host that the profile marks as live", async () => {
    const { http } = client();
    const { url, received } = await hostile((socket) => socket.end(OK));
    const plain = resolveSandboxProfile(null, url, systemFiles);
    const host = new URL(url).hostname;
    const base = { ...plain, liveHosts: new Set([host]) };
    const sandbox = await openSandbox(
      { base, host: "localhost", port: 0, deviations: [] },
      { ...PORTS, http },
    );
    onTestFinished(() => sandbox.close());
    const at = { profile: sandbox.profile, http } as unknown as SandboxAtHand;
    const call = sdkClient(at);
    const { item } = await call("POST", "webhooks", {
      eventType: "sponsor.ended",
      url,
    });
    const tested = await call("POST", `webhooks/${item.id}/test`);
    expect(tested.item).toEqual({
      success: false,
      error: expect.stringContaining("live") as string,
    });
    expect(received).toEqual([]);
  });

  it("do not happen where it has nothing to send with, and entries lead on", async () => {
    const { http } = client();
    const sandbox = await openSandbox(
      { base: null, host: "127.0.0.1", port: 0, deviations: [] },
      PORTS,
    );
    onTestFinished(() => sandbox.close());
    const at = {
      profile: sandbox.profile,
      http,
      clock: systemClock,
    } as unknown as SandboxAtHand;
    const { status, location } = await enter(at);
    expect([status, location]).toEqual([
      302,
      "https://webview.example/sponsor?user=4711&campaign=camp",
    ]);
  });
});
