/** The `StartProgram` port: a shell line in a process group of its own, which ends with us. */
import { type ChildProcess, spawn } from "node:child_process";
import type { ProgramEnd, RunningProgram, StartProgram } from "../../core/programs.js";

const KEPT_OUTPUT = 8 * 1024;
/** What is asked to end gets this long. */
const GRACE_MS = 5_000;

export const startBackgroundProgram: StartProgram = (line, cwd) =>
  Promise.resolve(watch(start(line, cwd)));

function start(line: string, cwd: string) {
  return spawn(line, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    shell: true,
    detached: process.platform !== "win32",
    windowsHide: true,
  });
}

function watch(child: ReturnType<typeof start>): RunningProgram {
  let output = "";
  const keep = (text: string) => {
    output = (output + text).slice(-KEPT_OUTPUT);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      resolve({ kind: "not-started", code: error.code ?? "UNKNOWN", message: error.message });
    });
    child.once("exit", (code, signal) => {
      resolve(signal === null ? { kind: "exited", code: code ?? 0 } : { kind: "killed", signal });
    });
  });
  const killAtExit = () => {
    signalGroup(child, "SIGKILL");
  };
  // Whatever becomes of this process, no server of its own outlives it.
  process.once("exit", killAtExit);
  void ended.then(() => process.off("exit", killAtExit));
  return {
    ended,
    lastOutput: () => output,
    stop: async () => {
      signalGroup(child, "SIGTERM");
      const byForce = setTimeout(() => {
        signalGroup(child, "SIGKILL");
      }, GRACE_MS);
      await ended;
      clearTimeout(byForce);
      // The shell may have ended before what it started.
      signalGroup(child, "SIGKILL");
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
