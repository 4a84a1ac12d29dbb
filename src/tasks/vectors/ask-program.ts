/** Puts the vectors' questions to a program of the user's, and reads what it answers. */
import { UserError } from "../../core/errors.js";
import type { ProgramRun, RunProgram } from "../../core/programs.js";
import { splitCommand } from "../../core/split-command.js";
import type { VectorSet } from "./vector.js";
import { questionLines, type ReadResults, readResultLines } from "./vector-documents.js";

export interface ProgramQuestion {
  /** The command as one line; no shell sees it. */
  readonly line: string;
  readonly cwd: string;
  readonly timeoutMs: number;
}

export interface ProgramPorts {
  readonly runProgram: RunProgram;
  readonly machine: { readonly isWindows: boolean };
  readonly signal: AbortSignal;
}

export interface ProgramAnswers {
  readonly ran: ProgramRun;
  readonly read: ReadResults;
}

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/**
 * @returns null when the run was interrupted
 * @throws {UserError} `exec_failed` where it does not start, and what a malformed command throws
 */
export async function askProgram(
  sets: readonly VectorSet[],
  { line, cwd, timeoutMs }: ProgramQuestion,
  { runProgram, machine, signal }: ProgramPorts,
): Promise<ProgramAnswers | null> {
  const words = splitCommand(line, machine.isWindows);
  const ids = sets.flatMap(({ vectors }) => vectors.map(({ id }) => id));
  const ran = await runProgram({
    words,
    cwd,
    lines: questionLines(sets),
    timeoutMs,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    isEnough: untilAllAnswered(ids),
    signal,
  });
  if (ran.end.kind === "aborted") return null;
  if (ran.end.kind === "not-started") throw notStarted(words[0], ran.end);
  return { ran, read: readResultLines(ran.lines) };
}

/** Looks at every line once, however many a program prints. */
function untilAllAnswered(ids: readonly string[]): (lines: readonly string[]) => boolean {
  const open = new Set(ids);
  return (lines) => {
    for (const id of readResultLines(lines).results.keys()) open.delete(id);
    return open.size === 0;
  };
}

function notStarted(
  program: string,
  { code, message }: Extract<ProgramRun["end"], { kind: "not-started" }>,
): UserError {
  const isBatchFile = code === "EINVAL" || /\.(?:cmd|bat)$/i.test(program);
  return new UserError(
    "exec_failed",
    code === "ENOENT"
      ? `--exec: there is no program ${program} (or this folder is gone)`
      : `--exec: ${program} cannot be started: ${message}`,
    isBatchFile
      ? "Windows runs .cmd and .bat files only through its shell: --exec 'cmd /d /c …'."
      : "Name a program on the PATH, or one by its path, such as ./sign.sh; it has to be executable.",
  );
}
