/** `push-payments`: NDJSON in, outcomes out. */
import { resolve } from "node:path";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { outcomeOf } from "../../../tasks/payments/outcome-report.js";
import { runPush } from "../../../tasks/payments/run-push.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import type { Session } from "../../session/session.js";
import { readInput } from "../../session/named-files.js";
import { assertOutIsNotRead } from "../../session/out-file.js";
import {
  createRunHooks,
  paymentRunPorts,
  sayStop,
  scratchFolder,
  transactionsFile,
} from "./payments-hooks.js";
import { printSummary } from "./payments-print.js";
import type { Options } from "./push-payments.js";

export const run: CommandRun<Options> = async (session, { arguments: [named = "-"], options }) => {
  await assertOutIsNotRead(options.out, named.startsWith("@") ? [named.slice(1)] : [], session);
  return push(await session.openProfile(options), named, options, session);
};

async function push(
  profile: ResolvedProfile,
  named: string,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const summary = await runPush(
    {
      openInput: () => openInput(named, session),
      folder: scratchFolder(options.state, session),
      writeTransactions: transactionsFile(options.out, session),
      allowLive: session.flags.allowLive,
    },
    profile,
    paymentRunPorts(session, profile),
    createRunHooks(profile, options, session),
  );
  printSummary(summary, {}, session);
  if (summary.stop !== null) sayStop(summary.stop, options, profile, session);
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
