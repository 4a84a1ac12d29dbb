/** The first check: a counterpart on this machine is told the new recipes, and must understand what they sign. */
import type { ConformanceReport } from "../../../core/report.js";
import { runConformance } from "../../../tasks/conformance/run-conformance.js";
import type { Draft } from "../../../tasks/init/draft.js";
import type { Session } from "../../session/session.js";

/** Of each suite what must be accepted; what does not apply to a recipe is left out by itself. */
export const FIRST_CHECKS: Readonly<Record<string, readonly string[]>> = {
  entry: ["entry.valid.redirects"],
  webhook: ["webhook.signature.right-accepted", "webhook.signature.fresh-timestamp-accepted"],
  payments: ["payments.poll.accepted", "payments.reply.readable"],
  wallet: ["wallet.signature.valid-accepted"],
  postback: ["postback.secret.bearer-accepted"],
};

/** @returns null where no section has a suite */
export async function checkOnSandbox(
  { sections }: Draft,
  target: string,
  session: Session,
): Promise<ConformanceReport | null> {
  const suites = Object.keys(FIRST_CHECKS).filter((name) => name in sections);
  if (suites.length === 0) return null;
  const own = { profile: target, environment: null, overrides: [] };
  const profile = await session.openProfile({ sandbox: true }, own);
  const { http, race } = await session.openClient(profile);
  const finished = await runConformance(
    {
      suites,
      only: suites.flatMap((name) => FIRST_CHECKS[name] ?? []),
      skip: [],
      level: null,
      shard: null,
      strict: false,
      seed: 1,
      runId: null,
      concurrency: 4,
      bail: false,
      requestsPerSecond: null,
      allowLive: false,
      sandbox: true,
      requirementSet: null,
      baseline: null,
    },
    profile,
    { ...session, http, race },
  );
  return finished.report;
}
