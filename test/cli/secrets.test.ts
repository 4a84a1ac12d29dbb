/** Secrets are planted as markers in every place that may hold one, and looked for in everything that is said or kept. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPORT_FORMAT_IDS } from "../../src/reports/formats/index.js";
import { hostile } from "../hostile-server.js";
import { createWorld, spoken, type World } from "./world.js";

const MARKERS = {
  entry: "MARKER/entry+key=4711",
  webhook: 'MARKER"webhook\\4712',
  old: "MARKER-rotated-4713",
};

/** In every encoding in which a secret may come back. */
const FORBIDDEN = Object.values(MARKERS).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  Buffer.from(secret).toString("base64url"),
  Buffer.from(secret).toString("hex"),
]);

function expectNone(text: string): void {
  const leaks = [...FORBIDDEN, "MARKER"].flatMap((secret) => {
    const at = text.indexOf(secret);
    return at === -1 ? [] : [text.slice(Math.max(0, at - 80), at + 80)];
  });
  expect(leaks).toEqual([]);
}

/** A target that sends back, in headers and body, every secret that it shares: the worst a partner could do. */
function telltale(status: number, all: readonly string[]) {
  const [first = ""] = all;
  const body = `${all.join(" ")} ${JSON.stringify(all)} ${all.map(encodeURIComponent).join(" ")} ${all.map((each) => Buffer.from(each).toString("base64")).join(" ")}`;
  return hostile((socket) =>
    socket.end(
      `HTTP/1.1 ${status} X\r\nLocation: https://wv.example/?debug=${encodeURIComponent(first)}\r\nX-Debug: ${first}\r\nSet-Cookie: k=${first}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    ),
  );
}

async function planted(status: number): Promise<World & { received: () => number }> {
  const gateway = await telltale(status, [MARKERS.entry]);
  const game = await telltale(status, [MARKERS.webhook, MARKERS.old]);
  const world = await createWorld({
    profile: {
      partner: "acme",
      entry: { url: `${gateway.url}/{partner}`, key: { env: "ACME_KEY" } },
      webhook: {
        url: `${game.url}/hooks`,
        secret: [{ file: "secret.txt" }, { env: "ACME_OLD" }],
        signature: "both",
      },
    },
    env: { ACME_KEY: MARKERS.entry },
    files: {
      "secret.txt": `${MARKERS.webhook}\n`,
      ".env": `ACME_OLD=${MARKERS.old}\n`,
    },
  });
  const received = () => gateway.received.length + game.received.length;
  return { ...world, received };
}

/** Every file below the folder but those that hold the secrets. */
async function keptFiles(folder: string): Promise<readonly (readonly [string, string])[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile() && !["secret.txt", ".env"].includes(entry.name))
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path, await readFile(path, "latin1")] as const;
      }),
  );
}

const COMMANDS: readonly (readonly string[])[] = [
  ["sign-entry", "--usn", "1", "--verbose"],
  ["sign-entry", "--usn", "1", "--check", "--verbose"],
  ["sign-entry", "--usn", "1", "--check", "--json"],
  ["verify-entry", "1|1700000000|abcd", "--verbose"],
  ["verify-entry", "1|1700000000|abcd", "--json"],
  ["fire-webhook", "sponsor.created", "--verbose"],
  ["fire-webhook", "sponsor.created", "--json"],
  ["fire-webhook", "sponsor.created", "--tamper", "wrong-secret", "--verbose"],
  [
    "conformance",
    "entry",
    "webhook",
    "--verbose",
    ...REPORT_FORMAT_IDS.flatMap((id) => ["--reporter", `${id}=out/${id}`]),
  ],
  ["conformance", "--json"],
];

describe.each([200, 401])("against a target that tells every secret with %d", (status) => {
  it.each(COMMANDS.map((argv) => [argv.slice(0, 6).join(" "), argv] as const))(
    "%s",
    async (_, argv) => {
      const world = await planted(status);
      const run = await world.run(argv);
      expect([0, 1]).toContain(run.code);
      expectNone(run.out);
      expectNone(run.err);
      for (const [path, text] of await keptFiles(world.folder)) {
        expect(path).not.toContain("MARKER");
        expectNone(text);
      }
    },
  );
});

it("the evidence shows where a secret stood", async () => {
  const world = await planted(200);
  const run = await world.run(["conformance", "--json"]);
  expect(world.received()).toBeGreaterThan(0);
  expect(run.out).toContain("[secret:entry.key]");
  expect(run.out).toContain("[secret:webhook.secret]");
});

describe("what the journal keeps and hands on", () => {
  const WRAPPED = Object.values(MARKERS).flatMap((secret) =>
    ["", "x", "yz"].flatMap((before) => [
      Buffer.from(`${before}${secret}:`).toString("base64"),
      Buffer.from(`${before}${secret}:`).toString("base64url"),
    ]),
  );

  /** Also what anybody could read by decoding what looks like Base64. */
  function expectNoneInside(text: string): void {
    expectNone(text);
    for (const [run] of text.matchAll(/[\w+/-]{16,}/g))
      for (const at of [0, 1, 2, 3])
        expectNone(Buffer.from(run.slice(at), "base64").toString("latin1"));
  }

  const FILL = ["--fill", "body.events[0].data.userId.env=PLAYER"];
  const EXPORTS = ["har", "http", "bundle"];
  const SUPPORT: readonly (readonly string[])[] = [
    ["deliveries", "list", "--json"],
    ["deliveries", "list", "--ndjson"],
    ["deliveries", "show", "last"],
    ["deliveries", "show", "last", "--raw"],
    ["deliveries", "show", "last", "--json"],
    ...EXPORTS.flatMap((format) => [
      ["deliveries", "export", "last", "--format", format],
      ["deliveries", "export", "last", "--format", format, "--out", format],
    ]),
    ["replay", "last", "--verbose"],
    ["replay", "last", "--resign", "--json"],
    ["replay", "@bundle", "--verbose"],
    ["replay", "@har", "--json"],
    ["replay", "@http"],
  ];

  it("holds no secret, however a target has wrapped it", async () => {
    const game = await telltale(401, [...Object.values(MARKERS), ...WRAPPED]);
    const world = await createWorld({
      profile: {
        partner: "acme",
        entry: { url: "https://gw.example/", key: { env: "ACME_KEY" } },
        webhook: {
          url: `${game.url}/hooks?k=1`,
          secret: [{ env: "ACME_HOOK" }, { env: "ACME_OLD" }],
          headers: {
            Authorization: `Basic ${Buffer.from(`me:${MARKERS.webhook}`).toString("base64")}`,
          },
        },
        privacy: { paths: ["body.events[*].data.userId"] },
      },
      env: {
        ACME_KEY: MARKERS.entry,
        ACME_HOOK: MARKERS.webhook,
        ACME_OLD: MARKERS.old,
        PLAYER: "MARKER-of-a-player",
      },
    });
    const fire = [
      ...["fire-webhook", "sponsor.created"],
      ...["--set", "body.events[0].data.userId=MARKER-of-a-player"],
    ];
    const curl = ["deliveries", "export", "last", "--format", "curl"];
    expectNone(spoken(await world.run(fire)));
    expectNone(spoken(await world.run(curl)));
    await world.run([...fire, "--set", `body.echo=${WRAPPED[0] ?? ""}`]);
    expect(game.received[1]).toContain(WRAPPED[0]);
    // A shell could only make it with a command of its own.
    expect((await world.run(curl)).err).toContain("cannot be written as");
    for (const argv of SUPPORT) {
      const filled = argv[0] === "replay" ? [...argv, ...FILL] : argv;
      const run = await world.run(filled);
      expect([0, 1], spoken(run)).toContain(run.code);
      expectNoneInside(spoken(run));
    }
    // It holds the credential that somebody wrote into its headers.
    await rm(join(world.folder, "playcamp-gw.json"));
    for (const [, text] of await keptFiles(world.folder)) expectNoneInside(text);
  });
});
