/**
 * A folder of its own with a profile in it, in which command lines run in
 * process: real clock, files, servers and HTTP, a terminal and an environment
 * as the test wants them.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { systemFiles } from "../../src/adapters/process/system.js";
import type { CliWorld } from "../../src/cli/command.js";
import type { Terminal } from "../../src/core/ports.js";
import { fakeTerminal, type RecordedRun, runRecorded } from "./recording-world.js";

export interface WorldOptions {
  /** Written as `playcamp-gw.json`; left out, there is none. */
  readonly profile?: unknown;
  /** Further files, by relative path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly terminal?: Partial<
    Pick<Terminal, "outIsTerminal" | "errIsTerminal" | "inIsTerminal" | "columns">
  >;
}

export interface RunChanges extends Partial<CliWorld> {
  /** What stdin holds. */
  readonly input?: string | Uint8Array;
  /** In place of the world's own terminal. */
  readonly seen?: WorldOptions["terminal"];
}

export interface World {
  readonly folder: string;
  run(argv: readonly string[], changes?: RunChanges): Promise<RecordedRun>;
  /** The text of a file, by relative path. */
  read(path: string): Promise<string>;
}

/** Gone when the test ends. Nothing of it reaches the home folder of whoever runs the tests. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const files = {
    ...(options.profile === undefined
      ? {}
      : { "playcamp-gw.json": JSON.stringify(options.profile) }),
    ...options.files,
  };
  for (const [path, text] of Object.entries(files))
    await systemFiles.writeWhole(join(folder, path), text);
  const env = {
    HOME: folder,
    XDG_STATE_HOME: join(folder, ".state"),
    XDG_CONFIG_HOME: join(folder, ".config"),
    ...options.env,
  };
  return {
    folder,
    run: (argv, changes = {}) => runIn(folder, env, options.terminal ?? {}, argv, changes),
    read: async (path) => {
      const bytes = await systemFiles.readBytes(join(folder, path));
      if (bytes === null) throw new Error(`no file ${path}`);
      return Buffer.from(bytes).toString("utf8");
    },
  };
}

async function runIn(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  terminal: Partial<Terminal>,
  argv: readonly string[],
  { input = "", seen = terminal, ...changes }: RunChanges,
): Promise<RecordedRun> {
  let out = "";
  let err = "";
  const { code } = await runRecorded(argv, {
    files: systemFiles,
    cwd,
    terminal: fakeTerminal({
      out: (text) => (out += text),
      err: (text) => (err += text),
      columns: 100,
      input,
      ...seen,
    }),
    ...changes,
    env: { ...env, ...changes.env },
  });
  return { code, out, err };
}

/** Everything that a run said. */
export function spoken({ out, err }: RecordedRun): string {
  return `${out}\n${err}`;
}

/** What stderr tells with --json. */
export function errorOf({ err }: RecordedRun): {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
} {
  const { error } = JSON.parse(err) as {
    error: { code: string; message: string; hint?: string };
  };
  return error;
}
