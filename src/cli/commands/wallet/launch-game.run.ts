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
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { adviceLines, createAttemptPrinter, outcomeText } from "../../output/exchange-text.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./launch-game.js";

const DEFAULT_RETURN_URL = "https://example.com/";

export const run: CommandRun<Options> = async (session, { arguments: [game = ""], options }) =>
  launch(await session.openProfile(options), game, options, session);

async function launch(
  profile: ResolvedProfile,
  game: string,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const provider = await providerSettings(profile, "launch-game");
  const parameters = await launchParameters(profile, options);
  const { flags, signal } = session;
  const { http } = await session.openClient(profile);
  const order = { game, parameters, allowLive: flags.allowLive };
  const report = await launchGame(order, provider, profile, { http, signal });
  const { sent } = report;
  createAttemptPrinter(session)({ number: 1, sent, nextInMs: null });
  if (flags.json)
    session.result(JSON.stringify(jsonReport(game, report, options), null, 2), "secret");
  else print(report, options, session);
  if (report.launch === null) sayReplay([sent.exchange], options, profile, session);
  if (session.signal.aborted) return "interrupted";
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
    [`no session: ${answer}`, ...notes, ...adviceLines(sent.exchange)].forEach((line) =>
      context.say(line),
    );
    return;
  }
  context.result(exactLine(launch.launchUrl), "secret");
  context.say(`session token: ${shownToken(launch.sessionToken, showToken)}`);
  notes.forEach((note) => context.say(`note: ${note}`));
}

function shownToken(token: string, showToken: boolean): string {
  return showToken
    ? exactLine(token)
    : `${redactionMark(SESSION_TOKEN_LABEL)} (--show-token shows it)`;
}

/** The launch_url is the result, and useless without the token that it may hold. */
function jsonReport(
  game: string,
  { launch, refusal, problems, sent }: LaunchReport,
  { showToken }: Options,
) {
  const token = showToken ? launch?.sessionToken : redactionMark(SESSION_TOKEN_LABEL);
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
