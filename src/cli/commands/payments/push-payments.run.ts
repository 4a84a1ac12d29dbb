/** `push-payments`: NDJSON in, outcomes out. */
import { resolve } from "node:path";
import { pushSettings } from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { outcomeOf, summarise } from "../../../tasks/payments/outcome-report.js";
import type { RunIdentity } from "../../../tasks/payments/journal-lines.js";
import { pushLines } from "../../../tasks/payments/payment-lines.js";
import { createPushSink } from "../../../tasks/payments/push-batch.js";
import type { CommandContext, Outcome } from "../../command.js";
import { openPaymentsClient } from "./payments-client.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./push-payments.js";
import { printSummary } from "./payments-print.js";
import {
  assertMaySend,
  createRunPorts,
  openScratchJournal,
  sayStop,
  scratchFolder,
  writeTransactions,
} from "./payments-run.js";
import { readInput } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";

export const run: CommandRun<Options> = async (session, { arguments: [named = "-"], options }) =>
  push(await session.openProfile(options), named, options, session);

async function push(
  profile: ResolvedProfile,
  named: string,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const settings = await pushSettings(profile, "push-payments");
  assertMaySend([settings.url], profile, session);
  const chunks = await inputChunks(named, session);
  const identity = identityOf(profile, settings.url);
  const folder = scratchFolder(options.state, session);
  const opened = await openScratchJournal(folder, identity, session);
  const { journal } = opened;
  try {
    const { http } = await openPaymentsClient(session, profile);
    const settled = () => journal.tally.fetched;
    const ports = createRunPorts(http, profile, { rate: null }, settled, options, session);
    const { batchSize, concurrency } = settings;
    const sink = createPushSink(settings, ports);
    const { onProblem } = ports;
    const stop = await pushLines(
      chunks,
      { journal, sink, batchSize, concurrency, onProblem },
      session.signal,
      (received) => ports.onPage({ window: 0, windows: 1, received, total: null }),
    ).finally(ports.close);
    const summary = summarise(journal.tally, stop);
    if (options.out !== undefined) {
      await writeTransactions(options.out, journal, session);
    }
    printSummary(summary, {}, session);
    if (stop !== null) sayStop(stop, options, profile, session);
    return outcomeOf(summary);
  } finally {
    await opened.close(true);
  }
}

/** A file or stdin of any length; a missing file is told before anything is sent. */
async function inputChunks(
  named: string,
  context: CommandContext,
): Promise<AsyncIterable<Uint8Array>> {
  const { terminal, files, cwd } = context;
  if (named === "-" && terminal.stdinChunks !== undefined) return terminal.stdinChunks();
  if (named.startsWith("@") && files.readChunks !== undefined) {
    const path = resolve(cwd, named.slice(1));
    if (await files.exists(path)) return files.readChunks(path);
  }
  const bytes = await readInput("push-payments", named, context);
  return (async function* () {
    yield bytes;
  })();
}

function identityOf(profile: ResolvedProfile, push: string): RunIdentity {
  const none = { source: "", from: "", to: "", settings: "" };
  return { profile: profile.origin, push, ...none };
}
