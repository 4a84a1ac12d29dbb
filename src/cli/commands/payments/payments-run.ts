/** What the payments commands share: their ports, how they speak of problems, and where their journals lie. */
import { join, resolve } from "node:path";
import { diskAppendFiles } from "../../../adapters/files/append-files.js";
import { stateFolder, temporaryFolder } from "../../../adapters/files/state-folder.js";
import { nextTurn } from "../../../adapters/process/system.js";
import type { AppendFile } from "../../../core/append-file.js";
import { UserError } from "../../../core/errors.js";
import type { Http } from "../../../core/http.js";
import { createRedactor } from "../../../core/redaction.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { transactionLines } from "../../../tasks/payments/outcome-report.js";
import type { RunIdentity } from "../../../tasks/payments/journal-lines.js";
import { createPace } from "../../../tasks/payments/pace.js";
import type { Stop } from "../../../tasks/payments/persist.js";
import type { PollPlan } from "../../../tasks/payments/plan.js";
import type { PollProgress, WalkPorts } from "../../../tasks/payments/poll-windows.js";
import { journalName } from "../../../tasks/payments/run-identity.js";
import type { RecordProblem } from "../../../tasks/payments/taken-record.js";
import { openSyncJournal, type SyncJournal } from "../../../tasks/payments/sync-journal.js";
import { assertNotLive, guardLiveHosts } from "../../../transport/live-guard.js";
import type { CommandContext } from "../../command.js";
import { createProgressLine, renderRate } from "../../output/progress-line.js";
import { sayReplay } from "../../output/replay-line.js";
import type { SandboxFlags } from "../../session/target-profile.js";

/**
 * Refuses a live host before anything is opened or sent.
 *
 * @throws {UserError} `live_target`
 */
export function assertMaySend(
  urls: readonly string[],
  profile: ResolvedProfile,
  { flags }: CommandContext,
): void {
  if (flags.allowLive) return;
  urls.forEach((url) => {
    assertNotLive(url, profile.liveHosts);
  });
}

export interface RunPorts extends WalkPorts {
  readonly onProblem: (problem: RecordProblem) => void;
  /** Ends the progress line, and says how many problems were not shown and how to send lost batches again. */
  readonly close: () => void;
}

/** @param settled transactions with a outcome, for the progress line */
export function createRunPorts(
  http: Http,
  profile: ResolvedProfile,
  plan: Pick<PollPlan, "rate">,
  settled: () => number,
  target: SandboxFlags,
  context: CommandContext,
): RunPorts {
  const { clock, random, signal, flags } = context;
  const progress = createProgressLine(context);
  const redactor = createRedactor(profile.secrets.known());
  const say = (text: string) => progress.say(redactor.text(text));
  const startedMs = clock.monotonicMs();
  const settledBefore = settled();
  const problems = createProblemSpeaker(say);
  return {
    http: guardLiveHosts(http, flags.allowLive ? new Set() : profile.liveHosts),
    pace: createPace(plan.rate, clock),
    breathe: nextTurn,
    clock,
    random,
    signal,
    notice: say,
    trace: (text) => {
      if (flags.verbose) say(text);
    },
    onPage: (at) => {
      progress.update(() =>
        renderRate(
          settled() - settledBefore,
          "payments",
          fractionOf(at),
          clock.monotonicMs() - startedMs,
        ),
      );
    },
    onProblem: problems.speak,
    close: () => {
      progress.clear();
      problems.close();
      sayReplay(problems.lost(), target, profile, context);
    },
  };
}

function fractionOf({ window, windows, received, total }: PollProgress) {
  if (total !== null && total > 0) return (window + Math.min(1, received / total)) / windows;
  return windows > 1 ? (window + 1) / windows : null;
}

const SHOWN_PROBLEMS = 20;

/** Why a run did not come to its end, and how to send again what ended it. */
export function sayStop(
  stop: Stop,
  target: SandboxFlags,
  profile: ResolvedProfile,
  context: CommandContext,
): void {
  context.say(`stopped: ${stop.message}`);
  sayReplay([stop], target, profile, context);
}

/** A command line of more batches would be no help. */
const MOST_LOST = 20;

function createProblemSpeaker(say: (text: string) => void) {
  let count = 0;
  const lost = new Set<string>();
  return {
    /** Batches in which payments failed, the first ones. */
    lost: () => [...lost].map((deliveryId) => ({ deliveryId })),
    speak: ({ kind, transactionId, reason, deliveryId }: RecordProblem) => {
      count += 1;
      if (deliveryId !== undefined && lost.size < MOST_LOST) lost.add(deliveryId);
      if (count > SHOWN_PROBLEMS) return;
      say(`${kind}: ${transactionId ?? "(no transaction id)"}: ${reason}`);
    },
    close: () => {
      if (count > SHOWN_PROBLEMS) say(`and ${count - SHOWN_PROBLEMS} more`);
    },
  };
}

/** @param state --state, or undefined for the platform's own folder */
export function syncFolder(state: string | undefined, { env, cwd }: CommandContext): string {
  return state === undefined ? join(stateFolder(env), "sync") : resolve(cwd, state);
}

/** For journals that nobody will want again. */
export function scratchFolder(state: string | undefined, { cwd }: CommandContext): string {
  return state === undefined ? temporaryFolder() : resolve(cwd, state);
}

/**
 * `--out`: one line a transaction, the file whole or as it was.
 *
 * @throws {UserError} `file_unwritable`
 */
export async function writeTransactions(
  file: string,
  journal: SyncJournal,
  { cwd }: CommandContext,
): Promise<void> {
  try {
    await diskAppendFiles.replace(resolve(cwd, file), transactionLines(journal));
  } catch (error) {
    throw new UserError(
      "file_unwritable",
      `${file} could not be written: ${(error as Error).message}`,
      "Check the path, its permissions and the room on the disk.",
      { cause: error },
    );
  }
}

export interface OpenJournal {
  readonly journal: SyncJournal;
  readonly path: string;
  /** Closes it; a run that is over leaves nothing behind. */
  readonly close: (isOver: boolean) => Promise<void>;
}

/** @throws {UserError} `sync_unfinished`, `sync_changed`, `file_in_use`, `state_unwritable` */
export async function openJournal(
  folder: string,
  identity: RunIdentity,
  resume: "resume" | "restart" | "none",
): Promise<OpenJournal> {
  const path = join(folder, journalName(identity));
  const file = await diskAppendFiles.open(path);
  return opened(file, path, identity, resume);
}

/** The journal of a run that will never be resumed: it only knows what was seen. */
export async function openScratchJournal(
  folder: string,
  identity: RunIdentity,
  { random }: CommandContext,
): Promise<OpenJournal> {
  const name = `scratch-${Buffer.from(random.bytes(8)).toString("hex")}.ndjson`;
  const path = join(folder, name);
  const { journal, close } = await opened(await diskAppendFiles.open(path), path, identity, "none");
  return { journal, path, close: () => close(true) };
}

async function opened(
  file: AppendFile,
  path: string,
  identity: RunIdentity,
  resume: "resume" | "restart" | "none",
): Promise<OpenJournal> {
  try {
    const journal = await openSyncJournal(file, identity, resume);
    return {
      journal,
      path,
      close: async (isOver) => {
        // Removed before the lock goes, so that no other run can have opened it.
        if (isOver) await diskAppendFiles.remove(path);
        await journal.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
