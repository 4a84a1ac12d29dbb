/**
 * The WebView: one-time tokens that open it, the choice of a creator that makes
 * sponsor events, and the use of a coupon. A choice may be changed at once here,
 * so that `sponsor.changed` can be tried.
 */
import { headerValue } from "../../../core/http.js";
import {
  emptyReply,
  pathOf,
  queryOf,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import { keepLatest } from "../keep-latest.js";
import {
  isTestCall,
  matching,
  object,
  optional,
  required,
  TERMS,
  text,
  withForm,
} from "./body-form.js";
import { activeCampaign, DEFAULT_CAMPAIGN, TEST_CREATORS } from "./catalogue.js";
import { COUPON_ERRORS } from "./coupon-book.js";
import { redeem } from "./coupons.js";
import { type SdkCall, type SdkDesk, type SdkResource, serverRoute } from "./endpoints.js";
import { plainReply } from "./plain-replies.js";
import { createSponsorBook, moveTo, type SponsorBook } from "./sponsor-book.js";
import { sponsorEvent } from "./sponsors.js";
import { pageLook, type PageLook, refusedPage, webViewPage } from "./webview-page.js";

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

interface Session {
  readonly visit: Visit;
  /** Test mode has one of its own, which goes with the session. */
  readonly sponsors: SponsorBook;
  readonly look: PageLook;
}

export interface WebView {
  readonly resource: SdkResource;
  /** `request.target` is below `/webview`. */
  readonly handle: (request: ServedRequest, desk: SdkDesk) => ServedReply;
}

/** @source PlayCamp SDK API, `POST /v1/server/webview/ott` */
const OTT_LIFE_SEC = 60;
const KEPT = 10_000;

const ENTRANT = {
  userId: required(text),
  campaignId: optional(text),
  codeChallenge: optional(matching(/^[A-Za-z0-9._~-]{43,128}$/, "43 to 128 letters and digits")),
  metadata: optional(object),
  ...TERMS,
};

interface Doors {
  readonly tickets: Map<string, Ticket>;
  readonly sessions: Map<string, Session>;
}

export function createWebView(): WebView {
  const doors: Doors = { tickets: new Map(), sessions: new Map() };
  return {
    resource: {
      id: "webview",
      title: "webview: POST /ott gives a one-time token for the WebView",
      routes: (desk) => [
        serverRoute("POST", "webview/ott", (call) =>
          withForm(call, ENTRANT, (values) => {
            const visit = { ...values, isTest: isTestCall(call, values) };
            return issue(call, visit, doors, desk);
          }),
        ),
      ],
    },
    handle: (request, desk) => {
      const path = pathOf(request.target);
      if (path === "/")
        return request.method === "GET" ? enter(request, doors, desk) : emptyReply(405);
      const act = path === "/choice" ? choose : path === "/coupon" ? useCoupon : null;
      if (act === null) return emptyReply(404);
      return request.method === "POST" ? act(request, doors, desk) : emptyReply(405);
    },
  };
}

function issue(
  { nowMs }: SdkCall,
  {
    userId,
    campaignId,
    callbackId,
    isTest,
  }: Omit<Visit, "campaignId"> & {
    readonly campaignId: string | null;
  },
  { tickets }: Doors,
  { world, policy, catalogue }: SdkDesk,
): ServedReply {
  const ott = Buffer.from(world.random.bytes(32)).toString("hex");
  const expiresAtMs = nowMs + OTT_LIFE_SEC * 1000;
  const campaign = campaignId ?? activeCampaign(catalogue)?.campaignId ?? DEFAULT_CAMPAIGN;
  keepLatest(tickets, KEPT, ott, {
    visit: { userId, campaignId: campaign, callbackId, isTest },
    expiresAtMs,
    usesLeft: policy.ottUses,
  });
  return plainReply(policy.createdStatus, {
    ott,
    expiresIn: OTT_LIFE_SEC,
    expiresAt: new Date(expiresAtMs).toISOString(),
  });
}

function enter(request: ServedRequest, { tickets, sessions }: Doors, desk: SdkDesk): ServedReply {
  const { world, sponsors } = desk;
  const query = new URLSearchParams(queryOf(request.target));
  const ott = query.get("ott") ?? "";
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
  const id = Buffer.from(world.random.bytes(16)).toString("hex");
  const { visit } = ticket;
  const own = visit.isTest ? createSponsorBook() : sponsors;
  const session = { visit, sponsors: own, look: pageLook(query) };
  keepLatest(sessions, KEPT, id, session);
  return show(request, id, session, desk);
}

/** What a form was sent for, or the page that refuses it. */
function sessionOf(request: ServedRequest, { sessions }: Doors) {
  const form = new URLSearchParams(Buffer.from(request.body).toString("utf8"));
  const id = form.get("session") ?? "";
  return { form, id, session: sessions.get(id) };
}

function choose(request: ServedRequest, doors: Doors, desk: SdkDesk): ServedReply {
  const { form, id, session } = sessionOf(request, doors);
  if (session === undefined)
    return refusedPage(401, "There is no such session.", wantsJson(request));
  const { visit, sponsors } = session;
  const creatorKey = form.get("creatorKey") ?? "";
  if (
    creatorKey !== "" &&
    !creatorsOf(session, desk).some((each) => each.creatorKey === creatorKey)
  )
    return refusedPage(400, "There is no such creator.", wantsJson(request));
  const nowMs = desk.world.clock.nowMs();
  const before = sponsors.find(visit.userId, visit.campaignId);
  const move = moveTo(before, visit, creatorKey === "" ? null : creatorKey, nowMs);
  if (move === null) return show(request, id, session, desk, null);
  sponsors.write(move, nowMs);
  const event = sponsorEvent(move, { ...visit, nowMs });
  desk.announcer.announce(event);
  return show(request, id, session, desk, event.event);
}

/** Really used, in test mode too. */
function useCoupon(request: ServedRequest, doors: Doors, desk: SdkDesk): ServedReply {
  const { form, id, session } = sessionOf(request, doors);
  if (session === undefined)
    return refusedPage(401, "There is no such session.", wantsJson(request));
  const { visit } = session;
  const { error } = redeem(desk, form.get("couponCode") ?? "", visit.userId, {
    ...visit,
    nowMs: desk.world.clock.nowMs(),
    isStored: true,
  });
  return error === null
    ? show(request, id, session, desk, "coupon.redeemed")
    : refusedPage(400, `${error}: ${COUPON_ERRORS[error]}`, wantsJson(request));
}

/** @param event what the last act brought about; undefined before any */
function show(
  request: ServedRequest,
  id: string,
  session: Session,
  desk: SdkDesk,
  event?: string | null,
): ServedReply {
  const { visit, sponsors, look } = session;
  const { userId, campaignId } = visit;
  const found = sponsors.find(userId, campaignId);
  const creatorKey = found !== null && found.endedAtMs === null ? found.creatorKey : null;
  const creators = creatorsOf(session, desk);
  const state = { session: id, userId, campaignId, creatorKey, creators, look };
  return webViewPage(state, wantsJson(request), event);
}

function creatorsOf({ visit }: Session, { catalogue }: SdkDesk) {
  return visit.isTest ? TEST_CREATORS : catalogue.creators;
}

function wantsJson({ headers }: ServedRequest): boolean {
  return (headerValue(headers, "Accept") ?? "").includes("application/json");
}
