/** `play-round`: plays it, prints the books, and says how it ended. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { walletSettings } from "../../../profile/wallet-settings.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import { playRound, type RoundReport } from "../../../tasks/wallet/play-round.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { createAttemptPrinter } from "../../output/exchange-text.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import type { Session } from "../../session/session.js";
import { targetWords } from "../../output/resend/target-words.js";
import type { Options } from "./play-round.js";
import { printRound } from "./play-round.print.js";
import { sayCost } from "./wallet-cost.js";

const DEFAULT_STAKE = toMillis(1_000);
const DEFAULT_SEED = 1;

export const run: CommandRun<Options> = async (session, { options }) => {
  if (options.plan !== undefined) return playPlan(options.plan, options, session);
  if (options.allowRemoteLoad)
    throw new UserError(
      "usage",
      "--allow-remote-load goes with --plan: one round is no load",
      "Leave it out, or name the load with --plan.",
    );
  return play(await session.openProfile(options), options, session);
};

/** What a plan says, no flag says again. */
async function playPlan(file: string, options: Options, session: Session): Promise<Outcome> {
  const { game, bets, outcome, amount, seed } = options;
  if ([game, bets, outcome, amount, seed].some((each) => each !== undefined))
    throw new UserError(
      "usage",
      "--plan says what is played, and the line says it as well",
      "Leave out --game, --bets, --outcome, --amount and --seed, or leave --plan out.",
    );
  const { runPlanFile } = await import("../load/plan-file.js");
  return runPlanFile(
    {
      ...{ file, kind: "wallet", shard: null, runId: null, out: null, url: null, workers: 1 },
      allowRemoteLoad: options.allowRemoteLoad,
      sandbox: options,
    },
    session,
  );
}

async function play(
  profile: ResolvedProfile,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const agreed = await walletSettings(profile, "play-round");
  const settings = { ...agreed, game: options.game ?? agreed.game };
  const [{ currency }] = settings.players;
  const { http } = await session.openClient(profile);
  const report = await playRound(
    {
      bets: options.bets ?? null,
      outcome: options.outcome ?? "win",
      stake: options.amount ?? DEFAULT_STAKE,
      seed: options.seed ?? DEFAULT_SEED,
      runId: Buffer.from(session.random.bytes(4)).toString("hex"),
      retry: settings.retry,
      allowLive: session.flags.allowLive,
      onStart: ({ amount, ...cost }) =>
        sayCost({ ...cost, amounts: [{ amount, currency }] }, session),
      onAttempt: createAttemptPrinter(session),
      onBreakOff: (why) => session.say(why),
    },
    settings,
    profile,
    { ...session, http },
  );
  const { game } = options;
  const target = [
    ...targetWords({ flags: session.flags, sandbox: options }),
    ...(game === undefined ? [] : ["--set", `wallet.game=${game}`]),
  ];
  printRound(report, target, session);
  if (report.verdict === "wrong")
    sayReplay(
      report.attempts.map(({ exchange }) => exchange),
      options,
      profile,
      session,
    );
  return outcomeOf(report, session);
}

function outcomeOf({ verdict }: RoundReport, { signal }: CommandContext): Outcome {
  if (signal.aborted) return "interrupted";
  switch (verdict) {
    case "consistent":
      return "done";
    case "wrong":
      return "refused";
    case "incomplete":
      return "incomplete";
  }
}
