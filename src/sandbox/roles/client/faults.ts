/** Defects of a game server's own calls, each as one might be written. */
import { headerValue } from "../../../core/http.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import { deviationsOf } from "../../role.js";
import { onBodies, onCalls, repeatsAlso, withKey, withQuery } from "./changes.js";
import { type CallBody, type CallerPolicy, isTransient, RIGHT } from "./policy.js";

const fault = deviationsOf<CallerPolicy>("client.");

const KEYS = [
  fault(
    "no-authorization",
    "no call carries a key",
    onCalls("", (call) => withKey(call, null)),
  ),
  fault(
    "forgets-authorization",
    "playtime is sent without a key",
    onCalls("playtime", (call) => withKey(call, null)),
  ),
  fault(
    "key-without-bearer",
    "the coupon calls send the key without Bearer",
    onCalls("coupon/", (call) =>
      withKey(call, (headerValue(call.headers, "Authorization") ?? "").replace("Bearer ", "")),
    ),
  ),
  fault(
    "client-key-on-server",
    "creators are read with the client key on a server endpoint",
    onCalls("creator", (call, { clientKey }) => withKey(call, `Bearer ${clientKey}`)),
  ),
  fault(
    "key-in-url",
    "campaigns are read with the key in the query as well",
    onCalls("campaign", (call) => {
      const key = (headerValue(call.headers, "Authorization") ?? "").slice("Bearer ".length);
      return withQuery(call, `apiKey=${encodeURIComponent(key)}`);
    }),
  ),
  fault(
    "key-in-body",
    "the WebView call holds the key in its metadata",
    onCalls("webview", ({ body, headers }) => ({
      body: { ...body, metadata: { auth: headerValue(headers, "Authorization") } },
    })),
  ),
];

const PATHS = [
  fault(
    "misspelt-path",
    "coupons are tried under /coupon",
    onCalls("coupon/try", ({ target }) => ({ target: target.replace("/coupons/", "/coupon/") })),
  ),
  fault(
    "wrong-method",
    "a creator is changed by PATCH",
    onCalls("sponsor/change", () => ({ method: "PATCH" })),
  ),
  fault(
    "double-slash",
    "the base URL ends with a slash and paths begin with one",
    onCalls("webhooks", ({ target }) => ({ target: `/${target}` })),
  ),
  fault("raw-path-parts", "user ids stand in paths as they are", {
    pathPart: (userId) => userId.replaceAll(" ", "%20").replaceAll("가", "%EA%B0%80"),
  }),
];

const BODIES = [
  fault("form-bodies", "coupon calls are sent as a form", {
    write: (body, { name }) =>
      name.startsWith("coupon/")
        ? new URLSearchParams(
            Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]),
          ).toString()
        : JSON.stringify(body),
  }),
  fault(
    "text-content-type",
    "sponsors are sent as text/plain",
    onCalls("sponsor/", ({ headers }) => ({
      headers: [...headers, ["Content-Type", "text/plain"]],
    })),
  ),
  fault(
    "misspelt-members",
    "callbackId of payments is written callback_id",
    onBodies("payment/", ({ callbackId, ...body }) => ({ ...body, callback_id: callbackId })),
  ),
  fault(
    "amount-as-word",
    "the amount of a payment has its currency in it",
    onBodies("payment/1", (body) => ({ ...body, amount: "9.99 USD" })),
  ),
  fault(
    "local-purchase-time",
    "a purchase time without date or zone",
    onBodies("payment/1", (body) => ({ ...body, purchasedAt: "10:00:00" })),
  ),
  fault(
    "local-time-as-utc",
    "a purchase time of Seoul's clock, with a Z behind it",
    onBodies("payment/1", ({ purchasedAt, ...body }) => ({
      ...body,
      purchasedAt: renderInstant(Date.parse(String(purchasedAt)) + 9 * 3_600_000),
    })),
  ),
  fault(
    "duration-in-ms",
    "the length of a session in milliseconds",
    onBodies("playtime/1", ({ durationSeconds, ...body }) => ({
      ...body,
      durationSeconds: Number(durationSeconds) * 1_000,
    })),
  ),
  fault(
    "lower-case-currency",
    "the currency in lower case",
    onBodies("payment/1", (body) => ({ ...body, currency: "usd" })),
  ),
  fault(
    "numeric-user-id",
    "the user id of a sponsor as a number",
    onBodies("sponsor/guest", (body) => ({ ...body, userId: 3 })),
  ),
  fault(
    "long-creator-key",
    "a creator key of six characters",
    onBodies("sponsor/change", (body) => ({ ...body, newCreatorKey: "K9MAX1" })),
  ),
  fault(
    "coupon-without-user",
    "a coupon is used for nobody",
    onBodies("coupon/use", ({ couponCode }) => ({ couponCode })),
  ),
  fault(
    "no-playtime",
    "a session of 0 seconds",
    onBodies("playtime/1", (body) => ({ ...body, durationSeconds: 0 })),
  ),
  fault(
    "ends-before-it-starts",
    "a session whose start and end are exchanged",
    onBodies("playtime/1", ({ startedAt, endedAt, ...body }) => ({
      ...body,
      startedAt: endedAt,
      endedAt: startedAt,
    })),
  ),
  fault(
    "short-code-challenge",
    "a code challenge of 32 characters",
    onBodies("webview", (body) => ({ ...body, codeChallenge: "a".repeat(32) })),
  ),
  fault(
    "unknown-event-type",
    "a webhook for an event that does not exist",
    onBodies("webhook/payments", (body) => ({ ...body, eventType: "payment.success" })),
  ),
];

const LIMITS = [
  fault(
    "large-pages",
    "500 used coupons a page",
    onCalls("coupons", ({ target }) => ({ target: target.replace("limit=50", "limit=500") })),
  ),
  fault(
    "long-keywords",
    "a keyword of eleven characters",
    onCalls("creator-search", ({ target }) => ({
      target: target.replace("keyword=Lun", "keyword=Luna%20of%20Leo"),
    })),
  ),
  fault(
    "oversized-bulk",
    "1001 sessions in a call",
    onBodies("playtime/bulk", ({ sessions }) => {
      const [first] = sessions as readonly CallBody[];
      return {
        sessions: Array.from({ length: 1001 }, (_, nth) => ({
          ...first,
          sessionId: `bulk-${nth}`,
        })),
      };
    }),
  ),
];

const TEST_MODE = [
  fault(
    "test-mode-as-text",
    'isTest as the text "true"',
    onBodies("sponsor/test", (body) => ({ ...body, isTest: "true" })),
  ),
  fault(
    "test-mode-misspelt",
    "isTest is written is_test",
    onBodies("payment/test", ({ isTest, ...body }) => ({ ...body, is_test: isTest })),
  ),
  fault(
    "test-mode-of-end-in-body",
    "a sponsor is ended with isTest in the body alone",
    onCalls("sponsor/end", ({ target }) => ({
      target: target.replace("&isTest=true", ""),
      body: { isTest: true },
    })),
  ),
];

const IDS = [
  fault(
    "reuses-transaction-ids",
    "every purchase of a user has the same transaction id",
    onBodies("payment/5", (body) => ({ ...body, transactionId: "order-1" })),
  ),
  fault("new-transaction-id-each-attempt", "a payment is repeated under another transaction id", {
    ...repeatsAlso((name) => name.startsWith("payment/")),
    again: (call, attempt) =>
      call.name.startsWith("payment/") && call.name !== "payment/bulk"
        ? {
            ...call,
            body: {
              ...call.body,
              transactionId: `${String(call.body?.["transactionId"])}-${attempt}`,
            },
          }
        : call,
  }),
  fault("refunds-by-number", "a refund names PlayCamp's own id of the payment", {
    refundName: (_, id) => id,
  }),
  fault(
    "reuses-session-ids",
    "two sessions under one id",
    onBodies("playtime/2", (body) => ({ ...body, sessionId: "session-1" })),
  ),
  fault("new-session-id-each-attempt", "a session is repeated under another id", {
    ...repeatsAlso((name) => name.startsWith("playtime/")),
    again: (call, attempt) =>
      call.name === "playtime/2"
        ? { ...call, body: { ...call.body, sessionId: `session-2-${attempt}` } }
        : call,
  }),
  fault(
    "one-callback-id",
    "everything has the same callbackId",
    onCalls("", ({ body, target }) => ({
      target: target.replace(/callbackId=[^&]*/, "callbackId=callback"),
      body: body !== null && "callbackId" in body ? { ...body, callbackId: "callback" } : body,
    })),
  ),
];

const REPETITIONS = [
  fault(
    "repeats-redemptions",
    "a coupon is used again when the reply was 500",
    repeatsAlso((name) => name.startsWith("coupon/use")),
  ),
  fault(
    "repeats-registrations",
    "a webhook is registered again when the reply was 500",
    repeatsAlso((name) => name.startsWith("webhook/")),
  ),
  fault("registers-again", "a webhook that is there is registered again", {
    registersAgain: true,
  }),
  fault("repeats-refusals", "what was refused is sent again", {
    repeats: (call, answer, attempt) =>
      RIGHT.repeats(call, answer, attempt) ||
      (answer.status !== null && answer.status >= 400 && answer.status < 429 && attempt < 4),
    waitMs: ({ retryAfterMs }, attempt) => retryAfterMs ?? 40 * attempt + 80,
  }),
  fault("repeats-at-once", "what failed is sent again at once", {
    waitMs: ({ retryAfterMs }) => retryAfterMs ?? 0,
  }),
  fault("ignores-retry-after", "Retry-After is not looked at", {
    waitMs: (_, attempt) => RIGHT.waitMs({ status: null, retryAfterMs: null, id: "" }, attempt),
  }),
  fault("repeats-for-ever", "a read is repeated until it succeeds", {
    repeats: ({ method }, { status }) => method === "GET" && isTransient(status),
    waitMs: ({ retryAfterMs }) => retryAfterMs ?? 110,
  }),
  fault("impatient", "a reply must be there in 150 ms", { timeoutMs: 150 }),
  fault("waits-for-ever", "a reply is waited for however long it takes", { timeoutMs: 20_000 }),
];

export const FAULTS = [
  ...KEYS,
  ...PATHS,
  ...BODIES,
  ...LIMITS,
  ...TEST_MODE,
  ...IDS,
  ...REPETITIONS,
];
