/** The whole journey's counterparts, and the steps that several scenarios take through it. */
import { headerValue, type ConnectionSettings, type HttpReply } from "../../../core/http.js";
import { apiKeyHeader, type SdkApiSettings } from "../../../profile/sdk-api-settings.js";
import type { PaymentsSettings } from "../../../profile/payments-settings.js";
import type { WebhookSettings } from "../../../profile/webhook-settings.js";
import { entryTimestamp } from "../../../protocols/entry/freshness.js";
import { type EntryRecipe, extraPlaceholders } from "../../../protocols/entry/recipe.js";
import { signEntry } from "../../../protocols/entry/sign.js";
import { parseJsonBytes } from "../../../protocols/webhook/signature.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Patience, ProbeTarget } from "../../ask-probe.js";
import { at } from "../../at-host.js";
import { isSuccess } from "../../expect.js";
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

export function entrance(context: FlowContext, label: string): Entrance {
  const { recipe, key, entry } = context.target;
  const nowMs = context.clock.nowMs();
  const usn = userOf(context, label);
  const { url, token } = signEntry(
    recipe,
    {
      usn,
      campaign: `flow_${context.values.id(`${label}/campaign`)}`,
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

/** Never the same in another run, so that no earlier sponsorship is met. */
function userOf(context: FlowContext, label: string): string {
  const drawn = Number.parseInt(context.values.id(`${label}/usn`).slice(0, 10), 16);
  return String(100_000_000 + (drawn % 900_000_000));
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

/** A WebView that can be operated without a browser: the sandbox's. */
export interface Page {
  readonly session: string;
  readonly chooseUrl: string;
  readonly creators: readonly [string, string, ...string[]];
}

/** @returns null for any other page */
export function readPage(webView: string, reply: HttpReply): Page | null {
  if (!isSuccess(reply)) return null;
  const json = parseJsonBytes(reply.body)?.value as
    | {
        readonly session?: unknown;
        readonly choose?: unknown;
        readonly creators?: unknown;
      }
    | null
    | undefined;
  const { session, choose, creators } = json ?? {};
  if (typeof session !== "string" || typeof choose !== "string") return null;
  if (!URL.canParse(choose, webView)) return null;
  const keys = Array.isArray(creators)
    ? creators.flatMap((each: { readonly key?: unknown } | null) =>
        typeof each?.key === "string" ? [each.key] : [],
      )
    : [];
  const [first, second, ...others] = keys;
  return first === undefined || second === undefined
    ? null
    : {
        session,
        chooseUrl: new URL(choose, webView).href,
        creators: [first, second, ...others],
      };
}

/** An entry with the WebView open. */
export interface Visit {
  readonly entrance: Entrance;
  readonly page: Page;
  readonly steps: readonly Step[];
}

/** @throws {ScenarioBlocked} where the WebView does not open, or only a browser can operate it */
export async function visit(context: FlowContext, label: string): Promise<Visit> {
  const door = entrance(context, label);
  const { step, webView } = await enter(context, "a right entry", door);
  const opened = await openWebView(context, "the WebView", webView);
  const reply = context.need(opened);
  const page = readPage(webView, reply);
  if (page !== null) return { entrance: door, page, steps: [step, opened] };
  throw new ScenarioBlocked(
    isSuccess(reply)
      ? "only a browser can choose a creator in this WebView; the sandbox's can be operated"
      : `the WebView did not open: ${reply.status}`,
    [...step.exchanges, ...opened.exchanges],
  );
}

/**
 * Chooses a creator, or none any more.
 *
 * @throws {ScenarioBlocked} when the WebView does not take the choice
 */
export async function choose(
  context: FlowContext,
  name: string,
  { session, chooseUrl }: Page,
  creatorKey: string,
): Promise<Step> {
  const step = await context.send(name, {
    method: "POST",
    url: chooseUrl,
    headers: [
      ["Content-Type", "application/x-www-form-urlencoded"],
      ["Accept", "application/json"],
    ],
    body: Buffer.from(new URLSearchParams({ session, creatorKey }).toString()),
  });
  const reply = context.need(step);
  if (isSuccess(reply)) return step;
  throw new ScenarioBlocked(`the WebView did not take the choice: ${reply.status}`, step.exchanges);
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
