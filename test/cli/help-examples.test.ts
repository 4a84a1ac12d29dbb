/** Every example that help prints runs as printed, on a machine with no profile. */
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { hostile, OK } from "../hostile-server.js";
import { createWorld, spoken, type World } from "./world.js";

/** Examples of the journal's commands take for granted that something was sent, and a delivery exported. */
async function worldWithJournal(): Promise<World> {
  const { url } = await hostile((socket) => socket.end(OK));
  const world = await createWorld({
    profile: { partner: "acme", webhook: { url, secret: { env: "K" } } },
    env: { K: "key-4711" },
  });
  await world.run(["fire-webhook", "sponsor.created"]);
  await world.run(
    "deliveries export last --format bundle --out delivery.json".split(" "),
  );
  return world;
}

/** The words as a POSIX shell reads them; enough for examples, which hold quotes and no more. */
function wordsOf(line: string): readonly string[] {
  return Array.from(line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g), ([word]) =>
    word.replaceAll(/['"]/g, ""),
  );
}

/** A check may find what it was told to find; without the sandbox nobody may be there. Nothing else may go wrong. */
function allowedCodes(line: string): readonly number[] {
  return line.includes("--sandbox") ? [0, 1] : [0, 1, 3];
}

describe("examples", () => {
  it.each(COMMANDS.map(({ name, examples }) => [name, examples] as const))(
    "of %s run one after the other",
    async (name, examples) => {
      expect(examples).not.toEqual([]);
      expect(examples.some((line) => line.includes(name))).toBe(true);
      const world = await (/^(deliveries|replay)/.test(name)
        ? worldWithJournal()
        : createWorld());
      for (const line of examples) {
        const [program, ...argv] = wordsOf(line);
        expect(program).toBe("playcamp-gw");
        const run = await world.run(argv);
        const allowed = allowedCodes(line);
        if (!allowed.includes(run.code) || /^error: /m.test(run.err))
          expect.fail(`${line} ended with ${run.code}:\n${spoken(run)}`);
      }
    },
  );
});
