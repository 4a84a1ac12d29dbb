/** What a game server reports to PlayCamp's SDK API, and what comes of it: sponsorships, payments, playtime, coupons. */
import { jsonProperty } from "../../../core/json/value.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import type { ApiReply } from "../../../protocols/webhook/api-reply.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { ScenarioBlocked } from "../../scenario-context.js";
import {
  campaignWithCreators,
  createTalk,
  listed,
  NO_PLACE,
  type Place,
  sponsoredBy,
  type Talk,
  tell,
  textAt,
  undo,
} from "./api-talk.js";
import type { FlowContext, FlowTarget } from "./flow-target.js";

const API = "PlayCamp SDK API";
const OURS = "This is PlayCamp's side: report it.";

const KEPT: CheckDefinition = {
  id: "flow.sdk.sponsor-kept-30-days",
  title: "another creator within 30 days is refused, and the first one stays",
  level: "MUST",
  clause: `${API}, sponsors: another creator within 30 days is 400`,
  why: "Who sponsored whom decides who is paid; players would switch for every coupon.",
  fix: OURS,
  kills: ["flow.changes-sponsors-early"],
};

const ATTRIBUTED: CheckDefinition = {
  id: "flow.sdk.payment-attributed",
  title: "a payment that names no creator counts for the one whom the user sponsors",
  level: "MUST",
  clause: `${API}, payments: attributed to the creator the user boosts`,
  why: "The creator is not paid for what a fan bought.",
  fix: "Report the payment under the user id that entered the WebView. If it is the same, it is PlayCamp's side: report it.",
  kills: ["flow.attributes-to-nobody"],
};

const PLAYED: CheckDefinition = {
  id: "flow.sdk.playtime-counts-once",
  title: "a session that is reported again is not recorded again",
  level: "MUST",
  clause: `${API}, playtime: a known sessionId is recorded:false, no error`,
  why: "A retry after a lost reply would count the same time twice.",
  fix: OURS,
  kills: ["flow.records-playtime-again"],
};

const REDEEMED: CheckDefinition = {
  id: "flow.sdk.coupon-used-once",
  title: "a coupon that a user has used is refused the second time",
  level: "MUST",
  clause: `${API}, coupons: USER_CODE_LIMIT`,
  why: "The reward is given twice.",
  fix: OURS,
  kills: ["flow.redeems-coupons-again"],
};

/** Calls of a run, at most. */
const CALLS = 14;

export const sdkScenarios: readonly Scenario<FlowTarget>[] = [
  {
    id: "flow.sdk",
    requests: CALLS,
    checks: [KEPT, ATTRIBUTED, PLAYED, REDEEMED],
    run: async (context) => {
      const talk = createTalk(context);
      const userId = `flow_${context.values.id("sdk/user")}`;
      try {
        const place = await campaignWithCreators(talk);
        if (place === null) {
          for (const { id } of [KEPT, ATTRIBUTED, REDEEMED]) context.notApplicable(id, NO_PLACE);
        } else {
          await judgeSponsor(context, talk, userId, place);
          await judgePayment(context, talk, userId);
          await judgeCoupon(context, talk, userId, place);
        }
        await judgePlaytime(context, talk, userId);
      } finally {
        await takeBack(context, talk, userId);
      }
    },
  },
];

/** A creator is not paid for what a check bought. */
async function takeBack(context: FlowContext, { made }: Talk, userId: string): Promise<void> {
  const payment = paymentOf(context);
  const refund = { method: "POST", path: ["payments", payment, "refund"], body: {} } as const;
  const end = { method: "DELETE", path: ["sponsors", "user", userId] } as const;
  if (made.has("payments"))
    await undo(context, "the payment is refunded", refund, `payment ${payment}`);
  if (made.has("sponsors"))
    await undo(context, "the sponsorship is ended", end, `the sponsorship of ${userId}`);
}

function paymentOf({ values }: FlowContext): string {
  return `flow_${values.id("sdk/payment")}`;
}

async function judgeSponsor(
  context: FlowContext,
  talk: Talk,
  userId: string,
  { campaignId, creators: [first, second] }: Place,
): Promise<void> {
  const { seen, post } = talk;
  const body = { userId, campaignId };
  const made = await post("a sponsorship", ["sponsors"], { ...body, creatorKey: first });
  if (made.kind !== "data") throw new ScenarioBlocked(`a sponsorship: ${tell(made)}`, seen);
  const other = await post("another creator at once", ["sponsors"], {
    ...body,
    creatorKey: second,
  });
  const kept = await sponsoredBy(talk, userId);
  const isRight = other.kind === "error" && other.status === 400 && kept === first;
  context.conclude(
    KEPT.id,
    [...seen],
    isRight
      ? null
      : { expected: `400, and ${first} stays`, actual: `${tell(other)}, then ${kept || "nobody"}` },
  );
}

async function judgePayment(context: FlowContext, talk: Talk, userId: string): Promise<void> {
  const { seen, post } = talk;
  const creatorKey = await sponsoredBy(talk, userId);
  if (creatorKey === "") {
    context.block(ATTRIBUTED.id, "the user sponsors nobody, so this proves nothing", seen);
    return;
  }
  const paid = await post("a payment", ["payments"], {
    userId,
    transactionId: paymentOf(context),
    productId: "flow",
    amount: 1,
    currency: "USD",
    platform: "Other",
    distributionType: "PC_SELF_STORE",
    purchasedAt: renderInstant(context.clock.nowMs()),
  });
  if (paid.kind !== "data") throw new ScenarioBlocked(`a payment: ${tell(paid)}`, seen);
  const counted = textAt(paid.data, "creatorKey");
  context.conclude(
    ATTRIBUTED.id,
    [...seen],
    counted === creatorKey
      ? null
      : { expected: `creatorKey ${creatorKey}`, actual: counted || "no creatorKey" },
  );
}

async function judgeCoupon(
  context: FlowContext,
  { seen, get, post }: Talk,
  userId: string,
  { creators: [creatorKey] }: Place,
): Promise<void> {
  if (!context.target.sandbox) {
    context.notApplicable(REDEEMED.id, "it would use up a coupon; only the sandbox's cost nothing");
    return;
  }
  const [coupon] = listed(await get("the creator's coupons", "creators", creatorKey, "coupons"));
  const use = () =>
    post("the coupon is used", ["coupons", "redeem"], {
      userId,
      couponCode: textAt(coupon, "code"),
    });
  const first = await use();
  if (!isRedeemed(first)) throw new ScenarioBlocked(`the coupon: ${tell(first)}`, seen);
  const again = await use();
  context.conclude(
    REDEEMED.id,
    [...seen],
    isRedeemed(again) ? { expected: "USER_CODE_LIMIT", actual: tell(again) } : null,
  );
}

async function judgePlaytime(
  context: FlowContext,
  { seen, post }: Talk,
  userId: string,
): Promise<void> {
  const endedAtMs = context.clock.nowMs();
  const session = {
    sessionId: `flow_${context.values.id("sdk/session")}`,
    userId,
    durationSeconds: 60,
    startedAt: renderInstant(endedAtMs - 60_000),
    endedAt: renderInstant(endedAtMs),
  };
  const path = ["playtime", "sessions"];
  const first = await post("a session", path, session);
  if (first.kind !== "data") throw new ScenarioBlocked(`a session: ${tell(first)}`, seen);
  const again = await post("the same session again", path, session);
  const isRight = again.kind === "data" && jsonProperty(again.data, "recorded") === false;
  context.conclude(
    PLAYED.id,
    [...seen],
    isRight ? null : { expected: "2xx with recorded: false", actual: tell(again) },
  );
}

function isRedeemed(reply: ApiReply): boolean {
  return reply.kind === "data" && jsonProperty(reply.data, "success") === true;
}
