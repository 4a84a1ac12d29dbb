/** Secrets are planted as markers in every place that may hold one, and looked for in everything that is said or kept. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPORT_FORMAT_IDS } from "../../src/reports/formats/ids.js";
import { hostile } from "../hostile-server.js";
import { createWorld, type World } from "./world.js";

const MARKERS = {
  entry: "MARKER/entry+key=4711",
  webhook: 'MARKER"webhook\\4712',
  old: "MARKER-rotated-4713",
};

/** In every spelling in which a secret may come back. */
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

async function planted(
  status: number,
): Promise<World & { received: () => number }> {
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
async function keptFiles(
  folder: string,
): Promise<readonly (readonly [string, string])[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return Promise.all(
    entries
      .filter(
        (entry) =>
          entry.isFile() && !["secret.txt", ".env"].includes(entry.name),
      )
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

describe.each([200, 401])(
  "against a target that tells every secret with %d",
  (status) => {
    it.each(
      COMMANDS.map((argv) => [argv.slice(0, 6).join(" "), argv] as const),
    )("%s", async (_, argv) => {
      const world = await planted(status);
      const run = await world.run(argv);
      expect([0, 1]).toContain(run.code);
      expectNone(run.out);
      expectNone(run.err);
      for (const [path, text] of await keptFiles(world.folder)) {
        expect(path).not.toContain("MARKER");
        expectNone(text);
      }
    });
  },
);

it("the evidence shows where a secret stood", async () => {
  const world = await planted(200);
  const run = await world.run(["conformance", "--json"]);
  expect(world.received()).toBeGreaterThan(0);
  expect(run.out).toContain("[secret:entry.key]");
  expect(run.out).toContain("[secret:webhook.secret]");
});
