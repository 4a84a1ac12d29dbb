/**
 * Requests that somebody else has captured, with secrets that no profile knows, in every form
 * that is read: sent again, kept, shown and exported, and none of them is said or kept.
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hostile } from "../hostile-server.js";
import { createWorld, spoken } from "./world.js";

const S = (nth: number) => `MARKERz${nth}Qx4711`;
const USER = S(1);
const HEADERS: readonly (readonly [string, string])[] = [
  ["X-Api-Key", S(2)],
  ["X-Auth-Token", S(3)],
  ["X-Custom-Password", S(4)],
  ["Authorization", `Bearer ${S(5)}`],
  ["Cookie", `sid=${S(6)}; theme=dark`],
  ["Content-Type", "application/json"],
];
const QUERY = `a=1&token=${S(7)}&api_key=${S(8)}&access_token=${S(9)}&signature=${S(10)}&client_secret=${S(11)}`;
const BODY = JSON.stringify({
  user: "u-1",
  password: S(12),
  session_token: S(13),
  nested: [{ client_secret: S(14), refreshToken: S(15) }],
  note: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ${S(16)}.c2lnbmF0dXJl, whsec_${S(17)}, ak_server_x:${S(18)}`,
});

const inHeaders = (quote: (name: string, value: string) => string) =>
  HEADERS.map(([name, value]) => quote(name, value));

/** The same request as each program writes it down. */
function capturesOf(origin: string): Readonly<Record<string, string>> {
  const withUser = `${origin.replace("://", `://shop:${USER}@`)}/hook?${QUERY}`;
  const plain = `${origin}/hook?${QUERY}`;
  const host = new URL(origin).host;
  const members = Object.fromEntries(HEADERS);
  return {
    "call.curl": `curl -X POST '${withUser}' ${inHeaders((n, v) => `-H '${n}: ${v}'`).join(" ")} --data-raw '${BODY}'`,
    "call.http": `POST /hook?${QUERY} HTTP/1.1\r\nHost: ${host}\r\n${inHeaders((n, v) => `${n}: ${v}`).join("\r\n")}\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
    "call.har": JSON.stringify({
      log: {
        version: "1.2",
        creator: { name: "x", version: "1" },
        entries: [
          {
            startedDateTime: "2026-01-01T00:00:00.000Z",
            time: 1,
            request: {
              method: "POST",
              url: withUser,
              httpVersion: "HTTP/1.1",
              headers: HEADERS.map(([name, value]) => ({ name, value })),
              queryString: [],
              cookies: [],
              headersSize: -1,
              bodySize: BODY.length,
              postData: { mimeType: "application/json", text: BODY },
            },
          },
        ],
      },
    }),
    "postman.json": JSON.stringify({
      info: {
        name: "x",
        schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
      },
      item: [
        {
          name: "call",
          request: {
            method: "POST",
            url: { raw: plain },
            header: HEADERS.map(([key, value]) => ({ key, value })),
            body: { mode: "raw", raw: BODY },
          },
        },
      ],
    }),
    "insomnia.json": JSON.stringify({
      _type: "export",
      __export_format: 4,
      resources: [
        {
          _id: "req_1",
          _type: "request",
          name: "call",
          method: "POST",
          url: plain,
          headers: HEADERS.map(([name, value]) => ({ name, value })),
          body: { mimeType: "application/json", text: BODY },
        },
      ],
    }),
    "call.bru": `meta {\n  name: call\n  type: http\n}\n\npost {\n  url: ${plain}\n  body: json\n  auth: none\n}\n\nheaders {\n${inHeaders((n, v) => `  ${n}: ${v}`).join("\n")}\n}\n\nbody:json {\n  ${BODY}\n}\n`,
    "call.ps1": `Invoke-WebRequest -Uri '${plain}' -Method 'POST' -Headers @{ ${inHeaders((n, v) => `'${n}' = '${v}'`).join("; ")} } -Body '${BODY}'`,
    "call.js": `fetch(${JSON.stringify(plain)}, ${JSON.stringify({ method: "POST", headers: members, body: BODY })});`,
    "httpie.sh": `echo '${BODY}' | http POST '${plain}' ${inHeaders((n, v) => `'${n}:${v}'`).join(" ")}`,
    "wget.sh": `wget --method=POST ${inHeaders((n, v) => `--header='${n}: ${v}'`).join(" ")} --body-data='${BODY}' -O - '${plain}'`,
  };
}

const NAMES = Object.keys(capturesOf("http://h"));
const FORBIDDEN = Array.from({ length: 18 }, (_, nth) => S(nth + 1)).flatMap((secret) => [
  secret,
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  Buffer.from(secret).toString("hex"),
]);

const leaksIn = (text: string) => [
  ...new Set(FORBIDDEN.filter((each) => text.includes(each)).map((each) => around(text, each))),
];

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return text.slice(Math.max(0, at - 60), at + found.length);
}

/** Sends back all that it was sent, whole and secret by secret, in several encodings. */
const parrot = () =>
  hostile((socket, head) => {
    // A piece out of the middle of a signed token is none.
    const each = (head.match(/MARKERz\d+Qx4711/g) ?? []).filter((secret) => secret !== S(16));
    const encoded = each.flatMap((secret) => [
      secret,
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("hex"),
    ]);
    const said = `${head} ${encodeURIComponent(head)} ${JSON.stringify(head)} ${encoded.join(" ")}`;
    socket.end(
      `HTTP/1.1 400 X\r\nContent-Length: ${Buffer.byteLength(said)}\r\nConnection: close\r\n\r\n${said}`,
    );
  });

it.each(NAMES)("%s", async (name) => {
  const { url, received } = await parrot();
  const world = await createWorld({ files: capturesOf(url), env: { HOOK: "hook-secret-4711" } });
  const lines = [
    `replay @${name}`,
    `replay @${name} --json`,
    `replay @${name} --verbose`,
    `replay @${name} --base-url ${url}/other`,
    `replay @${name} --times 2 --parallel 2`,
    `replay @${name} --set header.X-More=1`,
    `verify-webhook @${name} --secret-env HOOK --json`,
    `verify-webhook @${name} --secret-env HOOK --verbose`,
    "deliveries list",
    "deliveries list --ndjson",
    "deliveries show last",
    "deliveries show last --raw",
    "deliveries show last --json",
    ...["har", "http", "bundle", "curl"].flatMap((format) => [
      `deliveries export last --format ${format}`,
      `deliveries export last --format ${format} --out kept.${format}`,
    ]),
    "replay last --verbose",
  ];
  for (const line of lines) {
    const run = await world.run(line.split(" "));
    expect(run.code, `${line}\n${spoken(run)}`).not.toBe(70);
    expect(leaksIn(spoken(run)), line).toEqual([]);
  }
  // It was sent as it was captured.
  for (const nth of [2, 5, 7]) expect(received.join("\n")).toContain(S(nth));
  for (const own of NAMES) await rm(join(world.folder, own));
  const entries = await readdir(world.folder, { recursive: true, withFileTypes: true });
  const kept = entries.filter((entry) => entry.isFile());
  expect(kept.length).toBeGreaterThan(2);
  for (const { parentPath, name: file } of kept)
    expect(leaksIn(await readFile(join(parentPath, file), "latin1")), file).toEqual([]);
});
