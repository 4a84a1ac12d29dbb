/** What stands in bodies: the members of each resource, and how they are written. */
import { plainName } from "../../../core/json/plain-name.js";
import { namesIn } from "./body-names.js";
import { type CallCheck, callScenario, eachCall } from "./call-check.js";
import { detailsOf, isSizePath, isTestPath, type SeenCall, told } from "./seen-calls.js";

const API = "PlayCamp SDK API";

interface Resource {
  /** As in routes. */
  readonly id: string;
  /** One of its calls, in words. */
  readonly seen: string;
  readonly demand: string;
  readonly kills: readonly string[];
}

const RESOURCES: readonly Resource[] = [
  {
    id: "sponsors",
    seen: "no sponsor was set, changed or ended",
    demand: "userId as text, creatorKey of five of A-Z and 0-9",
    kills: ["client.numeric-user-id", "client.long-creator-key"],
  },
  {
    id: "payments",
    seen: "no payment was reported",
    demand:
      "amount of at least 0.01 as a number, currency as three capitals, platform, purchasedAt in ISO 8601",
    kills: ["client.amount-as-word", "client.local-purchase-time", "client.lower-case-currency"],
  },
  {
    id: "coupons",
    seen: "no coupon was tried or used",
    demand: "couponCode and userId as text",
    kills: ["client.coupon-without-user"],
  },
  {
    id: "playtime",
    seen: "no playtime was reported",
    demand: "durationSeconds of at least 1, endedAt not before startedAt",
    kills: ["client.no-playtime", "client.ends-before-it-starts"],
  },
  {
    id: "webview",
    seen: "no WebView was opened",
    demand: "userId as text, codeChallenge of 43 to 128 characters",
    kills: ["client.short-code-challenge"],
  },
  {
    id: "webhooks",
    seen: "no webhook was set up",
    demand: "a documented eventType, and an http or https URL",
    kills: ["client.unknown-event-type"],
  },
];

const isWriteOf = (id: string) => (call: SeenCall) =>
  call.method !== "GET" && resourceOf(call.route) === id;

const MEMBERS = RESOURCES.map(({ id, seen, demand, kills }): CallCheck => ({
  id: `client.${id}.members-valid`,
  title: `calls to ${id} have the members that PlayCamp demands`,
  level: "MUST",
  clause: `${API}, ${id}: ${demand}`,
  why: "PlayCamp answers 400 VALIDATION_ERROR, and what was reported is lost.",
  fix: "Send the member as the reply says; its details name each one.",
  kills,
  isAbout: (call) => isWriteOf(id)(call) && call.ownStatus !== null,
  unseen: seen,
  judge: eachCall((call) => {
    const wrong = detailsOf(call).filter(
      (detail) => detail.target === "body" && !isTestPath(detail) && !isSizePath(detail),
    );
    return wrong.length === 0 ? null : { expected: demand, actual: told(wrong) };
  }),
}));

const OF_PAYMENT = [
  ...["userId", "transactionId", "productId", "productName", "amount", "currency", "platform"],
  ...["distributionType", "purchasedAt", "callbackId", "campaignId", "creatorKey", "receipt"],
  "payments",
];

/** First part of a path → what the bodies there may hold. */
const MEMBERS_OF: Readonly<Record<string, readonly string[]>> = {
  sponsors: ["userId", "creatorKey", "newCreatorKey", "campaignId", "callbackId"],
  payments: OF_PAYMENT,
  coupons: ["couponCode", "userId", "gameUserUuid", "callbackId"],
  playtime: [
    ...["sessionId", "userId", "durationSeconds", "startedAt", "endedAt", "campaignId"],
    ...["creatorKey", "platform", "metadata", "callbackId", "sessions"],
  ],
  webview: ["userId", "campaignId", "codeChallenge", "callbackId", "metadata"],
  webhooks: ["eventType", "url", "isActive", "retryCount", "timeoutMs"],
};

function membersOf({ route }: SeenCall): readonly string[] {
  if (route === "POST payments/:/refund") return ["callbackId"];
  return MEMBERS_OF[resourceOf(route)] ?? [];
}

function resourceOf(route: string | null): string {
  return route?.split(" ")[1]?.split("/")[0] ?? "";
}

/** By the way it reads: lower case, without separators. */
const NAMES: CallCheck = {
  id: "client.calls.member-names",
  title: "no member is a documented one, written otherwise",
  level: "SHOULD",
  clause: `${API}, requests: members in camel case`,
  why: "A member that PlayCamp does not know is left aside without a word.",
  fix: "Write the member as documented.",
  kills: ["client.misspelt-members"],
  isAbout: ({ body, method, route }) => route !== null && method !== "GET" && body !== null,
  unseen: "no call with a JSON body was seen",
  judge: eachCall((call) => {
    const names = namesIn(call.body);
    const meant = membersOf(call).find(
      (known) =>
        !names.includes(known) &&
        names.some((name) => name !== known && plainName(name) === plainName(known)),
    );
    const written = names.find(
      (name) => meant !== undefined && plainName(name) === plainName(meant),
    );
    return meant === undefined || written === undefined
      ? null
      : { expected: meant, actual: written };
  }),
};

export const memberScenarios = [callScenario("client.members", [...MEMBERS, NAMES])];
