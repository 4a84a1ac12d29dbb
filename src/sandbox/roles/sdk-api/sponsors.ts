/** The sponsor endpoints: who boosts whom, and the events that tell of it. */
import type { ServedReply } from "../../../core/server.js";
import { announcement, type CallContext } from "./announcement.js";
import {
  creatorKeyText,
  isTestCall,
  optional,
  required,
  TERMS,
  text,
  withForm,
} from "./body-form.js";
import { activeCampaign, creatorOf } from "./catalogue.js";
import { type SdkCall, type SdkDesk, type SdkResource, serverRoute } from "./endpoints.js";
import { pagedReply, plainReply } from "./plain-replies.js";
import { errorReply, validationError } from "./sdk-api-replies.js";
import { moveTo, type SponsorChange, type SponsorMove, type Sponsorship } from "./sponsor-book.js";

/** @source PlayCamp's developer guide: another creator only after so long */
const CHANGE_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

const CREATION = {
  userId: required(text),
  creatorKey: required(creatorKeyText),
  campaignId: optional(text),
  ...TERMS,
};
const CHANGE = { newCreatorKey: required(creatorKeyText), campaignId: optional(text), ...TERMS };

export const sponsorsResource: SdkResource = {
  id: "sponsors",
  title: "sponsors: POST (creates or changes), /user/{id}, /user/{id}/history",
  routes: (desk) => [
    serverRoute("POST", "sponsors", (call) =>
      withForm(call, CREATION, (values) => {
        const wish = { ...values, isTest: isTestCall(call, values) };
        return choose(call, desk, wish, desk.policy.createdStatus);
      }),
    ),
    serverRoute("PUT", "sponsors/user/:", (call, userId) =>
      withForm(call, CHANGE, ({ newCreatorKey, ...values }) => {
        const isTest = isTestCall(call, values);
        const boost = desk.sponsors.boostOf(userId, values.campaignId);
        if (boost === null) return errorReply(404, `${userId} boosts nobody`);
        const { campaignId } = boost;
        const wish = { ...values, userId, campaignId, creatorKey: newCreatorKey, isTest };
        return choose(call, desk, wish, 200);
      }),
    ),
    serverRoute("DELETE", "sponsors/user/:", (call, userId) => end(call, desk, userId)),
    serverRoute("GET", "sponsors/user/:", (call, userId) => list(call, desk, userId)),
    serverRoute("GET", "sponsors/user/:/history", (call, userId) => history(call, desk, userId)),
    {
      method: "GET",
      path: "sponsors",
      keys: "client",
      answer: (call) => {
        const userId = call.query.get("userId") ?? "";
        return userId === ""
          ? validationError([{ path: "userId", message: "missing" }], "query")
          : list(call, desk, userId);
      },
    },
  ],
};

interface Wish {
  readonly userId: string;
  readonly creatorKey: string;
  readonly campaignId: string | null;
  readonly callbackId: string | null;
  readonly isTest: boolean;
}

function choose(call: SdkCall, desk: SdkDesk, wish: Wish, status: 200 | 201): ServedReply {
  const { userId, creatorKey, isTest } = wish;
  const { sponsors, catalogue, policy } = desk;
  const campaign = campaignFor(desk, wish);
  if (!campaign.ok) return campaign.reply;
  if (creatorOf(catalogue, creatorKey, isTest) === null)
    return errorReply(404, `There is no creator ${creatorKey}`);
  const place = { userId, campaignId: campaign.campaignId };
  const before = sponsors.find(userId, place.campaignId);
  const move = moveTo(before, place, creatorKey, call.nowMs);
  if (move === null) return plainReply(status, sponsorJson(before));
  const isEarly = before !== null && call.nowMs - before.sponsoredAtMs < CHANGE_AFTER_MS;
  if (move.action === "CHANGED" && isEarly && !policy.changesAnyTime)
    return errorReply(400, "Another creator can be chosen 30 days after the last choice");
  carryOut(desk, move, { ...wish, nowMs: call.nowMs });
  return plainReply(status, sponsorJson(move.after));
}

function end(call: SdkCall, desk: SdkDesk, userId: string): ServedReply {
  const isTest = isTestCall(call, { isTest: false });
  const active = desk.sponsors.boostOf(userId, call.query.get("campaignId"));
  if (active === null) return errorReply(404, `${userId} boosts nobody`);
  const move = moveTo(active, active, null, call.nowMs);
  const context = { callbackId: call.query.get("callbackId"), isTest, nowMs: call.nowMs };
  if (move !== null) carryOut(desk, move, context);
  return plainReply(200, { success: true });
}

/** Stores a choice, unless it is a test, and tells of it. */
function carryOut({ sponsors, announcer }: SdkDesk, move: SponsorMove, context: CallContext): void {
  if (!context.isTest) sponsors.write(move, context.nowMs);
  announcer.announce(sponsorEvent(move, context));
}

export function sponsorEvent({ after, action, before }: SponsorMove, context: CallContext) {
  const { userId, campaignId, creatorKey } = after;
  switch (action) {
    case "CREATED":
      return announcement("sponsor.created", context, { userId, campaignId, creatorKey });
    case "ENDED":
      return announcement("sponsor.ended", context, { userId, campaignId, creatorKey });
    case "CHANGED":
      return announcement("sponsor.changed", context, {
        userId,
        campaignId,
        oldCreatorKey: before,
        newCreatorKey: creatorKey,
      });
  }
}

type CampaignChoice =
  | { readonly ok: true; readonly campaignId: string }
  | { readonly ok: false; readonly reply: ServedReply };

/** A WebView opens for any campaign, so one that the user boosts in need not be in the catalogue. */
function campaignFor(
  { catalogue, sponsors }: SdkDesk,
  { userId, campaignId: wanted }: Wish,
): CampaignChoice {
  const refuse = (status: 400 | 404, error: string) =>
    ({ ok: false, reply: errorReply(status, error) }) as const;
  if (wanted === null) {
    const active = activeCampaign(catalogue);
    return active === null
      ? refuse(400, "There is no active campaign")
      : { ok: true, campaignId: active.campaignId };
  }
  const named = catalogue.campaigns.find(({ campaignId }) => campaignId === wanted);
  if (named === undefined && sponsors.find(userId, wanted) === null)
    return refuse(404, `There is no campaign ${wanted}`);
  return named === undefined || named.status === "IN_PROGRESS"
    ? { ok: true, campaignId: wanted }
    : refuse(400, `Campaign ${wanted} is not active`);
}

function list(call: SdkCall, { sponsors }: SdkDesk, userId: string): ServedReply {
  const wanted = call.query.get("campaignId");
  const found = sponsors
    .ofUser(userId)
    .filter(({ campaignId }) => wanted === null || campaignId === wanted);
  return plainReply(200, found.map(sponsorJson));
}

function history(call: SdkCall, { sponsors }: SdkDesk, userId: string): ServedReply {
  const wanted = call.query.get("campaignId");
  const found = sponsors
    .historyOf(userId)
    .filter(({ sponsorship }) => wanted === null || sponsorship.campaignId === wanted);
  return pagedReply(call.query, found.map(changeJson));
}

function sponsorJson(sponsorship: Sponsorship | null): Readonly<Record<string, unknown>> | null {
  if (sponsorship === null) return null;
  const { sponsoredAtMs, endedAtMs, ...rest } = sponsorship;
  return {
    ...rest,
    isActive: endedAtMs === null,
    sponsoredAt: new Date(sponsoredAtMs).toISOString(),
    ...(endedAtMs === null ? {} : { endedAt: new Date(endedAtMs).toISOString() }),
  };
}

function changeJson({ id, sponsorship, action, previousCreatorKey, atMs }: SponsorChange) {
  const { userId, campaignId, creatorKey } = sponsorship;
  return {
    id,
    userId,
    campaignId,
    creatorKey,
    action,
    ...(previousCreatorKey === null ? {} : { previousCreatorKey }),
    createdAt: new Date(atMs).toISOString(),
  };
}
