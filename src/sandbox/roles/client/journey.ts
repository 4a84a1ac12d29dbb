/** What the sandbox's own game server does: every flow of a game, one call after the other. */
import { renderInstant } from "../../../protocols/payments/times.js";
import type { Answer, CallBody, CallerPolicy, PlannedCall } from "./policy.js";

/** @param before what came of the calls before it, by their names */
export type Step = (before: ReadonlyMap<string, Answer>) => PlannedCall;

const SERVER = "/v1/server/";
/** With what has to be encoded in a path. */
const USER = "player/1 가";
const FRIEND = "player/2";
const GUEST = "player/3";
const TESTER = "player/4";

/**
 * @returns the calls in their order
 * @param nowMs when it is played
 * @param eventsUrl where events are taken
 */
export function journeyOf(policy: CallerPolicy, nowMs: number, eventsUrl: string): readonly Step[] {
  const at = (ms: number) => renderInstant(nowMs + ms);
  const user = policy.pathPart(USER);
  const payment = (nth: number, more: CallBody = {}): CallBody => ({
    userId: USER,
    transactionId: `order-${nth}`,
    productId: `gems_${nth}`,
    amount: nth + 0.5,
    currency: "USD",
    platform: "Android",
    distributionType: "MOBILE_STORE",
    purchasedAt: at(-60_000 - nth),
    ...more,
  });
  const session = (nth: number, more: CallBody = {}): CallBody => ({
    sessionId: `session-${nth}`,
    userId: USER,
    durationSeconds: 600 + nth,
    startedAt: at(-700_000 - nth),
    endedAt: at(-100_000),
    platform: "Android",
    ...more,
  });
  const register = (name: string, eventType: string) =>
    post(`webhook/${name}`, "webhooks", { eventType, url: eventsUrl });
  return [
    register("sponsors", "sponsor.created"),
    register("payments", "payment.created"),
    post("sponsor/first", "sponsors", sponsor(USER, "LUNA7")),
    post("sponsor/friend", "sponsors", sponsor(FRIEND, "K9MAX")),
    post("sponsor/guest", "sponsors", sponsor(GUEST, "ZOE42")),
    post("sponsor/test", "sponsors", { userId: TESTER, creatorKey: "TEST1", isTest: true }),
    write("PUT", "sponsor/change", `sponsors/user/${user}`, {
      newCreatorKey: "K9MAX",
      callbackId: "callback/sponsor/change",
    }),
    post("coupon/try", "coupons/validate", { userId: USER, couponCode: "LUNA7-WELCOME" }),
    post("coupon/try-friend", "coupons/validate", { userId: FRIEND, couponCode: "k9max-twice" }),
    post("coupon/use", "coupons/redeem", redemption(USER, "LUNA7-WELCOME")),
    post("coupon/use-friend", "coupons/redeem", redemption(FRIEND, "K9MAX-WELCOME")),
    ...[1, 2, 3, 4, 5].map((nth) =>
      post(`payment/${nth}`, "payments", payment(nth, { callbackId: `callback/payment/${nth}` })),
    ),
    post("payment/test", "payments", payment(6, { isTest: true })),
    post("payment/bulk", "payments/bulk", {
      payments: [7, 8, 9].map((nth) => payment(nth)),
      callbackId: "callback/bulk",
    }),
    (before) => {
      const name = policy.refundName("order-1", before.get("payment/1")?.id ?? "");
      return write("POST", "refund", `payments/${name}/refund`, {
        callbackId: "callback/refund",
      })(before);
    },
    post("playtime/1", "playtime/sessions", session(1)),
    post("playtime/2", "playtime/sessions", session(2)),
    post("playtime/bulk", "playtime/sessions/bulk", {
      sessions: [3, 4].map((nth) => session(nth)),
    }),
    post("webview", "webview/ott", {
      userId: USER,
      campaignId: "campaign_default",
      codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      callbackId: "callback/webview",
      metadata: { server: "kr-1" },
    }),
    write(
      "DELETE",
      "sponsor/end",
      `sponsors/user/${policy.pathPart(GUEST)}?callbackId=callback%2Fsponsor%2Fend&isTest=true`,
    ),
    ...(policy.deletesBeforeRegistering
      ? [write("DELETE", "webhook/delete", "webhooks/1"), register("sponsors", "sponsor.created")]
      : []),
    ...(policy.registersAgain ? [register("again", "sponsor.created")] : []),
    get("campaigns", "campaigns?page=1&limit=20"),
    get("campaign", "campaigns/campaign_default"),
    get("campaign-creators", "campaigns/campaign_default/creators"),
    get("creator-search", "creators/search?keyword=Lun&limit=10"),
    get("creator", "creators/LUNA7"),
    get("creator-coupons", "creators/LUNA7/coupons"),
    get("sponsors", `sponsors/user/${user}`),
    get("sponsor-history", `sponsors/user/${user}/history?page=1&limit=50`),
    get("coupons", `coupons/user/${user}?page=1&limit=50`),
    get("payments", `payments/user/${user}?page=1&limit=100`),
    get("webhooks", "webhooks?page=1"),
    get("creator-test", "creators/TEST1?isTest=true"),
  ];
}

function sponsor(userId: string, creatorKey: string): CallBody {
  return { userId, creatorKey, callbackId: `callback/sponsor/${creatorKey}` };
}

function redemption(userId: string, couponCode: string): CallBody {
  return { userId, couponCode, callbackId: `callback/coupon/${couponCode}` };
}

function get(name: string, path: string): Step {
  return () => ({ name, method: "GET", target: SERVER + path, headers: [], body: null });
}

function post(name: string, path: string, body: CallBody): Step {
  return write("POST", name, path, body);
}

function write(
  method: PlannedCall["method"],
  name: string,
  path: string,
  body: CallBody | null = null,
): Step {
  return () => ({ name, method, target: SERVER + path, headers: [], body });
}
