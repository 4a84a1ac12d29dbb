/** `conformance --watch` at a terminal: the server is changed, and what was not met runs again. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePort } from "../free-port.js";
import { atTerminal, CTRL_C, HAS_TERMINAL } from "./at-terminal.js";
import { emptyFolder, startProgram } from "./run-program.js";

const SERVER = `
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
const REFUSED = 200;
createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const right = createHmac("sha256", process.env.HOOK).update(Buffer.concat(chunks)).digest("hex");
    response.statusCode = request.headers["x-webhook-signature"] === right ? 200 : REFUSED;
    response.end("{}");
  });
}).listen(Number(process.argv[2]), "127.0.0.1");
`;
/** In place: `sed -i` would leave a file of its own to be seen. */
const MEND =
  "sed 's/REFUSED = 200/REFUSED = 401/' server.mjs > .mended && cat .mended > server.mjs";

async function place() {
  const [folder, port] = [await emptyFolder(), await freePort()];
  await writeFile(join(folder, "server.mjs"), SERVER);
  const argv = [
    ...["conformance", "webhook", "--to", `http://127.0.0.1:${port}/hook`, "--secret-env", "HOOK"],
    ...["--only", "webhook.signature.missing-refused"],
    ...["--only", "webhook.signature.right-accepted", "--watch"],
  ];
  return { folder, port, argv };
}

const ENV = { HOOK: "hook-secret-4711" };

describe.skipIf(!HAS_TERMINAL)("conformance --watch at a terminal", () => {
  it("with --start: starts the changed server, runs what failed, then all, and ends on q", async () => {
    const { folder, port, argv } = await place();
    const start = `"${process.execPath}" server.mjs ${port}`;
    const { code, screen } = await atTerminal(
      folder,
      [...argv, "--start", start],
      [
        ["1 not met; waits", "", MEND],
        ["changed: server.mjs: runs 1 check", ""],
        ["mended", ""],
        ["all of them are met now: runs all", ""],
        ["all met; waits", "\r"],
        ["asked for: runs all", ""],
        ["all met; waits", "q"],
      ],
      ENV,
    );
    expect(screen).toContain("webhook.signature.missing-refused: fail → pass");
    expect(code, screen).toBe(0);
  });

  it("runs again when a server that was restarted answers, and Ctrl-C ends it with 130", async () => {
    const { folder, port, argv } = await place();
    const { code, screen } = await atTerminal(
      folder,
      argv,
      [
        ["could not run; waits", "", `${MEND}; mv server.mjs .hidden.mjs`],
        ["waiting until the server answers", ""],
        ["", "", `"${process.execPath}" .hidden.mjs ${port} >/dev/null 2>&1 & echo $! > .pid`],
        ["all of them are met now", ""],
        ["all met; waits", CTRL_C, "kill $(cat .pid)"],
      ],
      ENV,
    );
    expect(screen).toContain("2 mended");
    expect(code, screen).toBe(130);
  });

  it.each([
    [["--json"], "--json"],
    [["--update-baseline", "--baseline", "known.json"], "--update-baseline"],
    [["--list"], "--list"],
  ])("refuses %j beside it", async (flags, named) => {
    const folder = await emptyFolder();
    const argv = ["conformance", "webhook", "--to", "http://127.0.0.1:9/", "--watch", ...flags];
    const { code, err } = await startProgram(argv, folder).ended;
    expect(code).toBe(2);
    expect(err).toContain(named);
  });

  it("refuses to run in CI, where nobody would end it", async () => {
    const folder = await emptyFolder();
    const argv = ["conformance", "webhook", "--to", "http://127.0.0.1:9/", "--watch"];
    const { code, err } = await startProgram(argv, folder, { CI: "true" }).ended;
    expect([code, err.includes("CI is set")]).toEqual([2, true]);
  });
});
