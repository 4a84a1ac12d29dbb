/** The WebView: one-time tokens that open it, and the choice of a creator that makes sponsor events. */
import { headerValue } from "../../../core/http.js";
import {
  emptyReply,
  pathOf,
  queryOf,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import { parseJsonBytes } from "../../../protocols/webhook/signature.js";
import type { SandboxWorld } from "../../role.js";
import type { Announcer } from "./deliver.js";
import { keepLatest } from "../keep-latest.js";
import type { SdkCall, SdkEndpoints } from "./endpoints.js";
import { plainReply } from "./plain-replies.js";
import { errorReply, validationError } from "./sdk-api-replies.js";
import { CREATORS, refusedPage, webViewPage } from "./webview-page.js";

/** Who enters, as the server key's holder said. */
interface Visit {
  readonly userId: string;
  readonly campaignId: string;
  readonly callbackId: string | null;
  readonly isTest: boolean;
}

interface Ticket {
  readonly visit: Visit;
  readonly expiresAtMs: number;
  readonly usesLeft: number;
}

export interface WebView {
  readonly endpoints: SdkEndpoints;
  /** `request.target` is below `/webview`. */
  readonly handle: (request: ServedRequest) => ServedReply;
}

/** @source PlayCamp SDK API, `POST /v1/server/webview/ott` */
const OTT_LIFE_SEC = 60;
const DEFAULT_CAMPAIGN = "campaign_default";
const KEPT = 10_000;

interface Desk {
  readonly announcer: Announcer;
  readonly world: SandboxWorld;
  /** How often a token opens the WebView. */
  readonly ottUses: number;
  readonly tickets: Map<string, Ticket>;
  readonly sessions: Map<string, Visit>;
  /** By user and campaign. */
  readonly sponsored: Map<string, string>;
}

export function createWebView(announcer: Announcer, world: SandboxWorld, ottUses: number): WebView {
  const desk: Desk = {
    announcer,
    world,
    ottUses,
    tickets: new Map(),
    sessions: new Map(),
    sponsored: new Map(),
  };
  return {
    endpoints: {
      answer: (call) => {
        if (call.path.join("/") !== "webview/ott") return null;
        return call.method === "POST" ? issue(call, desk) : errorReply(405, "Method not allowed");
      },
    },
    handle: (request) => {
      const path = pathOf(request.target);
      if (request.method === "GET" && path === "/") return enter(request, desk);
      if (request.method === "POST" && path === "/choice") return choose(request, desk);
      return path === "/" || path === "/choice" ? emptyReply(405) : emptyReply(404);
    },
  };
}

function issue(call: SdkCall, { tickets, world, ottUses }: Desk): ServedReply {
  const body = parseJsonBytes(call.body)?.value;
  const text = (name: string) => {
    const value =
      typeof body === "object" && body !== null && Object.hasOwn(body, name)
        ? (body as Record<string, unknown>)[name]
        : undefined;
    return typeof value === "string" && value !== "" ? value : null;
  };
  const userId = text("userId");
  if (userId === null)
    return validationError([{ path: "userId", message: "must be a non-empty string" }]);
  const ott = Buffer.from(world.random.bytes(32)).toString("hex");
  const isTest = (body as Record<string, unknown>)["isTest"] === true;
  keepLatest(tickets, KEPT, ott, {
    visit: {
      userId,
      campaignId: text("campaignId") ?? DEFAULT_CAMPAIGN,
      callbackId: text("callbackId"),
      isTest,
    },
    expiresAtMs: call.nowMs + OTT_LIFE_SEC * 1000,
    usesLeft: ottUses,
  });
  return plainReply(201, { ott, expiresIn: OTT_LIFE_SEC });
}

function enter(request: ServedRequest, desk: Desk): ServedReply {
  const { tickets, sessions, world } = desk;
  const ott = new URLSearchParams(queryOf(request.target)).get("ott") ?? "";
  const ticket = tickets.get(ott);
  const isGood =
    ticket !== undefined && ticket.usesLeft > 0 && ticket.expiresAtMs > world.clock.nowMs();
  if (!isGood)
    return refusedPage(
      401,
      "The link was used already, is older than a minute, or was never given out.",
      wantsJson(request),
    );
  tickets.set(ott, { ...ticket, usesLeft: ticket.usesLeft - 1 });
  const session = Buffer.from(world.random.bytes(16)).toString("hex");
  keepLatest(sessions, KEPT, session, ticket.visit);
  return webViewPage(stateOf(session, ticket.visit, desk), wantsJson(request));
}

function choose(request: ServedRequest, desk: Desk): ServedReply {
  const form = new URLSearchParams(Buffer.from(request.body).toString("utf8"));
  const session = form.get("session") ?? "";
  const visit = desk.sessions.get(session);
  if (visit === undefined) return refusedPage(401, "There is no such session.", wantsJson(request));
  const creatorKey = form.get("creatorKey") ?? "";
  if (creatorKey !== "" && !CREATORS.some(({ key }) => key === creatorKey))
    return refusedPage(400, "There is no such creator.", wantsJson(request));
  const event = sponsorEvent(visit, creatorKey, desk);
  if (event !== null) desk.announcer.announce(event);
  return webViewPage(stateOf(session, visit, desk), wantsJson(request), event?.event ?? null);
}

/** Null when the choice changes nothing. */
function sponsorEvent(
  visit: Visit,
  chosen: string,
  { sponsored, world }: Desk,
): WebhookEvent | null {
  const { userId, campaignId, callbackId, isTest } = visit;
  const before = sponsored.get(placeOf(visit)) ?? "";
  if (chosen === before) return null;
  if (chosen === "") sponsored.delete(placeOf(visit));
  else keepLatest(sponsored, KEPT, placeOf(visit), chosen);
  const [event, creators] =
    before === ""
      ? (["sponsor.created", { creatorKey: chosen }] as const)
      : chosen === ""
        ? (["sponsor.ended", { creatorKey: before }] as const)
        : (["sponsor.changed", { oldCreatorKey: before, newCreatorKey: chosen }] as const);
  return {
    event,
    timestamp: new Date(world.clock.nowMs()).toISOString(),
    ...(callbackId === null ? {} : { callbackId }),
    ...(isTest ? { isTest } : {}),
    data: { userId, campaignId, ...creators },
  };
}

function stateOf(session: string, visit: Visit, { sponsored }: Desk) {
  const { userId, campaignId } = visit;
  const creatorKey = sponsored.get(placeOf(visit)) ?? null;
  return { session, userId, campaignId, creatorKey };
}

function placeOf({ campaignId, userId }: Visit): string {
  return JSON.stringify([campaignId, userId]);
}

function wantsJson({ headers }: ServedRequest): boolean {
  return (headerValue(headers, "Accept") ?? "").includes("application/json");
}
