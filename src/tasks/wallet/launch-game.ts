/** Opens a game session at the provider, and keeps its token out of what is recorded. */
import { type Http, isUnreachable, joinUrl } from "../../core/http.js";
import { createRedactor, type KnownSecret } from "../../core/redaction.js";
import { redactionRules } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { ProviderSettings } from "../../profile/wallet-settings.js";
import type { ReplyProblem } from "../../protocols/wallet/envelope.js";
import {
  buildLaunch,
  type Launch,
  type LaunchParameters,
  readLaunch,
} from "../../protocols/wallet/launch.js";
import { readRefusal, type Refusal } from "../../protocols/wallet/refusals.js";
import { guardLiveHosts } from "../../transport/live-guard.js";
import { createSend, type Sent } from "../../transport/send.js";

export interface LaunchOrder {
  readonly game: string;
  readonly parameters: LaunchParameters;
  readonly allowLive: boolean;
}

export interface LaunchReport {
  /** Null when the provider did not open a session. */
  readonly launch: Launch | null;
  readonly refusal: Refusal | null;
  readonly problems: readonly ReplyProblem[];
  readonly sent: Sent;
  readonly isUnreachable: boolean;
}

export const SESSION_TOKEN_LABEL = "launch.sessionToken";

export async function launchGame(
  { game, parameters, allowLive }: LaunchOrder,
  settings: ProviderSettings,
  profile: ResolvedProfile,
  ports: { readonly http: Http; readonly signal: AbortSignal },
): Promise<LaunchReport> {
  const learned: KnownSecret[] = [];
  const redactor = createRedactor(
    () => [...profile.secrets.known(), ...learned],
    redactionRules(profile, "own"),
  );
  const http: Http = async (request, signal) => {
    const outcome = await ports.http(request, signal);
    // The evidence is written after this, so it is the last moment to learn the token.
    const token =
      outcome.reply === null ? undefined : readLaunch(outcome.reply.body).launch?.sessionToken;
    if (token !== undefined) learned.push({ label: SESSION_TOKEN_LABEL, value: token });
    return outcome;
  };
  const send = createSend({
    http: guardLiveHosts(http, allowLive ? new Set() : profile.liveHosts),
    redactor,
    connection: settings.connection,
    freshConnections: false,
    signal: ports.signal,
  });
  const request = buildLaunch(game, parameters, settings.publicKey);
  const sent = await send(`launch ${game}`, {
    method: request.method,
    url: joinUrl(settings.url, request.path),
    headers: request.headers,
    body: null,
  });
  return { ...readOutcome(sent), sent };
}

function readOutcome({
  outcome: { reply, failure },
}: Sent): Pick<LaunchReport, "launch" | "refusal" | "problems" | "isUnreachable"> {
  const none = { launch: null, refusal: null, problems: [] };
  if (reply === null) return { ...none, isUnreachable: isUnreachable(failure) };
  if (reply.status !== 200) {
    const refusal = readRefusal(reply.status, reply.body);
    return { ...none, refusal, isUnreachable: false };
  }
  return { ...none, ...readLaunch(reply.body), isUnreachable: false };
}
