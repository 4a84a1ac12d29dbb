/** One call to PlayCamp's SDK API: sent, recorded, read. What is done with the answer is for the commands. */
import { Interrupted, Unreachable } from "../../core/errors.js";
import { type Http, isUnreachable } from "../../core/http.js";
import { profileRedactor } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { apiKeyHeader, type SdkApiSettings } from "../../profile/sdk-api-settings.js";
import { type ApiReply, readApiReply } from "../../protocols/webhook/api-reply.js";
import { serverUrl } from "../../protocols/webhook/management.js";
import { guardLiveHosts } from "../../transport/live-guard.js";
import { createSend, type Sent } from "../../transport/send.js";

export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/v1/server`. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly reply: ApiReply;
  readonly sent: Sent;
}

export type CallApi = (step: string, call: ApiCall) => Promise<ApiAnswer>;

export interface CallApiOptions {
  readonly settings: SdkApiSettings;
  readonly profile: ResolvedProfile;
  readonly http: Http;
  readonly signal: AbortSignal;
  readonly allowLive: boolean;
  readonly onSent: (sent: Sent) => void;
}

/** @returns calls that throw {UserError} `live_target`, {Unreachable} without a reply, {Interrupted} */
export function createCallApi(options: CallApiOptions): CallApi {
  const { settings, profile, http, signal, allowLive, onSent } = options;
  const send = createSend({
    http: guardLiveHosts(http, allowLive ? new Set() : profile.liveHosts),
    redactor: profileRedactor(profile, "given"),
    connection: settings.connection,
    freshConnections: false,
    signal,
  });
  return async (step, { method, path, query, body }) => {
    const sent = await send(step, {
      method,
      url: serverUrl(settings.url, path, query),
      headers: [
        apiKeyHeader(settings),
        ...(body === undefined ? [] : [["Content-Type", "application/json"] as const]),
      ],
      body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
    });
    onSent(sent);
    const { reply } = sent.outcome;
    if (reply === null) throw noReply(sent, signal, method);
    return { sent, reply: readApiReply(reply.status, reply.body) };
  };
}

function noReply({ outcome }: Sent, signal: AbortSignal, method: ApiCall["method"]): Error {
  if (signal.aborted) return new Interrupted();
  const { failure } = outcome;
  const message = failure?.message ?? "no reply";
  if (failure === null || isUnreachable(failure))
    return new Unreachable(message, "Check sdkApi.url and the network.");
  return new Unreachable(
    message,
    method === "GET"
      ? "Try again, with a longer --timeout if it was too slow."
      : "It may have been done all the same: list what there is before you try again.",
  );
}
