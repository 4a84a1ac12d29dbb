/** `push-payments`: NDJSON in, outcomes out. */
import { resolve } from "node:path";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { outcomeOf } from "../../../tasks/payments/outcome-report.js";
import { runPush } from "../../../tasks/payments/run-push.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { readInput } from "../../session/read-input.js";
import { type SandboxFlags, withProfile } from "../../session/target-profile.js";
import {
  createRunHooks,
  paymentRunPorts,
  sayStop,
  scratchFolder,
  transactionsFile,
} from "./payments-hooks.js";
import { printSummary } from "./payments-print.js";

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
  const summary = await runPush(
    {
      openInput: () => openInput(named, context),
      folder: scratchFolder(options.state, context),
      writeTransactions: transactionsFile(options.out, context),
      allowLive: context.flags.allowLive,
    },
    profile,
    paymentRunPorts(context, profile),
    createRunHooks(profile, options, context),
  );
  printSummary(summary, {}, context);
  if (summary.stop !== null) sayStop(summary.stop, options, profile, context);
  return outcomeOf(summary);
}

/** A file or stdin of any length; a missing file is told before anything is sent. */
async function openInput(
  named: string,
  context: CommandContext,
): Promise<AsyncIterable<Uint8Array>> {
  const { terminal, files, cwd } = context;
  if (named === "-") return terminal.stdinChunks();
  const path = resolve(cwd, named.slice(1));
  if (named.startsWith("@") && (await files.exists(path))) return files.readChunks(path);
  const bytes = await readInput("push-payments", named, context);
  return (async function* () {
    yield bytes;
  })();
}
