import { defaultMaxListeners, setMaxListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { createProcessWorld } from "../../../src/adapters/process/process-world.js";
import { openOutput } from "../../../src/adapters/process/standard-output.js";
import { processTerminal } from "../../../src/adapters/process/system.js";

it("warns of no leak where many requests listen to a signal that follows the stop", async () => {
  const before = defaultMaxListeners;
  const warnings: string[] = [];
  const onWarning = ({ name }: Error) => warnings.push(name);
  process.on("warning", onWarning);
  onTestFinished(() => {
    process.off("warning", onWarning);
    setMaxListeners(before);
  });
  const stop = new AbortController();
  const unused = openOutput(
    1,
    () => process.stdout,
    () => undefined,
  );
  const terminal = processTerminal({ out: unused, err: unused }, stop.signal);
  const { signal } = createProcessWorld("1.2.3", terminal, stop.signal, () => undefined);
  const following = AbortSignal.any([signal]);
  const listeners = Array.from({ length: 20 }, (_, at) => () => at);
  for (const listener of listeners) {
    signal.addEventListener("abort", listener);
    following.addEventListener("abort", listener);
  }
  await turn();
  expect(warnings).toEqual([]);
});
