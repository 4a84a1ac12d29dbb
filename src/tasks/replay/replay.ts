/** Sends stored requests again: as they were or signed anew, once or often, one by one or all at once. */
import { hostOf } from "../../core/host.js";
import { type Http, type HttpOutcome, isUnreachable, type RaceHttp } from "../../core/http.js";
import type { ConnectionSettings } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import type { Redactor } from "../../core/redaction.js";
import { createRedactor } from "../../core/redaction.js";
import type { StoredMessage } from "../../journal/message.js";
import { displayText } from "../../journal/redacted.js";
import { redactionRules, type RequestOrigin } from "../../profile/redaction.js";
import { type ResolvedProfile, resolveConnection } from "../../profile/resolve.js";
import { guardLiveHosts, guardLiveRaces } from "../../transport/live-guard.js";
import { createRace, createSend, type Sent } from "../../transport/send.js";
import { everySecret } from "../journal/profile-secrets.js";
import { kindOfMessage, type MessageKind } from "../message-kind.js";
import { type MessageOverrides, overrideBody, overrideHeaders } from "../message-overrides.js";
import { fillGaps, type GapSources, type PlainRequest } from "./fill-gaps.js";
import { resign } from "./resign.js";
import type { Route } from "./route.js";

export interface ReplayOrder {
  readonly messages: readonly StoredMessage[];
  /** Null sends each to its own URL. */
  readonly route: Route | null;
  readonly resign: boolean;
  /** Laid over each message; what is signed anew is the changed body. */
  readonly overrides: MessageOverrides;
  /** One after another. */
  readonly times: number;
  /** So many at once, each time. */
  readonly parallel: number;
  /** Keeps the pauses between messages, divided by this; null makes none. */
  readonly speed: number | null;
  readonly allowLive: boolean;
  readonly timeoutMs: number | null;
}

export interface ReplayPorts {
  readonly http: Http;
  readonly race: RaceHttp;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly env: GapSources["env"];
  readonly given: GapSources["given"];
}

type ReplayVerdict = "success" | "refused" | "unreachable";

/** One stored request and every time it was sent now. */
export interface ReplayedMessage {
  readonly message: StoredMessage;
  readonly kind: MessageKind | null;
  readonly now: readonly Sent[];
  readonly verdicts: readonly ReplayVerdict[];
}

/** A request ready to go. */
export interface PreparedMessage {
  readonly message: StoredMessage;
  readonly kind: MessageKind | null;
  readonly request: PlainRequest;
  readonly connection: ConnectionSettings;
}

const TIMEOUT_MS = 10_000;

/**
 * Fills and, if asked, signs every request before the first one leaves.
 *
 * @throws {UserError} what `fillGaps` and `resign` throw
 */
export async function prepareReplay(
  order: ReplayOrder,
  profile: ResolvedProfile | null,
  sources: Omit<GapSources, "profile" | "route">,
): Promise<readonly PreparedMessage[]> {
  // Whatever is shown or kept later must know them all.
  if (profile !== null) await everySecret(profile);
  const prepared: PreparedMessage[] = [];
  for (const message of order.messages) {
    const filled = await fillGaps(message.request, {
      ...sources,
      profile,
      route: order.route,
    });
    const request = overridden(filled, order.overrides);
    prepared.push({
      message,
      request,
      kind: kindOf(message, request, profile),
      connection: await connectionFor(request.url, profile, order.timeoutMs),
    });
  }
  return prepared;
}

function overridden(request: PlainRequest, { body, header }: MessageOverrides): PlainRequest {
  return {
    ...request,
    headers: overrideHeaders(request.headers, header),
    body: body.length === 0 ? request.body : overrideBody(request.body ?? NO_BODY, body),
  };
}

const NO_BODY = new Uint8Array();

/** What comes from the journal is this tool's own, its signatures included. */
export function originOf(messages: readonly StoredMessage[]): RequestOrigin {
  return messages.every(({ id }) => id !== null) ? "given" : "foreign";
}

/** The journal knows an entry that no profile here describes. */
function kindOf(
  message: StoredMessage,
  request: PlainRequest,
  profile: ResolvedProfile | null,
): MessageKind | null {
  return kindOfMessage(request, profile) ?? (message.command === "sign-entry" ? "entry" : null);
}

/** @param onReplayed told of each message as soon as it has been sent as often as asked */
export async function replay(
  prepared: readonly PreparedMessage[],
  order: ReplayOrder,
  profile: ResolvedProfile | null,
  ports: ReplayPorts,
  onReplayed: (replayed: ReplayedMessage) => void = () => undefined,
): Promise<readonly ReplayedMessage[]> {
  const { clock, signal } = ports;
  const given = [...ports.given].map(([label, value]) => ({ label, value }));
  const redactor = createRedactor(
    () => [...(profile?.secrets.known() ?? []), ...given],
    redactionRules(profile, originOf(prepared.map(({ message }) => message))),
  );
  const done: ReplayedMessage[] = [];
  let before: number | null = null;
  for (const each of prepared) {
    if (signal.aborted) break;
    const pauseMs = pauseBetween(before, each.message.atMs, order.speed);
    if (pauseMs > 0) await clock.sleep(pauseMs, signal);
    before = each.message.atMs ?? before;
    const now = await sendAll(each, order, profile, ports, redactor);
    const replayed = {
      message: each.message,
      kind: each.kind,
      now,
      verdicts: now.map(({ outcome }) => verdictOf(outcome, each.kind)),
    };
    done.push(replayed);
    onReplayed(replayed);
  }
  return done;
}

function pauseBetween(before: number | null, after: number | null, speed: number | null): number {
  if (speed === null || before === null || after === null) return 0;
  return Math.max(0, after - before) / speed;
}

async function sendAll(
  { message, request, connection }: PreparedMessage,
  order: ReplayOrder,
  profile: ResolvedProfile | null,
  ports: ReplayPorts,
  redactor: Redactor,
): Promise<readonly Sent[]> {
  const liveHosts = order.allowLive ? new Set<string>() : hostsToGuard(message, profile);
  const shared = { redactor, connection, signal: ports.signal };
  const send = createSend({
    ...shared,
    http: guardLiveHosts(ports.http, liveHosts),
    freshConnections: true,
  });
  const race = createRace({
    ...shared,
    race: guardLiveRaces(ports.race, liveHosts),
  });
  const origin = message.id ?? message.rebuiltFrom;
  const step = origin === undefined ? "replay" : `replay of ${origin}`;
  const sent: Sent[] = [];
  for (let at = 0; at < order.times && !ports.signal.aborted; at += 1) {
    const signed = order.resign ? await resign(request, profile, ports.clock.nowMs()) : request;
    // A header that was given stands, a signature as well.
    const outgoing = overridden(signed, { body: [], header: order.overrides.header });
    const copies = Array.from({ length: order.parallel }, () => outgoing);
    if (copies.length === 1) sent.push(await send(step, outgoing));
    // Without a body there is no last byte to hold back.
    else if (outgoing.body === null || outgoing.body.length === 0)
      sent.push(...(await Promise.all(copies.map((each) => send(step, each)))));
    else sent.push(...(await race(step, copies)).sent);
  }
  return sent;
}

/** What was live when it was kept is guarded even where no profile says so. */
function hostsToGuard(
  { live, request }: StoredMessage,
  profile: ResolvedProfile | null,
): ReadonlySet<string> {
  const hosts = new Set(profile?.liveHosts);
  const url = displayText(request.url);
  if (live && URL.canParse(url)) hosts.add(hostOf(url));
  return hosts;
}

/** The section whose target this is lends its certificates; headers are the message's own. */
async function connectionFor(
  url: string,
  profile: ResolvedProfile | null,
  timeoutMs: number | null,
): Promise<ConnectionSettings> {
  const bare: ConnectionSettings = {
    headers: [],
    timeoutMs: timeoutMs ?? TIMEOUT_MS,
    tls: null,
  };
  if (profile === null || !URL.canParse(url)) return bare;
  const { origin } = new URL(url);
  const { payments, ...sections } = profile.profile;
  const targets = {
    ...sections,
    "payments.source": payments?.source,
    "payments.push": payments?.push,
  };
  for (const [name, section] of Object.entries(targets)) {
    const target = (section as { url?: unknown } | null)?.url;
    if (typeof target !== "string" || !URL.canParse(target)) continue;
    if (new URL(target).origin !== origin) continue;
    const settings = await resolveConnection(
      profile,
      section as Parameters<typeof resolveConnection>[1],
      name,
      bare.timeoutMs,
    );
    return { ...settings, headers: [] };
  }
  return bare;
}

/** An entry is answered by leading on; everything else by 2xx. */
function verdictOf({ reply, failure }: HttpOutcome, kind: MessageKind | null): ReplayVerdict {
  if (reply === null) return isUnreachable(failure) ? "unreachable" : "refused";
  const { status } = reply;
  const isSuccess = kind === "entry" ? status === 302 : status >= 200 && status < 300;
  return isSuccess ? "success" : "refused";
}
