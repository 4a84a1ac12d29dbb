/** `play-round`: plays it, prints the books, and says how it ended. */
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { walletSettings } from "../../../profile/wallet-settings.js";
import { type Millis, toMillis } from "../../../protocols/wallet/millis.js";
import type { RoundOutcome } from "../../../tasks/wallet/plan-round.js";
import { playRound, type RoundReport } from "../../../tasks/wallet/play-round.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { createAttemptPrinter } from "../../output/exchange-text.js";
import { withHttp } from "../../session/http.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import { targetWords } from "../../output/resend/target-words.js";
import { withProfile } from "../../session/target-profile.js";
import { sayCost } from "../../session/wallet-cost.js";
import { printRound } from "./play-round.print.js";

interface Options {
  readonly game?: string;
  readonly bets?: number;
  readonly outcome?: RoundOutcome;
  readonly amount?: Millis;
  readonly seed?: number;
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
}

const DEFAULT_STAKE = toMillis(1_000);
const DEFAULT_SEED = 1;

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  return withProfile(context, options, (profile) => play(profile, options, context));
};

async function play(
  profile: ResolvedProfile,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const agreed = await walletSettings(profile, "play-round");
  const settings = { ...agreed, game: options.game ?? agreed.game };
  const [{ currency }] = settings.players;
  const report = await withHttp(context, profile, (http) =>
    playRound(
      {
        bets: options.bets ?? null,
        outcome: options.outcome ?? "win",
        stake: options.amount ?? DEFAULT_STAKE,
        seed: options.seed ?? DEFAULT_SEED,
        runId: Buffer.from(context.random.bytes(4)).toString("hex"),
        retry: settings.retry,
        allowLive: context.flags.allowLive,
        onStart: (cost) => sayCost({ ...cost, currency }, context),
        onAttempt: createAttemptPrinter(context),
        onBreakOff: (why) => context.say(why),
      },
      settings,
      profile,
      { ...context, http },
    ),
  );
  const { game } = options;
  const target = [
    ...targetWords({ flags: context.flags, sandbox: options }),
    ...(game === undefined ? [] : ["--set", `wallet.game=${game}`]),
  ];
  printRound(report, target, context);
  if (report.verdict === "wrong")
    sayReplay(
      report.attempts.map(({ exchange }) => exchange),
      options,
      profile,
      context,
    );
  return outcomeOf(report, context);
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
