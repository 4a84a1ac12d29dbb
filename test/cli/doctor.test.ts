/** `doctor` as a user calls it, against servers of this machine. */
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { closedPort, hostile } from "../hostile-server.js";
import { tlsFile, tlsServer } from "../tls-server.js";
import { createWorld, errorOf, spoken, type WorldOptions } from "./world.js";

const KEY = "4d1f0c8e72b95a3640ff1122334455667788990011aabbcc";

function answering(headers: string): (socket: { end: (text: string) => unknown }) => void {
  return (socket) => socket.end(`HTTP/1.1 401 Unauthorized\r\n${headers}Content-Length: 0\r\n\r\n`);
}

function profile(url: string, changes: object = {}) {
  return {
    partner: "acme",
    webhook: {
      url: `${url}/hooks`,
      secret: { env: "SECRET" },
      signature: "timestamped",
    },
    ...changes,
  };
}

interface Line {
  readonly check: string;
  readonly subject: string;
  readonly status: string;
  readonly message: string;
  readonly fix?: string;
}

async function examined(options: WorldOptions, argv: readonly string[] = []) {
  const world = await createWorld({
    ...options,
    env: { SECRET: KEY, ...options.env },
  });
  if (process.platform !== "win32") await chmod(join(world.folder, "playcamp-gw.json"), 0o600);
  const run = await world.run(["doctor", "--json", ...argv]);
  const report = JSON.parse(run.out) as {
    readonly format: string;
    readonly summary: Readonly<Record<string, unknown>>;
    readonly checks: readonly Line[];
  };
  const line = (check: string, subject?: string) =>
    report.checks.find(
      (each) => each.check === check && (subject === undefined || each.subject === subject),
    );
  return { world, run, report, line };
}

describe("where all is well", () => {
  it("every role of the sandbox answers, and the exit code is 0", async () => {
    const { run, report } = await examinedSandbox();
    expect(run.code).toBe(0);
    expect(report.format).toBe("playcamp-gw/doctor@1");
    expect(report.summary).toMatchObject({ fail: 0, verdict: "healthy" });
    const roles = report.checks.filter(({ check }) => check === "role");
    expect(roles.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(["entry", "webhook", "wallet", "postback"]),
    );
  });

  async function examinedSandbox() {
    const world = await createWorld();
    const run = await world.run(["doctor", "--sandbox", "--json"]);
    const report = JSON.parse(run.out) as {
      format: string;
      summary: object;
      checks: Line[];
    };
    return { run, report };
  }

  it("each role is asked once, at its own path and without credentials", async () => {
    const { url, received } = await hostile((socket) => {
      answering(`Date: ${new Date().toUTCString()}\r\n`)(socket);
    });
    const { run, line } = await examined({
      profile: profile(url, {
        sdkApi: { url, apiKey: { env: "SECRET" } },
        entry: { url: `${url}/api/{partner}/x`, key: { env: "KEY2" } },
        wallet: {
          url: `${url}/gp`,
          publicKey: "p",
          secret: { env: "KEY2" },
          player: { userToken: "u", sessionToken: "s", currency: "USD" },
        },
      }),
      env: { KEY2: `${KEY}00` },
    });
    const asked = received.filter((text) => text !== "");
    expect(asked.map((text) => text.split(" HTTP/")[0]).sort()).toEqual([
      "GET /api/acme/x",
      "GET /v1/server/webhooks",
      "POST /gp/balance",
      "POST /hooks",
    ]);
    expect(asked.join()).not.toMatch(/signature|authorization/i);
    expect(line("clock")?.status).toBe("pass");
    expect(spoken(run)).not.toContain(KEY);
  });

  it("a table says it to people", async () => {
    const world = await createWorld();
    const { out, err, code } = await world.run(["doctor", "--sandbox"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ pass {5}node {5}v\d+/);
    expect(err).toMatch(/^nothing stands in the way: \d+ pass, 1 na$/m);
  });
});

describe("what is wrong here", () => {
  it("no profile is exit 2, and the machine is examined all the same", async () => {
    const world = await createWorld();
    const run = await world.run(["doctor", "--json"]);
    expect(run.code).toBe(2);
    expect(errorOf(run).code).toBe("profile_not_found");
    expect(JSON.parse(run.out).checks).toMatchObject([
      { check: "node", status: "pass" },
      { check: "profile", status: "fail" },
    ]);
  });

  it("an invalid one says where", async () => {
    const { run, line } = await examined({ profile: { partner: 1 } });
    expect(run.code).toBe(2);
    expect(line("profile")?.message).toContain("partner");
  });

  it("a secret that is not there is exit 1, and the target is examined all the same", async () => {
    const { url } = await hostile(answering(""));
    const { run, line } = await examined({
      profile: profile(url),
      env: { SECRET: undefined },
    });
    expect(run.code).toBe(1);
    expect(line("secret", "webhook.secret")).toMatchObject({
      status: "fail",
      message: expect.stringContaining("SECRET is not set"),
      fix: expect.stringContaining("Export SECRET"),
    });
    expect(line("role", "webhook")?.status).toBe("pass");
  });

  it.each<[string, string, RegExp]>([
    [`${KEY}\n`, "fail", /line break/],
    ["changeme", "fail", /placeholder/],
    ["sandbox-webhook-secret-known-to-everyone", "pass", /SECRET/],
  ])("a secret of %j is a %s", async (value, status, message) => {
    const { url } = await hostile(answering(""));
    const { run, line } = await examined({
      profile: profile(url),
      env: { SECRET: value },
    });
    expect(line("secret")?.status).toBe(status);
    expect(line("secret")?.message).toMatch(message);
    if (value.startsWith(KEY)) expect(spoken(run)).not.toContain(KEY);
  });

  it("one secret for two purposes, or for test and live", async () => {
    const { url } = await hostile(answering(""));
    const { report } = await examined({
      profile: profile(url, {
        postback: {
          url: `${url}/api/postback`,
          secret: { env: "OTHER" },
          pid: "p",
          gid: "g",
          uids: ["u"],
        },
        environments: {
          live: { live: true, webhook: { url: "https://live.example.com/h" } },
          staging: { webhook: { url: "https://staging.example.com/h" } },
        },
      }),
      env: { OTHER: KEY },
    });
    const messages = report.checks
      .filter(({ status }) => status === "warn")
      .map(({ subject, message }) => `${subject} ${message}`);
    expect(messages).toEqual([
      "postback.secret is the same as webhook.secret",
      "webhook.secret is the same in the base and in live",
    ]);
  });

  it.runIf(process.platform !== "win32")(
    "files that others can read or change, and the command that mends them",
    async () => {
      const { url } = await hostile(answering(""));
      const world = await createWorld({
        profile: profile(url, { entry: { url, key: { file: "key.txt" } } }),
        files: { ".env": `SECRET=${KEY}`, "key.txt": `${KEY}11` },
      });
      const modes = {
        ".env": 0o644,
        "key.txt": 0o640,
        "playcamp-gw.json": 0o666,
      };
      for (const [name, mode] of Object.entries(modes)) await chmod(join(world.folder, name), mode);
      // Found upward it would be refused.
      const run = await world.run(["doctor", "--json", "--profile", "playcamp-gw.json"]);
      const { checks } = JSON.parse(run.out) as { checks: readonly Line[] };
      const found = checks.filter(({ check }) => check === "permissions");
      expect(found.map(({ fix }) => fix)).toEqual([
        `chmod go-w '${world.folder}/playcamp-gw.json'`,
        `chmod 600 '${world.folder}/.env'; renew what somebody may have read.`,
        `chmod 600 '${world.folder}/key.txt'; renew what somebody may have read.`,
      ]);
      expect(run.code).toBe(0);
    },
  );
});

describe("what is wrong there", () => {
  it("nobody listens: exit 3, every role named", async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { run, report, line } = await examined({ profile: profile(url) });
    expect(run.code).toBe(3);
    expect(report.summary["verdict"]).toBe("incomplete");
    expect(line("tcp")?.fix).toContain("start the server");
    expect(line("role")?.fix).toContain("URL of webhook");
  });

  it("a name that does not resolve is exit 3", async () => {
    const { run, line } = await examined({
      profile: profile("https://nowhere.invalid"),
    });
    expect(run.code).toBe(3);
    expect(line("dns")?.message).toContain("does not resolve");
    expect(line("tcp")).toBeUndefined();
  });

  it("a server that takes connections and says nothing is waited for no longer than --timeout", async () => {
    const { url } = await hostile(() => undefined);
    const { run, line } = await examined({ profile: profile(url) }, ["--timeout", "200ms"]);
    expect(run.code).toBe(3);
    expect(line("role")?.message).toContain("no reply within 200 ms");
  });

  it("a clock that is ten minutes behind refuses what is signed here", async () => {
    const date = new Date(Date.now() - 600_000).toUTCString();
    const { url } = await hostile(answering(`Date: ${date}\r\n`));
    const { run, line } = await examined({ profile: profile(url) });
    expect(run.code).toBe(1);
    expect(line("clock")).toMatchObject({
      status: "fail",
      message: expect.stringMatching(/behind.*webhook bears 5 s/),
      fix: expect.stringContaining("NTP"),
    });
  });

  it.each(["", "Age: 12\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"])(
    "no Date of its own (%j) says nothing of its clock",
    async (headers) => {
      const { url } = await hostile(answering(headers));
      const { run, line } = await examined({ profile: profile(url) });
      expect(line("clock")?.status).toBe("na");
      expect(run.code).toBe(0);
    },
  );

  it.each<[string, string, string, RegExp]>([
    ["404 Not Found", "", "fail", /Nothing is served at this path/],
    ["405 Method Not Allowed", "Allow: GET\r\n", "fail", /does not take POST \(it takes GET\)/],
    [
      "308 Permanent Redirect",
      "Location: /hooks/\r\n",
      "fail",
      /only the slash at the end differs/,
    ],
    ["302 Found", "Location: /login\r\n", "fail", /login page/],
    ["401 Unauthorized", "WWW-Authenticate: Basic\r\n", "fail", /password before the application/],
    ["404 Not Found", "ngrok-error-code: ERR_NGROK_3200\r\n", "fail", /ERR_NGROK_3200/],
    ["502 Bad Gateway", "", "warn", /gateway before the application/],
    ["200 OK", "", "warn", /the endpoint itself/],
  ])("a receiver that answers %s (%j) is a %s", async (answer, headers, status, fix) => {
    const { url } = await hostile((socket) =>
      socket.end(`HTTP/1.1 ${answer}\r\n${headers}Content-Length: 0\r\n\r\n`),
    );
    const { line } = await examined({ profile: profile(url) });
    expect(line("role")).toMatchObject({ status, fix: expect.stringMatching(fix) });
  });

  it("TLS whose CA is not known names the flag, with which all is well", async () => {
    const { port } = await tlsServer("server");
    const options = { profile: profile(`https://127.0.0.1:${port}`) };
    const before = await examined(options);
    expect(before.run.code).toBe(1);
    expect(before.line("tls")).toMatchObject({
      status: "fail",
      fix: expect.stringContaining("--cacert ca.pem, or webhook.tls.ca"),
    });
    const after = await examined(options, ["--cacert", tlsFile("ca.pem")]);
    expect(after.run.code).toBe(0);
    expect(after.line("tls")?.message).toMatch(/days left \(until 2100-01-01\)/);
  });

  it("a live host is not touched without --allow-live", async () => {
    const { url, received } = await hostile(answering(""));
    // This machine is never live, so the profile names another host for it.
    const live = "https://live.example.invalid/hooks";
    const { run, line } = await examined(
      {
        profile: profile(url, {
          environments: { live: { live: true, webhook: { url: live } } },
        }),
      },
      ["--env", "live"],
    );
    expect(run.code).toBe(3);
    expect(line("role")).toMatchObject({
      status: "blocked",
      fix: expect.stringContaining("--allow-live"),
    });
    expect(line("dns")).toBeUndefined();
    expect(received).toEqual([]);
  });

  it("a proxy's credentials are not shown", async () => {
    const { run, line } = await examined(
      {
        profile: profile("https://gw.example.invalid"),
        env: {
          https_proxy: `http://me:pass-4711@127.0.0.1:${await closedPort()}`,
        },
      },
      ["--timeout", "2s"],
    );
    expect(line("proxy")).toMatchObject({ status: "warn" });
    expect(line("tcp")?.message).toMatch(/^the proxy/);
    expect(spoken(run)).not.toContain("pass-4711");
  });
});
