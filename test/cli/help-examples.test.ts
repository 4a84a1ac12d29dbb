/** Every example that help prints runs as printed, on a machine with no profile. */
import { describe, expect, it } from "vitest";
import { loadCommands } from "../../src/cli/commands/index.js";
import { hostile, OK } from "../hostile-server.js";
import { wordsOf } from "./example-words.js";
import { createWorld, spoken, type World } from "./world.js";

/** Examples of the journal's commands take for granted that something was sent, and a delivery exported. */
async function worldWithJournal(): Promise<World> {
  const { url } = await hostile((socket) => socket.end(OK));
  const world = await createWorld({
    profile: { partner: "acme", webhook: { url, secret: { env: "K" } } },
    env: { K: "key-4711" },
  });
  await world.run(["fire-webhook", "sponsor.created"]);
  await world.run("deliveries export last --format bundle --out delivery.json".split(" "));
  return world;
}

/** Examples about the profile take for granted that there is one, and that somebody sent another. */
function worldWithProfile(): Promise<World> {
  const profile = {
    partner: "acme",
    webhook: { url: "https://game.example/hooks", secret: { env: "K" } },
  };
  return createWorld({
    profile,
    files: { "acme.json": JSON.stringify(profile) },
  });
}

/** Examples about load plans take for granted that there is one. */
function worldWithPlan(): Promise<World> {
  const plan = {
    version: 1,
    webhook: { mix: [{ events: ["payment.created"] }] },
    stages: [{ rate: 100, count: 8 }],
  };
  return createWorld({ files: { "load.json": JSON.stringify(plan) } });
}

function worldFor(name: string): Promise<World> {
  if (name.startsWith("plan")) return worldWithPlan();
  if (name.startsWith("profile")) return worldWithProfile();
  return /^(deliveries|replay)/.test(name) ? worldWithJournal() : createWorld();
}

/** What `echo` is given in single quotes, which may hold quotes of the other kind. */
function quoted(line: string): string {
  return /'([^']*)'/.exec(line)?.[1] ?? "";
}

/** A check may find what it was told to find; without the sandbox nobody may be there. Nothing else may go wrong. */
function allowedCodes(line: string): readonly number[] {
  return line.includes("--sandbox") ? [0, 1] : [0, 1, 3];
}

const WITH_EXAMPLES = (await loadCommands()).filter(({ examples }) => examples.length > 0);

describe("examples", () => {
  it.for(WITH_EXAMPLES.map(({ name, examples }) => [name, examples] as const))(
    "of %s run one after the other",
    async ([name, examples], { skip }) => {
      expect(examples.some((line) => line.includes(name))).toBe(true);
      const needsJournal = /^(deliveries|replay)/.test(name);
      const world = await worldFor(name);
      if (needsJournal) {
        const { out } = await world.run(["deliveries", "list", "--json"]);
        skip(!out.includes("fire-webhook"), "nothing keeps the journal yet");
      }
      for (const line of examples) {
        // Without a terminal to ask at, this one reads stdin.
        let input = name === "profile set-secret" ? "key-4711" : "";
        for (const part of line.split(" | ")) {
          const [program, ...argv] = wordsOf(part);
          if (program === "echo") {
            input = `${quoted(part)}\n`;
            continue;
          }
          expect(program).toBe("playcamp-gw");
          const run = await world.run(argv, { input });
          if (!allowedCodes(part).includes(run.code) || /^error: /m.test(run.err))
            expect.fail(`${part} ended with ${run.code}:\n${spoken(run)}`);
          input = run.out;
        }
      }
    },
  );
});
