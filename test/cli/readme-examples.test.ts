/** Every command line of the README runs as printed, with a profile whose targets a sandbox plays. */
import { readFile } from "node:fs/promises";
import { expect, it, onTestFinished } from "vitest";
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { systemClock, systemFiles, systemRandom } from "../../src/adapters/process/system.js";
import { SANDBOX_SECRETS } from "../../src/tasks/sandbox/index.js";
import { openSandbox } from "../../src/tasks/sandbox/open-sandbox.js";
import { wordsOf } from "./example-words.js";
import { createWorld, spoken, type World } from "./world.js";

const FILES = new URL("../../", import.meta.url);
const readme = await readFile(new URL("README.md", FILES), "utf8");

/** Lines that this test cannot run, and what runs them instead. */
const ELSEWHERE: readonly RegExp[] = [
  /^npx playcamp-gw init$/, // asks on a terminal: the wizard's own tests
  / listen /, // serves until it is stopped: test/cli/listen*.test.ts
  / --to http/, // needs a receiver of the reader's: test/cli/without-profile.test.ts
  / --from-logs /, // needs a webhook with logs: test/cli/reproduce.test.ts
];

function commandLines(): readonly string[] {
  const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)];
  return blocks
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line.startsWith("npx playcamp-gw "));
}

async function partnersWorld(): Promise<World> {
  const client = createHttpClient({ extraCa: [], proxy: {} });
  const sandbox = await openSandbox(
    { base: null, host: "127.0.0.1", port: 0, deviations: [] },
    {
      listen: listenOnNode,
      clock: systemClock,
      random: systemRandom,
      files: systemFiles,
      http: client.http,
    },
  );
  onTestFinished(async () => {
    await sandbox.close();
    await client.close();
  });
  return createWorld({
    profile: {
      ...sandbox.profile.profile,
      environments: { staging: {} },
    },
    files: {
      "sample.json": await readFile(
        new URL("fixtures/payments/shape-a.reply-1.json", FILES),
        "utf8",
      ),
    },
    env: SANDBOX_SECRETS,
  });
}

it("shows command lines, and knows which it leaves to others", () => {
  const lines = commandLines();
  expect(lines.length).toBeGreaterThan(25);
  for (const pattern of ELSEWHERE) expect(lines.some((line) => pattern.test(line))).toBe(true);
});

it("runs them one after the other", async () => {
  const world = await partnersWorld();
  for (const line of commandLines()) {
    if (ELSEWHERE.some((pattern) => pattern.test(line))) continue;
    // `init` begins where there is no profile yet.
    const here = line.includes(" init ") ? await createWorld() : world;
    let input = "";
    for (const part of line.split(" | ")) {
      const run = await here.run(wordsOf(part).slice(2), { input });
      // What it was told to find, it finds; port 3000 is nobody's here.
      const allowed = line.includes(":3000") ? [3] : [0, 1];
      if (!allowed.includes(run.code) || /^error: (?!.*:3000)/m.test(run.err))
        expect.fail(`${part} ended with ${run.code}:\n${spoken(run)}`);
      input = run.out;
    }
  }
});
