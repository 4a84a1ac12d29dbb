/** `launch-game`: asks the provider for a session; the launch_url alone is the result. */
import { redactionMark } from "../../../core/redaction.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { providerSettings, walletSettings } from "../../../profile/wallet-settings.js";
import type { LaunchParameters } from "../../../protocols/wallet/launch.js";
import { exactLine } from "../../../reports/printable.js";
import { renderProblem } from "../../../tasks/wallet/judge-reply.js";
import {
  launchGame,
  type LaunchReport,
  SESSION_TOKEN_LABEL,
} from "../../../tasks/wallet/launch-game.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { createAttemptPrinter, outcomeText } from "../../output/exchange-text.js";
import { withHttp } from "../../session/http.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import { withProfile } from "../../session/target-profile.js";

interface Options {
  readonly currency?: string;
  readonly platform?: LaunchParameters["platform"];
  readonly portalMode?: LaunchParameters["portalMode"];
  readonly returnUrl?: string;
  readonly language?: string;
  readonly skinId?: string;
  readonly generalCode?: string;
  readonly realityCheckInterval?: string;
  readonly elapsedRealityCheckTime?: string;
  readonly showToken?: boolean;
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
}

const DEFAULT_RETURN_URL = "https://example.com/";

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  return withProfile(context, options, (profile) =>
    launch(profile, input.arguments[0] ?? "", options, context),
  );
};

async function launch(
  profile: ResolvedProfile,
  game: string,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const provider = await providerSettings(profile, "launch-game");
  const parameters = await launchParameters(profile, options);
  const report = await withHttp(context, profile, (http) =>
    launchGame({ game, parameters, allowLive: context.flags.allowLive }, provider, profile, {
      http,
      signal: context.signal,
    }),
  );
  const { sent } = report;
  createAttemptPrinter(context)({ number: 1, sent, nextInMs: null });
  if (context.flags.json)
    context.result(JSON.stringify(jsonReport(game, report, options), null, 2));
  else print(report, options, context);
  if (report.launch === null) sayReplay([sent.exchange], options, profile, context);
  if (context.signal.aborted) return "interrupted";
  if (report.isUnreachable) return "incomplete";
  return report.launch === null ? "refused" : "done";
}

async function launchParameters(
  profile: ResolvedProfile,
  options: Options,
): Promise<LaunchParameters> {
  const { players } = await walletSettings(profile, "launch-game");
  const [{ userToken, currency, platform }] = players;
  const { skinId, generalCode } = options;
  const { realityCheckInterval, elapsedRealityCheckTime } = options;
  return {
    userToken,
    currency: options.currency ?? currency,
    platform: options.platform ?? platform,
    portalMode: options.portalMode ?? "real",
    returnUrl: options.returnUrl ?? DEFAULT_RETURN_URL,
    language: options.language ?? "en",
    ...(skinId === undefined ? {} : { skinId }),
    ...(generalCode === undefined ? {} : { generalCode }),
    ...(realityCheckInterval === undefined ? {} : { realityCheckInterval }),
    ...(elapsedRealityCheckTime === undefined ? {} : { elapsedRealityCheckTime }),
  };
}

function print(
  { launch, problems, sent }: LaunchReport,
  { showToken }: Options,
  context: CommandContext,
): void {
  const notes = problems.map(renderProblem);
  if (launch === null) {
    const answer = outcomeText(sent.exchange);
    [`no session: ${answer}`, ...notes].forEach((line) => context.say(line));
    return;
  }
  context.result(exactLine(launch.launchUrl));
  context.say(`session token: ${shownToken(launch.sessionToken, showToken)}`);
  notes.forEach((note) => context.say(`note: ${note}`));
}

function shownToken(token: string, showToken: boolean | undefined): string {
  return showToken === true
    ? exactLine(token)
    : `${redactionMark(SESSION_TOKEN_LABEL)} (--show-token shows it)`;
}

/** The launch_url is the result, and useless without the token that it may hold. */
function jsonReport(
  game: string,
  { launch, refusal, problems, sent }: LaunchReport,
  { showToken }: Options,
) {
  const token = showToken === true ? launch?.sessionToken : redactionMark(SESSION_TOKEN_LABEL);
  return {
    game,
    launchUrl: launch?.launchUrl ?? null,
    sessionToken: launch === null ? null : token,
    status: sent.exchange.response?.status ?? null,
    ...(refusal === null ? {} : { code: refusal.code, message: refusal.message }),
    problems,
    attempts: [sent.exchange],
  };
}
