/** How `conformance --watch` ends: as the same run without it would, whatever came in between. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Keyboard } from "../../src/core/keyboard.js";
import { openTarget } from "./open-target.js";
import { createWorld, type World } from "./world.js";

function worldAt(url: string): Promise<World> {
  const webhook = { url, secret: { env: "HOOK" } };
  return createWorld({
    profile: { partner: "acme", webhook },
    env: { HOOK: "hook-secret-4711" },
    terminal: { errIsTerminal: true, inIsTerminal: true },
  });
}

/** One wish after another. */
function keyboardOf(keys: readonly string[]): Keyboard {
  const left = [...keys];
  return {
    next: () => Promise.resolve(left.shift() ?? null),
    lend: (use) => use(),
    copy: () => undefined,
    close: () => undefined,
  };
}

async function watched(world: World, argv: readonly string[]): Promise<number> {
  const run = await world.run(["conformance", "webhook", "--watch", ...argv], {
    openKeyboard: () => Promise.resolve(keyboardOf(["q"])),
  });
  return run.code;
}

const RECOMMENDED = ["--only", "webhook.signature.misplaced-refused"];
const MET = ["--only", "webhook.signature.right-accepted"];

it.each([
  ["all met", MET, 0],
  ["a recommendation that is not met", RECOMMENDED, 0],
  ["the same with --strict", [...RECOMMENDED, "--strict"], 1],
  ["a requirement that is not met", ["--only", "webhook.signature.missing-refused"], 1],
  ["a report that cannot be written", [...MET, "--reporter", "tap=playcamp-gw.json/r.tap"], 3],
])("%s: %j ends %d", async (_, argv, code) => {
  expect(await watched(await worldAt(await openTarget()), argv)).toBe(code);
});

it("ends 3 where nothing could be judged", async () => {
  const world = await worldAt("http://127.0.0.1:1/hook");
  const { code, err } = await world.run(["conformance", "webhook", "--watch", ...MET], {
    // By then it waits.
    openKeyboard: () => Promise.resolve({ ...keyboardOf([]), next: () => turn("q") }),
  });
  expect(code).toBe(3);
  expect(err).toContain("1 could not run; waits");
});

it("says of no run that is over that it is stopping", async () => {
  const world = await worldAt(await openTarget());
  const stop = new AbortController();
  const { code, err } = await world.run(["conformance", "webhook", "--watch", ...MET], {
    signal: stop.signal,
    openKeyboard: () =>
      Promise.resolve({
        ...keyboardOf([]),
        next: async () => {
          await turn();
          stop.abort();
          return null;
        },
      }),
  });
  expect(code).toBe(130);
  expect(err).not.toContain("stopping:");
});

/** The second run is asked for, and while it is under way, the end. */
async function worldOfTwoRuns() {
  let asked: () => void = () => undefined;
  const target = await openTarget(() => {
    asked();
    return 200;
  });
  let presses = 0;
  const keyboard: Keyboard = {
    ...keyboardOf([]),
    next: async () => {
      presses += 1;
      if (presses === 1) return "enter";
      await new Promise<void>((resolve) => (asked = resolve));
      return "q";
    },
  };
  return { world: await worldAt(target), keyboard };
}

it("ends as it would where a report could be written in the end", async () => {
  const { world, keyboard } = await worldOfTwoRuns();
  const place = join(world.folder, "reports");
  await writeFile(place, "no folder");
  const { code, err } = await world.run(
    ["conformance", "webhook", "--watch", ...MET, "--reporter", "tap=reports/r.tap"],
    {
      openKeyboard: async () => {
        await rm(place);
        return keyboard;
      },
    },
  );
  expect(err).toContain("reports/r.tap could not be written");
  expect(await world.read("reports/r.tap")).toContain("ok 1");
  expect(code).toBe(0);
});

it("takes the baseline as it is now, run for run", async () => {
  const { world, keyboard } = await worldOfTwoRuns();
  const known = (ids: readonly string[]) =>
    writeFile(
      join(world.folder, "known.json"),
      JSON.stringify({ entries: ids.map((id) => ({ id })) }),
    );
  await known([]);
  const id = "webhook.signature.missing-refused";
  const { code, out } = await world.run(
    ["conformance", "webhook", "--watch", "--only", id, "--baseline", "known.json"],
    {
      openKeyboard: async () => {
        await known([id]);
        return keyboard;
      },
    },
  );
  expect(out).toContain("known");
  expect(code).toBe(0);
});
