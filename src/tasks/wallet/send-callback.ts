/** Sends callbacks as the provider does: the same bytes again on a 5xx or a lost reply, and never on a 4xx. */
import { type HeaderPair, type Http, type HttpOutcome, joinUrl } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import { profileRedactor } from "../../profile/redaction.js";
import type { RetrySchedule } from "../../core/retry-schedule.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WalletSettings } from "../../profile/wallet-settings.js";
import { isRetriedFailure, meaningOfStatus } from "../../protocols/wallet/http-meaning.js";
import { CALLBACK_PATHS, type CallbackKind } from "../../protocols/wallet/messages.js";
import { guardLiveHosts } from "../../transport/live-guard.js";
import { type RetryOptions, sendWithRetries } from "../../transport/retry.js";
import { createSend, type Sent } from "../../transport/send.js";

export interface WalletPorts {
  readonly http: Http;
  readonly clock: Clock;
  /** Ends waiting for a retry; nothing is sent again once it aborts. */
  readonly signal: AbortSignal;
}

export interface CallbackSenderOptions {
  /** The operator's base URL. */
  readonly url: string;
  readonly retry: RetrySchedule;
  readonly allowLive: boolean;
  /**
   * Whether the signal also cuts a callback that is under way. One that moves
   * money is better waited for: cut off, nobody knows whether it did.
   */
  readonly cutsInFlight: boolean;
  readonly onAttempt?: RetryOptions["onAttempt"];
}

export interface CallbackBytes {
  readonly kind: CallbackKind;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
}

/** @returns every attempt, the last one last */
export type SendCallback = (
  step: string,
  callback: CallbackBytes,
) => Promise<readonly [Sent, ...Sent[]]>;

export function createCallbackSender(
  options: CallbackSenderOptions,
  settings: WalletSettings,
  profile: ResolvedProfile,
  { http, clock, signal }: WalletPorts,
): SendCallback {
  const { url, retry, allowLive, cutsInFlight, onAttempt } = options;
  const send = createSend({
    http: guardLiveHosts(http, allowLive ? new Set() : profile.liveHosts),
    redactor: profileRedactor(profile, "given"),
    connection: settings.connection,
    freshConnections: false,
    ...(cutsInFlight ? { signal } : {}),
  });
  return (step, { kind, headers, body }) => {
    const request = {
      method: "POST",
      url: joinUrl(url, CALLBACK_PATHS[kind]),
      headers,
      body,
    };
    return sendWithRetries(
      (number) => send(number === 1 ? step : `${step}, attempt ${number}`, request),
      {
        schedule: retry,
        clock,
        signal,
        isFinal,
        ...(onAttempt === undefined ? {} : { onAttempt }),
      },
    );
  };
}

function isFinal({ reply, failure }: HttpOutcome): boolean {
  return reply === null ? !isRetriedFailure(failure.kind) : !meaningOfStatus(reply.status).retried;
}
