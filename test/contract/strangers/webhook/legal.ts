/** Odd receivers that no check may accuse. */
import { idText } from "../serve.js";
import { SHORTCUTS } from "../trust.js";
import { dataOf, GATEWAY, legal, PROBE, TIMESTAMPED } from "./table.js";

const KNOWN_USERS = ["300017", "300018", "300019"];

const SAMPLES = {
  users: KNOWN_USERS,
  campaigns: ["camp-7"],
  creators: ["QW3RT", "AS4DF"],
  coupons: ["WELCOME-1"],
};

export const LEGAL = [
  legal(
    "malformed-unsigned-400",
    "parses first: malformed JSON is 400 even under a bad signature",
    "the seed's own first sample stands behind a JSON parser",
    {
      before: ({ body }) => {
        try {
          if (body.length > 0) JSON.parse(body.toString());
          return undefined;
        } catch {
          return { status: 400, body: { error: "invalid JSON" } };
        }
      },
    },
  ),
  legal(
    "refuses-403",
    "answers 403 to a bad signature",
    "any 4xx refuses; 401 is an example",
    {
      unsigned: { status: 403, body: { code: "FORBIDDEN" } },
    },
    { mayWarn: true },
  ),
  legal(
    "refuses-400",
    "answers 400 to a bad signature",
    "any 4xx refuses",
    {
      unsigned: { status: 400 },
    },
    { mayWarn: true },
  ),
  legal("says-204", "answers 204 without a body", "any 2xx accepts", {
    accepted: () => ({ status: 204 }),
  }),
  legal("says-202-text", "answers 202 with a word", "any 2xx accepts, the body is free", {
    accepted: () => ({ status: 202, body: "accepted", headers: { "Content-Type": "text/plain" } }),
  }),
  legal(
    "lock-lingers",
    "answers 409 to what it has taken in the last tenth of a second",
    "a retry comes a second after the reply or later",
    { accepted: lingering(100) },
    { mayWarn: true },
  ),
  legal("slow", "takes 300 ms", "300 ms are within every time-out", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "a=b; Path=/" } },
  }),
  legal("chunked", "answers in chunks, header names in capitals", "HTTP leaves both free", {
    ...PROBE,
    manner: { chunked: true, shouts: true, indent: 2 },
  }),
  legal("any-case", "accepts upper-case hex", "hex is the same in either case", {
    trusts: SHORTCUTS.anyCase,
  }),
  legal("late", "applies a second after its answer", "effects may come up to two seconds late", {
    ...PROBE,
    lateMs: 1_000,
  }),
  legal("malformed-422", "answers 422 to what it cannot read", "any 4xx", {
    malformed: { status: 422 },
  }),
  legal(
    "small-bodies",
    "refuses bodies above 100 KB",
    "150 KB are recommended, no more",
    {
      before: ({ body }) => (body.length > 102_400 ? { status: 413 } : undefined),
    },
    { mayWarn: true },
  ),
  legal(
    "tests-without-effect",
    "answers test events, and applies none",
    "a test event may have no effect",
    {
      ...PROBE,
      applies: ({ isTest }) => isTest !== true,
    },
  ),
  legal(
    "unknown-ends",
    "applies no refund and no end of what it never saw",
    "there is nothing to end",
    {
      ...PROBE,
      applies: (event, applied) => {
        const of = (name: string, field: string) =>
          applied.some(
            (each) => each["event"] === name && dataOf(each)[field] === dataOf(event)[field],
          );
        if (event["event"] === "payment.refunded") return of("payment.created", "transactionId");
        if (event["event"] === "sponsor.ended" || event["event"] === "sponsor.changed")
          return of("sponsor.created", "userId");
        return true;
      },
    },
  ),
  legal(
    "clock-strict",
    "refuses a t that is ahead at all",
    "a time in the future is no time of sending",
    {
      ...TIMESTAMPED,
      isTimely: (timestamp, now) =>
        /^\d+$/.test(timestamp) && now - Number(timestamp) <= 300 && Number(timestamp) <= now + 1,
    },
  ),
  legal(
    "clock-lenient",
    "accepts a t up to 300 s ahead",
    "less than the tolerance ahead is refused by recommendation only",
    {
      ...TIMESTAMPED,
      isTimely: (timestamp, now) =>
        /^\d+$/.test(timestamp) && Math.abs(now - Number(timestamp)) <= 300,
    },
    { mayWarn: true },
  ),
  legal(
    "probe-list",
    "lists what it applied in place of a number",
    "the profile says what the probe answers",
    {
      probe: true,
      probeBody: (count, log) => ({
        count: Array.from({ length: count }, (_, at) => ({ at })),
        log,
      }),
    },
  ),
  legal(
    "gateway-numeric",
    "wants usn and creator_usn as whole numbers",
    "the seed's example has numbers",
    {
      ...GATEWAY,
      refuses: ({ usn }) =>
        Number.isInteger(usn) ? undefined : { status: 400, body: { result: "usn" } },
    },
  ),
  legal(
    "gateway-numeric-probe",
    "wants usn as a number, and says what it applied",
    "the seed's example has numbers",
    {
      ...GATEWAY,
      ...PROBE,
      refuses: ({ usn }) => (Number.isInteger(usn) ? undefined : { status: 422 }),
    },
  ),
  legal(
    "gateway-204",
    "answers a converted delivery with 204",
    "any 2xx accepts; 200 is recommended",
    {
      ...GATEWAY,
      accepted: () => ({ status: 204 }),
    },
    { mayWarn: true },
  ),
  legal(
    "known-users-only",
    "answers 404 to events of users, campaigns and creators that it does not have",
    "a staging server knows real ones only; the profile names some",
    {
      section: { samples: SAMPLES },
      refuses: (event) => {
        const { userId, campaignId, creatorKey } = dataOf(event);
        const knows = (list: readonly string[], value: unknown) =>
          value === undefined || value === null || list.includes(idText(value));
        return knows(KNOWN_USERS, userId) &&
          knows(SAMPLES.campaigns, campaignId) &&
          knows(SAMPLES.creators, creatorKey)
          ? undefined
          : { status: 404, body: { error: "unknown user" } };
      },
    },
  ),
  legal(
    "known-users-only-gateway",
    "answers 404 to a usn that it does not have",
    "a staging server knows real ones only; the profile names some",
    {
      ...GATEWAY,
      section: { samples: { users: KNOWN_USERS } },
      refuses: ({ usn }) => (KNOWN_USERS.includes(String(usn)) ? undefined : { status: 404 }),
    },
  ),
  legal("known-users-with-state", "a boost that is there is not begun again", "nothing changed", {
    ...PROBE,
    section: { samples: { ...SAMPLES, users: KNOWN_USERS.slice(0, 2) } },
    applies: (event, applied) => {
      if (event["event"] !== "sponsor.created") return true;
      const of = (each: Parameters<typeof dataOf>[0]) =>
        JSON.stringify([dataOf(each)["userId"], dataOf(each)["campaignId"]]);
      const last = applied.findLast(
        (each) => String(each["event"]).startsWith("sponsor.") && of(each) === of(event),
      );
      return (
        last?.["event"] !== "sponsor.created" ||
        dataOf(last)["creatorKey"] !== dataOf(event)["creatorKey"]
      );
    },
  }),
];

/** @param ms after a delivery, for the same one */
function lingering(ms: number) {
  const taken = new Map<string, number>();
  return (_: number, events: readonly object[]) => {
    const text = JSON.stringify(events);
    const isHeld = Date.now() < (taken.get(text) ?? 0);
    if (!isHeld) taken.set(text, Date.now() + ms);
    return { status: isHeld ? 409 : 200 };
  };
}
