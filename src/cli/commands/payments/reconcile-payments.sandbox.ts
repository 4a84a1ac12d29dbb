/** A sandbox begins empty: PlayCamp's side is told the month first, so that there is something to match. */
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { monthRange } from "../../../protocols/payments/range-format.js";
import { runSync } from "../../../tasks/payments/run-sync.js";
import type { Session } from "../../session/session.js";
import { paymentRunPorts } from "./payments-hooks.js";

/** @throws {UserError} `month_malformed` */
export async function tellPlayCamp(
  month: string,
  profile: ResolvedProfile,
  session: Session,
): Promise<void> {
  session.say("the sandbox's PlayCamp is told the month's payments first");
  const silent = () => undefined;
  await runSync(
    {
      range: monthRange(month, profile.profile.payments?.source.range?.zone),
      dryRun: false,
      resume: "restart",
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
      onResult: silent,
    },
  );
}
