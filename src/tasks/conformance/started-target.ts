/** The server under test, started for a run, asked until it answers, and ended whatever happens. */
import { UserError } from "../../core/errors.js";
import type { Http } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import { createRedactor } from "../../core/redaction.js";
import type { ProgramEnd, RunningProgram, StartProgram } from "../../core/programs.js";

export interface TargetStart {
  /** For the system's shell. */
  readonly line: string;
  /** Any answer there means that it is ready. */
  readonly readyOn: string;
  readonly cwd: string;
}

export interface StartPorts {
  readonly startProgram: StartProgram;
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A server that has not answered by then does not. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 200;
const TIMEOUTS = { connectMs: 2_000, responseMs: 2_000, totalMs: 5_000 };

/**
 * @throws {UserError} `start_failed` when it ends before it answers, or does not answer in time
 */
export async function withStartedTarget<Result>(
  target: TargetStart,
  ports: StartPorts,
  run: () => Promise<Result>,
): Promise<Result> {
  const program = await ports.startProgram(target.line, target.cwd);
  try {
    await untilReady(target, program, ports);
    return await run();
  } finally {
    await program.stop();
  }
}

async function untilReady(
  { line, readyOn }: TargetStart,
  program: RunningProgram,
  { http, clock, signal }: StartPorts,
): Promise<void> {
  const ends: ProgramEnd[] = [];
  void program.ended.then((how) => ends.push(how));
  const until = clock.monotonicMs() + PATIENCE_MS;
  while (!signal.aborted) {
    const { reply } = await http(
      { method: "GET", url: readyOn, headers: [], body: null, timeouts: TIMEOUTS },
      signal,
    );
    // Another server may answer there while this one could not start.
    const [end] = ends;
    if (end !== undefined) throw failed(`${line}: ${endWords(end)} before it was ready`, program);
    if (reply !== null) return;
    if (clock.monotonicMs() > until)
      throw failed(`${line}: nothing answered at ${readyOn} for ${PATIENCE_MS / 1000} s`, program);
    await clock.sleep(PAUSE_MS, signal);
  }
}

function failed(message: string, program: RunningProgram): UserError {
  // Its command line and what it printed hold whatever secrets its developers have.
  const redactor = createRedactor([]);
  const said = redactor.quotation(program.lastOutput().trim().split("\n").slice(-10).join("\n"));
  return new UserError(
    "start_failed",
    redactor.quotation(message),
    said === "" ? "It printed nothing. Run it by hand to see why." : `It printed last:\n${said}`,
  );
}

function endWords(end: ProgramEnd): string {
  switch (end.kind) {
    case "exited":
      return `ended with ${end.code}`;
    case "killed":
      return `was ended by ${end.signal}`;
    case "not-started":
      return `could not be started (${end.message})`;
    default:
      return "was ended";
  }
}
