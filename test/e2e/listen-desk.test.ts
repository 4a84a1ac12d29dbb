/** `listen` at a terminal: deliveries are chosen, shown, explained, sent again, changed and copied by key. */
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { atTerminal, ENTER, HAS_TERMINAL, UP } from "./at-terminal.js";
import { emptyFolder, ROOT } from "./run-program.js";

const PROGRAM = `"${process.execPath}" "${join(ROOT, "bin/playcamp-gw.js")}"`;
/** The receiver says on the screen where it listens. */
const fire = (event: string, secret: string) =>
  `url=$(printf %s "$SCREEN" | grep -o 'http://127[^;]*' | head -n 1); HOOK=${secret} ${PROGRAM} fire-webhook ${event} --no-journal --to "$url/hook" --secret-env HOOK`;
const SECRET = "hook-secret-4711";

async function receiver() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      bodies.push(body);
      response.end("{}");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mine` };
}

describe.skipIf(!HAS_TERMINAL)("listen at a terminal", () => {
  it("runs the command of each key on the delivery that is chosen", async () => {
    const folder = await emptyFolder();
    const mine = await receiver();
    await writeFile(join(folder, "edit.sh"), `sed -i 's/sponsor.created/sponsor.changed/' "$1"\n`);
    const { code, screen } = await atTerminal(
      folder,
      ["listen", "--secret-env", "HOOK"],
      [
        ["waiting for deliveries", "", fire("sponsor.created", SECRET)],
        ["[1/1]", "", fire("payment.created", "other-secret-4711")],
        ["[2/2]", "d"],
        ["$ playcamp-gw verify-webhook", ""],
        ["not valid", ""],
        ["[2/2]", UP],
        ["[1/2]", ENTER],
        ["$ playcamp-gw deliveries show", ""],
        ['"event": "sponsor.created"', ""],
        ["[1/2]", "c"],
        ["curl -i -X POST", ""],
        ["[1/2]", "s"],
        ["Send it to which URL?", `${mine.url}${ENTER}`],
        ["answer", ""],
        ["[1/2]", "e"],
        ["--edit --resign", ""],
        ["answer", ""],
        ["[1/2]", "C"],
        ["\u001b]52;c;", ""],
        ["clipboard", ""],
        ["[1/2]", "q"],
      ],
      { HOOK: SECRET, EDITOR: `sh "${join(folder, "edit.sh")}"` },
    );
    expect(code, screen).toBe(0);
    expect(mine.bodies.map((body) => /sponsor\.\w+/.exec(body)?.[0])).toEqual([
      "sponsor.created",
      "sponsor.changed",
    ]);
    expect(screen).not.toContain(SECRET);
  });

  it("ends on Ctrl-C with 0, and takes no keys where nobody is to be asked", async () => {
    const folder = await emptyFolder();
    const ended = await atTerminal(
      folder,
      ["listen", "--no-verify"],
      [["waiting for deliveries", "\u0003"]],
    );
    expect(ended.code, ended.screen).toBe(0);
    const plain = await atTerminal(
      folder,
      ["listen", "--no-verify", "--no-input"],
      [["listening on", "q\u0003"]],
    );
    expect(plain.code).toBe(0);
    expect(plain.screen).not.toContain("waiting for deliveries");
  });
});
