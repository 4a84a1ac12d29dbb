/** The real wizard on a real terminal: keys are typed, and what it draws is read. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { atTerminal, CTRL_C, DOWN, ENTER, HAS_TERMINAL, UP } from "./at-terminal.js";
import { emptyFolder, startProgram } from "./run-program.js";
import { EXAMPLE, KEY } from "./wizard-example.js";

const CTRL_D = "\u0004";

describe.skipIf(!HAS_TERMINAL)("init at a terminal", () => {
  it("leads from an example to a profile that the other commands work with", async () => {
    const folder = await emptyFolder();
    const { code, screen } = await atTerminal(
      folder,
      ["init"],
      [
        ["Partner id", `acme${ENTER}`],
        // Webhooks are ticked at first; off with them.
        ["What do you integrate", `${DOWN} ${ENTER}`],
        ["Where shall your secrets", `${DOWN}${ENTER}`],
        ["How is an entry URL signed", `${UP}${ENTER}`],
        ["Value of entry.key", `${KEY}${ENTER}`],
        ["An entry URL that is accepted", `${EXAMPLE}${ENTER}`],
        ["Time to live", ENTER],
        ["Write it?", ENTER],
      ],
    );
    expect(screen).toContain("found: hmac-sha256");
    expect(screen).toContain("pass  a right entry is answered 302");
    expect(code, screen).toBe(0);
    // What is typed is shown as asterisks.
    expect(screen).not.toContain(KEY);
    const profile = await readFile(join(folder, "playcamp-gw.json"), "utf8");
    expect(profile).not.toContain(KEY);
    const argv = ["verify-entry", EXAMPLE, "--at", "2026-01-01T00:01:00Z"];
    const verified = await startProgram(argv, folder).ended;
    expect(verified.out).toContain("accepted: user 4711");
  });

  it.each([
    ["Ctrl-C", CTRL_C],
    ["Ctrl-D", CTRL_D],
  ])("is left by %s with exit code 130 and nothing written", async (_, key) => {
    const folder = await emptyFolder();
    const { code, screen } = await atTerminal(
      folder,
      ["init"],
      [
        ["Partner id", `acme${ENTER}`],
        ["What do you integrate", ENTER],
        ["Where shall your secrets", key],
      ],
    );
    expect(code, screen).toBe(130);
    expect(screen).toContain("Nothing was written");
    expect(await readdir(folder)).not.toContain("playcamp-gw.json");
  });
});

describe("init in a pipe", () => {
  it("asks nothing, and says what to give", async () => {
    const folder = await emptyFolder();
    const { code, out, err } = await startProgram(["init"], folder).ended;
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("--yes");
  });
});
