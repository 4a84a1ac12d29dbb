/** `--start`: the server under test lives as long as the run, whatever becomes of both. */
import { describe, expect, it } from "vitest";
import { freePort } from "../free-port.js";
import { createWorld } from "./world.js";

const SERVER = `
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const right = createHmac("sha256", process.env.HOOK).update(Buffer.concat(chunks)).digest("hex");
    response.statusCode = request.headers["x-webhook-signature"] === right ? 200 : 401;
    response.end("{}");
  });
}).listen(Number(process.argv[2]), "127.0.0.1");
`;

async function worldAt(port: number) {
  return createWorld({
    profile: {
      partner: "acme",
      webhook: { url: `http://127.0.0.1:${port}/hook`, secret: { env: "HOOK" } },
    },
    env: { HOOK: "hook-secret-4711" },
    files: { "server.mjs": SERVER },
  });
}

const ONLY = ["conformance", "webhook", "--only", "webhook.signature.right-accepted"];
const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );

describe("conformance --start", () => {
  it("starts the server, judges it, and ends it", async () => {
    const port = await freePort();
    const world = await worldAt(port);
    const line = `HOOK=hook-secret-4711 "${process.execPath}" server.mjs ${port}`;
    const run = await world.run([...ONLY, "--start", line]);
    expect([run.code, run.err]).toEqual([0, ""]);
    expect(await answers(port)).toBe(false);
  });

  it("ends what the shell has left behind as well", async () => {
    const port = await freePort();
    const world = await worldAt(port);
    const line = `HOOK=hook-secret-4711 "${process.execPath}" server.mjs ${port} & wait`;
    expect((await world.run([...ONLY, "--start", line])).code).toBe(0);
    expect(await answers(port)).toBe(false);
  });

  it.each([
    ["echo no such table; exit 3", "ended with 3 before it was ready", "no such table"],
    ["no-such-program-4711", "before it was ready", "not found"],
  ])("%s: says why there is nothing to judge", async (line, message, said) => {
    const world = await worldAt(await freePort());
    const run = await world.run([...ONLY, "--start", line]);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(run.err).toContain(message);
    expect(run.err).toContain(said);
  });

  it("repeats no secret of the server's command line or of what it printed", async () => {
    const world = await worldAt(await freePort());
    const print = "echo 'got password: hunter2-4711, Bearer abcdef0123456789abcdef'";
    const line = `API_KEY=MARKER-4711 true --token=MARKER-token-4712; ${print}; exit 3`;
    const run = await world.run([...ONLY, "--start", line]);
    expect(run.err).toContain("before it was ready");
    expect(run.err).toContain("got password");
    expect(run.err).not.toMatch(/MARKER|hunter2|abcdef0123/);
  });

  it("needs --start for --ready-on", async () => {
    const world = await worldAt(1);
    expect((await world.run([...ONLY, "--ready-on", "http://127.0.0.1:1"])).code).toBe(2);
  });
});
