/** What the payments commands share: what they give their tasks, and how they speak of a run. */
import { join, resolve } from "node:path";
import { profileRedactor } from "../../../profile/redaction.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import { describeRange, parseTimeRange } from "../../../tasks/payments/time-range.js";
import type { PaymentRunHooks, PaymentRunPorts } from "../../../tasks/payments/payment-run.js";
import type { Stop } from "../../../tasks/payments/persist.js";
import type { WritePieces } from "../../../tasks/payments/run-journal.js";
import type { RecordProblem } from "../../../tasks/payments/taken-record.js";
import type { CommandContext } from "../../command.js";
import { createProgressLine, renderRate } from "../../output/progress-line.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import { writeNamedPieces } from "../../session/named-files.js";
import type { SandboxFlags } from "../../session/sandbox-options.js";
import type { Session } from "../../session/session.js";
import { openPaymentsClient } from "./payments-client.js";

export function paymentRunPorts(session: Session, profile: ResolvedProfile): PaymentRunPorts {
  return {
    ...session,
    withHttp: async (use) => use((await openPaymentsClient(session, profile)).http),
  };
}

/** Shows a run on stderr: its progress, the first of its problems, and how to send lost batches again. */
export function createRunHooks(
  profile: ResolvedProfile,
  target: SandboxFlags,
  context: CommandContext,
): PaymentRunHooks {
  const progress = createProgressLine(context);
  const redactor = profileRedactor(profile, "own");
  const say = (text: string) => progress.say(redactor.text(text));
  const problems = createProblemSpeaker(say);
  return {
    notice: say,
    trace: (text) => {
      if (context.flags.verbose) say(text);
    },
    onProgress: ({ settled, fraction, elapsedMs }) =>
      progress.update(() => renderRate(settled, "payments", fraction, elapsedMs)),
    onProblem: problems.speak,
    onSent: () => {
      progress.clear();
      problems.close();
      sayReplay(problems.lost(), target, profile, context);
    },
  };
}

/**
 * `--from` and `--to` in the zone that the profile declares for the source, told in both zones.
 *
 * @throws {UserError} `range_missing`, `time_malformed`, `range_inverted`
 */
export function askedRange(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { profile }: ResolvedProfile,
  context: CommandContext,
): TimeRange {
  const zone = profile.payments?.source.range?.zone;
  const range = parseTimeRange(from, to, zone);
  const shown = describeRange(range, zone);
  if (shown !== null) context.say(`the range: ${shown}`);
  return range;
}

/** @param plan what polling takes, where there is anything to be warned of */
export function sayPlan(plan: string | null, context: CommandContext): void {
  if (plan !== null) context.say(`the source: ${plan}`);
}

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

const SHOWN_PROBLEMS = 20;
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
export function syncFolder(state: string | undefined, { folders, cwd }: CommandContext): string {
  return state === undefined ? join(folders.state, "sync") : resolve(cwd, state);
}

/** For journals that nobody will want again. */
export function scratchFolder(state: string | undefined, { folders, cwd }: CommandContext): string {
  return state === undefined ? folders.temporary : resolve(cwd, state);
}

/** `--out`: one line a transaction, the file whole or as it was. */
export function transactionsFile(
  file: string | undefined,
  context: CommandContext,
): WritePieces | null {
  return file === undefined ? null : (pieces) => writeNamedPieces(file, pieces, context);
}
