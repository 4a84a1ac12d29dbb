/** A sandbox begins empty: PlayCamp's side is told the month first, so that there is something to match. */
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { monthRange } from "../../../protocols/payments/range-format.js";
import { outcomeOf, type SyncSummary } from "../../../tasks/payments/outcome-report.js";
import { runSync } from "../../../tasks/payments/run-sync.js";
import type { Session } from "../../session/session.js";
import { paymentRunPorts } from "./payments-hooks.js";

/**
 * @returns what became of it; where it is not all there, that has been said
 * @throws {UserError} `month_malformed`
 */
export async function tellPlayCamp(
  month: string,
  profile: ResolvedProfile,
  session: Session,
): Promise<SyncSummary> {
  const range = monthRange(month, profile.profile.payments?.source.range?.zone);
  session.say("the sandbox's PlayCamp is told the month's payments first");
  const silent = () => undefined;
  const told = await runSync(
    {
      range,
      shard: null,
      dryRun: false,
      resume: "never",
      folder: session.folders.temporary,
      writeTransactions: null,
      allowLive: false,
    },
    profile,
    paymentRunPorts(session, profile),
    {
      notice: silent,
      trace: silent,
      onProblem: silent,
      onProgress: silent,
      onSent: silent,
      onStart: silent,
      onResult: () => Promise.resolve(),
    },
  );
  // Why it stopped is said by whoever ends there.
  if (told.stop === null && outcomeOf(told) !== "done")
    session.say(`the sandbox's PlayCamp was not told everything: ${leftOut(told)}`);
  return told;
}

function leftOut(told: SyncSummary): string {
  const counts = [
    [told.failed, "failed at PlayCamp"],
    [told.refused, "refused records"],
    [told.conflicts, "came again with other content"],
    [told.missing, "counted by the source, not given"],
    [told.refundsInPart, "refunds of a part, not sent"],
    [told.refundsUnknown, "refunds of unknown payments"],
  ] as const;
  return [
    ...counts.flatMap(([count, what]) => (count === 0 ? [] : `${count} ${what}`)),
    ...told.doubts,
  ].join(", ");
}
