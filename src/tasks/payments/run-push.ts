/** Payments out of NDJSON brought to PlayCamp, each with its outcome. */
import { pushSettings } from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { RunIdentity } from "./journal-lines.js";
import { summarise, type SyncSummary, transactionLines } from "./outcome-report.js";
import { pushLines } from "./payment-lines.js";
import {
  assertMaySend,
  type PaymentRunHooks,
  type PaymentRunPorts,
  sending,
} from "./payment-run.js";
import { createPushSink } from "./push-batch.js";
import { openScratchJournal, type WritePieces } from "./run-journal.js";

export interface PushRequest {
  /** Opened once it is known that the payments may be sent. */
  readonly openInput: () => Promise<AsyncIterable<Uint8Array>>;
  /** For the journal, which nobody wants afterwards. */
  readonly folder: string;
  /** Takes a line for each transaction; null where nobody wants them. */
  readonly writeTransactions: WritePieces | null;
  readonly allowLive: boolean;
}

/** @throws {UserError} what the profile lacks, `live_target`, and what the input throws */
export async function runPush(
  request: PushRequest,
  profile: ResolvedProfile,
  ports: PaymentRunPorts,
  hooks: PaymentRunHooks,
): Promise<SyncSummary> {
  const { allowLive, folder } = request;
  const settings = await pushSettings(profile, "push-payments");
  assertMaySend([settings.url], profile, allowLive);
  const chunks = await request.openInput();
  const identity = identityOf(profile, settings.url);
  const { journal, close } = await openScratchJournal(folder, identity, ports);
  try {
    const settled = () => journal.tally.fetched;
    const { batchSize, concurrency } = settings;
    const { onProblem } = hooks;
    const stop = await sending({ profile, allowLive, rate: null, settled }, ports, hooks, (walk) =>
      pushLines(
        chunks,
        { journal, sink: createPushSink(settings, walk), batchSize, concurrency, onProblem },
        ports.signal,
        (received) => walk.onPage({ window: 0, windows: 1, received, total: null }),
      ),
    );
    if (request.writeTransactions !== null)
      await request.writeTransactions(transactionLines(journal));
    return summarise(journal.tally, stop);
  } finally {
    await close(true);
  }
}

function identityOf(profile: ResolvedProfile, push: string): RunIdentity {
  const none = { source: "", from: "", to: "", settings: "" };
  return { profile: profile.origin, push, ...none };
}
