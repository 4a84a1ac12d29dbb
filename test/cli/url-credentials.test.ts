/** User and password that stand in a URL go out as Basic, and are shown nowhere. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { REPORT_FORMAT_IDS } from "../../src/reports/formats/index.js";
import { hostile } from "../hostile-server.js";
import { createWorld, spoken } from "./world.js";

const PASSWORD = "MARKER-pass/4711";
const WRITTEN = encodeURIComponent(PASSWORD);
const BASIC = Buffer.from(`shop:${PASSWORD}`).toString("base64");

const FORBIDDEN = [PASSWORD, WRITTEN, BASIC, "MARKER"];

/** A target that sends the password back. */
const telltale = () =>
  hostile((socket, head) => {
    const body = `${head.split("\r\n")[0]} ${PASSWORD} ${WRITTEN}`;
    socket.end(
      `HTTP/1.1 400 X\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });

const EXPORTS = ["har", "http", "bundle", "curl"];
const CALLS: readonly (readonly string[])[] = [
  ["fire-webhook", "sponsor.created", "--verbose"],
  ["fire-webhook", "sponsor.created", "--json"],
  ["fire-webhook", "sponsor.created", "--to", "@TO", "--json"],
  ["sign-entry", "--usn", "1", "--check", "--verbose"],
  ["deliveries", "list"],
  ["deliveries", "list", "--json"],
  ["deliveries", "list", "--ndjson"],
  ["deliveries", "show", "last"],
  ["deliveries", "show", "last", "--raw"],
  ["deliveries", "show", "last", "--json"],
  ...EXPORTS.map((format) => ["deliveries", "export", "last", "--format", format]),
  ["replay", "last", "--verbose"],
  ["replay", "@call.curl", "--verbose"],
  ["replay", "@call.curl", "--json"],
  ["deliveries", "show", "last", "--json"],
  ["profile", "show"],
  ["profile", "show", "--json"],
  ["profile", "export"],
  ["doctor"],
  ["doctor", "--json"],
  [
    ...["conformance", "entry", "webhook", "--verbose"],
    ...REPORT_FORMAT_IDS.flatMap((id) => ["--reporter", `${id}=out/${id}`]),
  ],
  ["conformance", "entry", "--json"],
  ["conformance", "webhook", "--list"],
];

it("stand in no output and no file", async () => {
  const { url, received } = await telltale();
  const at = (path: string) => `${url.replace("://", `://shop:${WRITTEN}@`)}${path}`;
  const world = await createWorld({
    profile: {
      partner: "acme",
      entry: { url: at("/entry"), key: { env: "KEY" } },
      webhook: { url: at("/hook"), secret: { env: "SECRET" } },
    },
    env: { KEY: "entry-key-4711", SECRET: "hook-secret-4712" },
    files: { "call.curl": `curl -X POST '${at("/any")}' -d '{"a":1}'` },
  });
  for (const argv of CALLS) {
    const run = await world.run(argv.map((word) => (word === "@TO" ? at("/to") : word)));
    expect([0, 1, 3], `${argv.join(" ")}\n${spoken(run)}`).toContain(run.code);
    for (const each of FORBIDDEN) expect(spoken(run), argv.join(" ")).not.toContain(each);
  }
  expect(received.join("\n")).toContain(`Basic ${BASIC}`);
  expect(received.join("\n")).not.toContain(`@127.0.0.1`);
  // They hold what their user wrote into them.
  for (const own of ["playcamp-gw.json", "call.curl"]) await rm(join(world.folder, own));
  const kept = await readdir(world.folder, { recursive: true, withFileTypes: true });
  const files = kept.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(REPORT_FORMAT_IDS.length);
  for (const { parentPath, name } of files) {
    const text = await readFile(join(parentPath, name), "latin1");
    for (const each of FORBIDDEN) expect(text, name).not.toContain(each);
  }
});
