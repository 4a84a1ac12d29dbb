/** The first check: a counterpart on this machine is told the new recipes, and must understand what they sign. */
import type { ConformanceReport } from "../../../core/report.js";
import type { Draft } from "../../../tasks/init/draft.js";
import { runConformance } from "../../../tasks/conformance/run-conformance.js";
import type { CommandContext } from "../../command.js";
import { withHttp } from "../../session/http.js";
import { withProfile } from "../../session/target-profile.js";

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
  context: CommandContext,
): Promise<ConformanceReport | null> {
  const suites = Object.keys(FIRST_CHECKS).filter((name) => name in sections);
  if (suites.length === 0) return null;
  let report: ConformanceReport | null = null;
  const own = { profile: target, environment: null, overrides: [] };
  await withProfile(
    { ...context, flags: { ...context.flags, ...own } },
    { sandbox: true },
    async (profile) => {
      report = await withHttp(context, profile, (http, race) =>
        runConformance(
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
            targetWords: ["--profile", target, "--sandbox"],
            replayWords: [],
            requirementSet: null,
            baseline: null,
          },
          profile,
          { ...context, http, race },
        ),
      );
      return "done";
    },
  );
  return report;
}
