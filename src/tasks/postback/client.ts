/** Sends postbacks and asks for balances for the commands; nothing is sent twice behind their back. */
import { isUnreachable, type Http, type RaceHttp } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import { Unreachable } from "../../core/errors.js";
import { profileRedactor } from "../../profile/redaction.js";
import type { PostbackSettings } from "../../profile/postback-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { balanceRequest, readBalance } from "../../protocols/postback/balance.js";
import {
  type Postback,
  type PostbackAuth,
  buildPostback,
  type PostbackAliases,
} from "../../protocols/postback/request.js";
import { guardLiveHosts, guardLiveRaces } from "../../transport/live-guard.js";
import {
  createRace,
  createSend,
  type OutgoingRequest,
  type RacedRound,
  type Sent,
} from "../../transport/send.js";

export interface PostbackPorts {
  readonly http: Http;
  readonly race: RaceHttp;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface PostbackForm {
  readonly aliases?: PostbackAliases;
  readonly auth?: PostbackAuth;
}

export interface PostbackClient {
  readonly settings: PostbackSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** @throws {Unreachable} when nothing listens there */
  send(step: string, request: OutgoingRequest): Promise<Sent>;
  post(step: string, postback: Postback, form?: PostbackForm): Promise<Sent>;
  race(step: string, postback: Postback, forms: readonly PostbackForm[]): Promise<RacedRound>;
  /** Null where the profile names no balance, or its reply tells none. */
  balance(uid: string): Promise<number | null>;
}

export function createPostbackClient(
  settings: PostbackSettings,
  profile: ResolvedProfile,
  ports: PostbackPorts,
  allowLive: boolean,
): PostbackClient {
  const { signal, clock } = ports;
  const liveHosts = allowLive ? new Set<string>() : profile.liveHosts;
  const options = {
    redactor: profileRedactor(profile, "own"),
    connection: settings.connection,
    signal,
  };
  const sendOnce = createSend({
    ...options,
    http: guardLiveHosts(ports.http, liveHosts),
    freshConnections: true,
  });
  const raceOnce = createRace({
    ...options,
    race: guardLiveRaces(ports.race, liveHosts),
  });
  const send: PostbackClient["send"] = async (step, request) => {
    const sent = await sendOnce(step, request);
    assertReached(sent, request.url);
    return sent;
  };
  const build = (postback: Postback, form: PostbackForm = {}) =>
    buildPostback(
      {
        url: settings.url,
        auth: form.auth ?? settings.auth,
        secret: settings.secrets[0].value,
      },
      postback,
      form.aliases,
    );
  return {
    settings,
    clock,
    signal,
    send,
    post: (step, postback, form) => send(step, build(postback, form)),
    race: (step, postback, forms) =>
      raceOnce(
        step,
        forms.map((form) => build(postback, form)),
      ),
    balance: async (uid) => {
      if (settings.balance === null) return null;
      const { url, auth, secrets, balance } = settings;
      const request = balanceRequest(balance.url, uid, {
        url,
        auth,
        secret: secrets[0].value,
      });
      const { outcome } = await send("the balance", request);
      return outcome.reply === null ? null : readBalance(outcome.reply, balance.path);
    },
  };
}

function assertReached({ outcome: { failure } }: Sent, url: string): void {
  if (failure === null || !isUnreachable(failure)) return;
  throw new Unreachable(
    `${new URL(url).host} cannot be reached: ${failure.message}`,
    "Check postback.url in the profile, and whether the reward app is running.",
  );
}
