/** What is sent again, how soon and how often. */
import { type CallCheck, callScenario, eachCall, ofWholeRecord } from "./call-check.js";
import { nameOf, type SeenCall, settledAt } from "./seen-calls.js";

const API = "PlayCamp SDK API";
const CLIENTS = "PlayCamp's public clients";

/** A machine repeats within this; a person reads the error first. */
const MACHINE_MS = 2_000;
const SERIES_MS = 30_000;

/**
 * The repetition that hardly a person has made: one at once, or the first of several in a row that
 * all failed. Who presses again once he was answered, if only that he is refused, is a person.
 */
function automaticRepetition(call: SeenCall): SeenCall | null {
  const { repetition } = call;
  if (repetition === null) return null;
  const gapMs = gapAfter(call) ?? 0;
  const isInSeries =
    gapMs <= SERIES_MS &&
    hasFailed(call) &&
    hasFailed(repetition) &&
    (gapAfter(repetition) ?? Infinity) <= SERIES_MS;
  return gapMs <= MACHINE_MS || isInSeries ? repetition : null;
}

/** A call and what repeated it by itself, one after the other, as long as it failed. */
function seriesFrom(call: SeenCall): readonly SeenCall[] {
  const series = [call];
  let last = call;
  while (hasFailed(last)) {
    const next = automaticRepetition(last);
    if (next === null) break;
    series.push(next);
    last = next;
  }
  return series;
}

const isTransient = ({ status }: SeenCall) => status === 429 || (status !== null && status >= 500);

const hasFailed = (call: SeenCall) => call.status === null || isTransient(call);

const PERSON = "If a person pressed again, this is no fault: play it once more, and press once.";

function gapAfter(call: SeenCall): number | null {
  const endMs = settledAt(call);
  return call.repetition === null || endMs === null
    ? null
    : Math.round(call.repetition.arrivedAtMs - endMs);
}

function bodyText({ exchange }: SeenCall): string {
  return exchange.request.body?.text ?? "";
}

const REDEEMED_ONCE: CallCheck = {
  id: "client.coupons.not-redeemed-again",
  title: "a coupon whose reply was 500 is not used again by itself",
  level: "SHOULD",
  clause: `${CLIENTS}: only GET is repeated`,
  why: "The first call may have been carried out: where a coupon may be used more often, the reward is given twice.",
  fix: "Look at GET /coupons/user/:userId before the coupon is used again.",
  kills: ["client.repeats-redemptions"],
  isAbout: ({ route, provoked }) =>
    route === "POST coupons/redeem" && provoked === "done-then-fails",
  unseen: "no coupon was used whose reply was 500",
  awaited: {
    isCandidate: ({ route }) => route === "POST coupons/redeem",
    more: "use two coupons; the second is carried out and answered 500",
  },
  judge: eachCall((call) => {
    const again = automaticRepetition(call);
    return again === null
      ? null
      : { expected: "no repetition", actual: `${nameOf(again)} repeats it`, hint: PERSON };
  }),
};

const REGISTERED_ONCE: CallCheck = {
  id: "client.webhooks.registered-once",
  title: "a webhook for the same event and URL is registered once",
  level: "SHOULD",
  clause: `${API}, webhooks: each registration delivers`,
  why: "Every event is delivered as often as it was registered.",
  fix: "Read GET /webhooks first, and register what is missing.",
  kills: ["client.repeats-registrations", "client.registers-again"],
  isAbout: ({ route, ownStatus, provoked }) =>
    route === "POST webhooks" && (ownStatus === 201 || provoked === "done-then-fails"),
  unseen: "no webhook was registered",
  judge: (calls, seen) => {
    for (const call of calls) {
      const again = calls.find(
        (other) => other.number > call.number && other.operation === call.operation,
      );
      const isDeleted = seen.calls.some(
        ({ route, number }) =>
          route === "DELETE webhooks/:" && number > call.number && number < (again?.number ?? 0),
      );
      if (again !== undefined && !isDeleted)
        return {
          expected: "one registration for an event and a URL",
          actual: `${nameOf(again)} registers again what ${nameOf(call)} has registered`,
          calls: [call, again],
        };
    }
    return null;
  },
};

const isRefusal = ({ status }: SeenCall) =>
  status !== null && status >= 400 && status < 500 && status !== 429;

const REFUSALS: CallCheck = {
  id: "client.repeats.refusals-final",
  title: "a call that is refused with 4xx is not sent again as it is",
  level: "SHOULD",
  clause: `${CLIENTS}: only 429 and 5xx are repeated`,
  why: "It is refused as often as it comes, and uses up the rate limit of the key.",
  fix: "Repeat after 429 and 5xx alone. A payment that is answered 409 has arrived: it is done.",
  kills: ["client.repeats-refusals"],
  isAbout: (call) => call.method !== "GET" && call.route !== null && isRefusal(call),
  unseen: "no call that writes was refused",
  awaited: {
    isCandidate: ({ route }) => route === "POST payments",
    more: "report four payments one by one; the fourth is refused with 422",
  },
  judge: eachCall((call) => {
    const again = automaticRepetition(call);
    return again === null || bodyText(again) !== bodyText(call)
      ? null
      : {
          expected: `no repetition after ${call.status ?? ""}`,
          actual: `${nameOf(again)} repeats it`,
          hint: PERSON,
        };
  }),
};

/** Closer together no pause is meant. */
const AT_ONCE_MS = 80;

const BACKS_OFF: CallCheck = {
  id: "client.repeats.backs-off",
  title: "what failed is repeated after a pause",
  level: "SHOULD",
  clause: `${CLIENTS}: 500 ms, doubled each time up to 10 s`,
  why: "A PlayCamp that is overloaded is kept so, by every game at once.",
  fix: "Wait 500 ms before the first repetition and twice as long before each further one, with some chance in it.",
  kills: ["client.repeats-at-once"],
  isAbout: (call) => isTransient(call) && gapAfter(call) !== null,
  unseen: "nothing that was answered 429 or 500 was repeated",
  judge: (calls) => {
    const hasty = calls.filter((call) => (gapAfter(call) ?? AT_ONCE_MS) < AT_ONCE_MS);
    const [first] = hasty;
    // One alone may be another user's call.
    return first === undefined || hasty.length < 2
      ? null
      : {
          expected: "a pause before the repetition",
          actual: `${nameOf(first)} was repeated ${gapAfter(first) ?? 0} ms after its ${first.status ?? ""}, and ${hasty.length - 1} more so`,
          calls: hasty,
        };
  },
};

/** `Retry-After: 1`, less what a clock may be off. */
const RETRY_AFTER_MS = 950;

const RETRY_AFTER: CallCheck = {
  id: "client.repeats.retry-after",
  title: "after 429 the call comes again no sooner than Retry-After says",
  level: "SHOULD",
  clause: "RFC 9110, Retry-After; 429 counts by key",
  why: "Calls within that time are refused too, and may lengthen it.",
  fix: "Wait as many seconds as Retry-After says, where it is there.",
  kills: ["client.ignores-retry-after"],
  isAbout: (call) => call.provoked === "throttled" && gapAfter(call) !== null,
  unseen: "nothing that was answered 429 was repeated",
  judge: eachCall((call) => {
    const gapMs = gapAfter(call) ?? RETRY_AFTER_MS;
    return gapMs >= RETRY_AFTER_MS
      ? null
      : {
          expected: "a pause of at least 1 s, as Retry-After: 1 says",
          actual: `repeated after ${gapMs} ms`,
          hint: "If it was another player's call, play with one player at a time.",
        };
  }),
};

/** PlayCamp's own clients send four times. */
const MOST_SENDINGS = 8;

const BOUNDED: CallCheck = {
  id: "client.repeats.bounded",
  title: "a read that goes on failing is given up",
  level: "SHOULD",
  clause: `${CLIENTS}: at most 3 repetitions`,
  why: "While PlayCamp is down, every player adds calls that never end.",
  fix: "Give up after 3 repetitions, and show the player something else.",
  kills: ["client.repeats-for-ever"],
  isAbout: ({ provoked }) => provoked === "fails",
  unseen: "no read went on failing",
  awaited: {
    isCandidate: ({ method, route }) => method === "GET" && route !== null,
    more: "read eight times, repetitions not counted; the eighth goes on failing",
  },
  judge: (calls) => {
    const [longest = []] = calls.map(seriesFrom).sort((a, b) => b.length - a.length);
    const [first] = longest;
    return first === undefined || longest.length <= MOST_SENDINGS
      ? null
      : {
          expected: `at most ${MOST_SENDINGS} sendings`,
          actual: `${nameOf(first)} was sent ${longest.length} times`,
          hint: "If a person looked again each time, this is no fault.",
          calls: longest,
        };
  },
};

const READS_REPEATED: CallCheck = {
  id: "client.repeats.reads",
  title: "a read that is answered 500 is tried again",
  level: "MAY",
  clause: `${CLIENTS}: GET is repeated after 429 and 5xx`,
  why: "A short trouble of PlayCamp reaches the player.",
  fix: "Repeat GET up to three times, with pauses.",
  kills: [],
  isAbout: ({ provoked }) => provoked === "fails-thrice",
  unseen: "no read was answered 500",
  awaited: {
    isCandidate: ({ method, route }) => method === "GET" && route !== null,
    more: "read twice; the second is answered 500 three times",
  },
  judge: ofWholeRecord((calls) =>
    calls.some(({ repeats }) => repeats.length > 0)
      ? null
      : { expected: "a repetition", actual: "none", calls },
  ),
};

export const repetitionScenarios = [
  callScenario("client.writes-once", [REDEEMED_ONCE, REGISTERED_ONCE, REFUSALS]),
  callScenario("client.repeats", [BACKS_OFF, RETRY_AFTER, BOUNDED, READS_REPEATED]),
];
