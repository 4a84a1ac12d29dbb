/** The whole journey's counterparts, and the steps that several scenarios take through it. */
import { headerValue, type ConnectionSettings } from "../../../core/http.js";
import { apiKeyHeader, type SdkApiSettings } from "../../../profile/sdk-api-settings.js";
import type { PaymentsSettings } from "../../../profile/payments-settings.js";
import type { WebhookSettings } from "../../../profile/webhook-settings.js";
import { entryTimestamp } from "../../../protocols/entry/freshness.js";
import { type EntryRecipe, extraPlaceholders } from "../../../protocols/entry/recipe.js";
import { signEntry } from "../../../protocols/entry/sign.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Patience, ProbeTarget } from "../../ask-probe.js";
import { at } from "../../at-host.js";
import { type ScenarioContext, ScenarioBlocked, type Step } from "../../scenario-context.js";

export interface FlowTarget {
  readonly recipe: EntryRecipe;
  readonly key: string;
  readonly entry: ConnectionSettings;
  readonly webhook: WebhookSettings;
  readonly sdkApi: SdkApiSettings;
  /** Null where the profile has none. */
  readonly payments: PaymentsSettings | null;
  readonly sandbox: boolean;
  /** How long an event may be under way. */
  readonly patience: Patience;
  /** How long nothing more must come. */
  readonly settleMs: number;
}

export type FlowContext = ScenarioContext<FlowTarget>;

export const FLOW_CLAUSE = "Partner Gateway";

/** Waits of a scenario, at most; one request each. */
export const TRIES = 30;

/** A user who enters, and what the game will know the entry by. */
export interface Entrance {
  readonly usn: string;
  /** `custom_data`. */
  readonly token: string;
  readonly request: OutgoingRequest;
}

/** @param usn somebody whom the profile's samples name, or who was made up */
export function entrance(
  context: FlowContext,
  label: string,
  usn: string = usersOf(context, label)[0],
): Entrance {
  const { recipe, key, entry, webhook } = context.target;
  const [campaign = `flow_${context.values.id(`${label}/campaign`)}`] = webhook.samples.campaigns;
  const nowMs = context.clock.nowMs();
  const { url, token } = signEntry(
    recipe,
    {
      usn,
      campaign,
      timestamp: entryTimestamp(recipe, nowMs),
      params: extraPlaceholders(recipe).map((name) => [
        name,
        context.values.id(`${label}/${name}`),
      ]),
    },
    key,
    nowMs,
  );
  return { usn, token, request: at(entry, { method: "GET", url }) };
}

/**
 * Users who may enter: those of the profile's samples, of whom another run
 * begins with another; else one who is never the same in another run, so that
 * no earlier sponsorship is met.
 */
export function usersOf(
  { target, values }: FlowContext,
  label: string,
): readonly [string, ...string[]] {
  const drawn = Number.parseInt(values.id(`${label}/usn`).slice(0, 10), 16);
  const { users } = target.webhook.samples;
  const start = users.length === 0 ? 0 : drawn % users.length;
  const [first, ...others] = [...users.slice(start), ...users.slice(0, start)];
  return first === undefined ? [String(100_000_000 + (drawn % 900_000_000))] : [first, ...others];
}

/** A call to PlayCamp's API. */
export function apiCall(
  { sdkApi }: FlowTarget,
  request: Pick<OutgoingRequest, "method" | "url"> & Partial<OutgoingRequest>,
): OutgoingRequest {
  const headers = [apiKeyHeader(sdkApi), ...(request.headers ?? [])];
  return at(sdkApi.connection, { ...request, headers });
}

export interface Entered {
  readonly step: Step;
  /** Absolute. */
  readonly webView: string;
}

/**
 * Enters, and says where the WebView is.
 *
 * @throws {ScenarioBlocked} when the entry is not let in; the entry suite judges that
 */
export async function enter(
  context: FlowContext,
  name: string,
  { request }: Entrance,
): Promise<Entered> {
  const step = await context.send(name, request);
  const reply = context.need(step);
  const location = (headerValue(reply.headers, "location") ?? "").trim();
  const leadsOn = reply.status === 302 && location !== "";
  if (leadsOn && URL.canParse(location, request.url))
    return { step, webView: new URL(location, request.url).href };
  throw new ScenarioBlocked(
    `${name} was answered ${reply.status} and leads nowhere; run the entry suite first`,
    step.exchanges,
  );
}

export function openWebView(context: FlowContext, name: string, webView: string): Promise<Step> {
  return context.send(name, {
    method: "GET",
    url: webView,
    headers: [["Accept", "application/json"]],
    body: null,
  });
}

/** @throws {Error} without a probe; scenarios that need one are not applicable then */
export function probeOf({ webhook }: FlowTarget): ProbeTarget {
  const { probe, connection } = webhook;
  if (probe === null) throw new Error("no webhook.probe");
  // Credentials of the receiver's host stay with it.
  const isSameHost =
    new URL(probe.url.replaceAll(/[{}]/g, "")).origin === new URL(webhook.url).origin;
  return {
    probe,
    headers: isSameHost ? connection.headers : [],
    ...(isSameHost && connection.tls !== null ? { tls: connection.tls } : {}),
  };
}

export function needsProbe({ webhook }: FlowTarget): string | null {
  return webhook.probe === null
    ? "the profile names no webhook.probe that tells what the game server has applied"
    : null;
}

export function needsSandbox({ sandbox }: FlowTarget): string | null {
  return sandbox ? null : "only the sandbox's counterparts can be made to fail, or be forged to";
}
