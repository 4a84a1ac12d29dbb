/** Runs the built program on a real terminal: keys are typed, and what it draws is read. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT, startProcess } from "./run-program.js";

const DRIVER = fileURLToPath(new URL("terminal.py", import.meta.url));

/** Python's standard library opens terminals where there are any; Windows has none of these. */
export const HAS_TERMINAL =
  spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode(0)"]).status === 0;

if (!HAS_TERMINAL && process.env["CI"] !== undefined && process.platform === "linux")
  throw new Error("python3 is missing, and CI is to skip no terminal: install it");

export const ENTER = "\r";
export const ESC = "\u001b";
export const UP = "\u001b[A";
export const DOWN = "\u001b[B";
export const CTRL_C = "\u0003";

/** @param line for a shell, run after the keys; `$SCREEN` has what was shown */
export type Step = readonly [waitFor: string, keys: string, line?: string];

export async function atTerminal(
  folder: string,
  argv: readonly string[],
  steps: readonly Step[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly screen: string }> {
  const script = JSON.stringify(steps.map(([waitFor, keys, line = ""]) => [waitFor, keys, line]));
  const { ended } = startProcess(
    "python3",
    [DRIVER, script, process.execPath, join(ROOT, "bin/playcamp-gw.js"), ...argv],
    folder,
    { TERM: "xterm", ...env },
  );
  return JSON.parse((await ended).out);
}
