/** `push-payments`: NDJSON in, outcomes out. */
import { resolve } from "node:path";
import { pushSettings } from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { outcomeOf, summarise } from "../../../tasks/payments/outcome-report.js";
import type { RunIdentity } from "../../../tasks/payments/journal-lines.js";
import { pushLines } from "../../../tasks/payments/payment-lines.js";
import { createPushSink } from "../../../tasks/payments/push-batch.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { withBulkHttp } from "../../session/bulk-http.js";
import { printSummary } from "./payments-print.js";
import {
  assertMaySend,
  createRunPorts,
  openScratchJournal,
  sayStop,
  scratchFolder,
  writeTransactions,
} from "./payments-run.js";
import { readInput } from "../../session/read-input.js";
import { type SandboxFlags, withProfile } from "../../session/target-profile.js";

interface Options extends SandboxFlags {
  readonly out?: string;
  readonly state?: string;
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  return withProfile(context, options, (profile) =>
    push(profile, input.arguments[0] ?? "-", options, context),
  );
};

async function push(
  profile: ResolvedProfile,
  named: string,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const settings = await pushSettings(profile, "push-payments");
  assertMaySend([settings.url], profile, context);
  const chunks = await inputChunks(named, context);
  const identity = identityOf(profile, settings.url);
  const folder = scratchFolder(options.state, context);
  const opened = await openScratchJournal(folder, identity, context);
  const { journal } = opened;
  try {
    const stop = await withBulkHttp(context, profile, (http) => {
      const settled = () => journal.tally.fetched;
      const plan = { rate: null };
      const ports = createRunPorts(http, profile, plan, settled, options, context);
      const { batchSize, concurrency } = settings;
      const sink = createPushSink(settings, ports);
      const { onProblem } = ports;
      return pushLines(
        chunks,
        { journal, sink, batchSize, concurrency, onProblem },
        context.signal,
        (received) => ports.onPage({ window: 0, windows: 1, received, total: null }),
      ).finally(ports.close);
    });
    const summary = summarise(journal.tally, stop);
    if (options.out !== undefined) {
      await writeTransactions(options.out, journal, context);
    }
    printSummary(summary, {}, context);
    if (stop !== null) sayStop(stop, options, profile, context);
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
