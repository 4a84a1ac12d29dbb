/** Runs the built program as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = join(ROOT, "bin/playcamp-gw.js");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export async function emptyFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "playcamp-gw-e2e-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

export function startProgram(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  stdin: "ignore" | "pipe" = "ignore",
  stdout: "pipe" | number = "pipe",
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  return startProcess(process.execPath, [PROGRAM, ...argv], cwd, env, stdin, stdout);
}

export function startProcess(
  command: string,
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  stdin: "ignore" | "pipe" = "ignore",
  /** A number is an open file's. */
  stdout: "pipe" | number = "pipe",
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(command, argv, {
    cwd,
    // The runner's own settings, such as NODE_OPTIONS, are no business of the program.
    env: { PATH: process.env["PATH"], HOME: cwd, ...env },
    stdio: [stdin, stdout, "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, out, err });
    });
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { child, ended };
}
