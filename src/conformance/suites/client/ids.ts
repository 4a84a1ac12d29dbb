/** Ids by which PlayCamp counts a thing once: one for each purchase and session, and the same for its repetition. */
import {
  isJsonArray,
  isJsonNumber,
  jsonProperty,
  type JsonValue,
  renderJson,
} from "../../../core/json/value.js";
import { REPEAT_WITHIN_MS } from "../../../protocols/sdk-api/watched-calls.js";
import { type CallCheck, type CallFault, callScenario, eachCall } from "./call-check.js";
import { nameOf, type SeenCall, type SeenCalls, settledAt, textAt } from "./seen-calls.js";

const API = "PlayCamp SDK API";

/** A thing that is reported, and the call that did it. */
interface Reported {
  readonly call: SeenCall;
  readonly item: JsonValue;
}

interface Kind {
  /** As in the ids of checks. */
  readonly resource: string;
  readonly thing: string;
  readonly one: string;
  readonly many: string;
  readonly list: string;
  readonly id: string;
  /** Members in which a repetition does not differ from what it repeats. */
  readonly fixed: readonly string[];
  /** Members that together say which thing it is, whatever its id. */
  readonly same: readonly string[];
}

const PURCHASE: Kind = {
  resource: "payments",
  thing: "payment",
  one: "POST payments",
  many: "POST payments/bulk",
  list: "payments",
  id: "transactionId",
  fixed: ["userId", "productId", "amount", "currency"],
  same: ["userId", "productId", "amount", "currency", "purchasedAt"],
};

const SESSION: Kind = {
  resource: "playtime",
  thing: "session",
  one: "POST playtime/sessions",
  many: "POST playtime/sessions/bulk",
  list: "sessions",
  id: "sessionId",
  fixed: ["userId", "startedAt"],
  same: ["userId", "startedAt", "endedAt", "durationSeconds"],
};

function itemsOf({ one, many, list }: Kind, { route, body }: SeenCall): readonly JsonValue[] {
  if (body === null) return [];
  if (route === one) return [body];
  const items = route === many ? jsonProperty(body, list) : undefined;
  return isJsonArray(items) ? items : [];
}

/** What PlayCamp may have stored: neither a test nor what it refused, which may come again otherwise under the same id. */
function reported(calls: readonly SeenCall[], kind: Kind): readonly Reported[] {
  return calls.flatMap((call) => {
    const { body, query, status } = call;
    if (isTest(body) || query.get("isTest") === "true" || isRefused(status)) return [];
    return itemsOf(kind, call)
      .filter((item) => !isTest(item))
      .map((item) => ({ call, item }));
  });
}

function isTest(item: JsonValue | null): boolean {
  return textAt(item, "isTest") === "true";
}

/** 409 is said of an id that is known: what it stands for was stored. */
function isRefused(status: number | null): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 409;
}

function membersOf(item: JsonValue, names: readonly string[]): string {
  return JSON.stringify(
    names.map((name) => {
      const value = jsonProperty(item, name);
      return isJsonNumber(value) ? numberText(renderJson(value)) : value && renderJson(value);
    }),
  );
}

/** By its value: `9.9` and `9.90` are one amount, and ids of 64 bits keep their last digit. */
function numberText(written: string): string {
  return /^-?\d+$/.test(written) ? written : String(Number(written));
}

/** Two things under one id. */
function reusedId(kind: Kind, calls: readonly SeenCall[]): CallFault | null {
  const first = new Map<string, Reported>();
  for (const each of reported(calls, kind)) {
    const id = textAt(each.item, kind.id);
    const before = first.get(id);
    if (id === "" || id.includes("[secret:")) continue;
    if (before === undefined) {
      first.set(id, each);
      continue;
    }
    const differing = kind.fixed.filter(
      (name) => membersOf(before.item, [name]) !== membersOf(each.item, [name]),
    );
    if (differing.length > 0)
      return {
        expected: `another ${kind.id} for another ${kind.thing}`,
        actual: `${nameOf(before.call)} and ${nameOf(each.call)} have the same ${kind.id} ${JSON.stringify(id)} and differ in ${differing.join(", ")}`,
        calls: [before.call, each.call],
      };
  }
  return null;
}

/** One thing under two ids, the second after the first was lost on the way. */
function renamedId(kind: Kind, lost: readonly SeenCall[], { calls }: SeenCalls): CallFault | null {
  for (const { call, item } of reported(lost, kind)) {
    const endMs = settledAt(call);
    if (endMs === null) continue;
    const after = reported(calls, kind).filter(
      (later) =>
        later.call.arrivedAtMs >= endMs && later.call.arrivedAtMs - endMs < REPEAT_WITHIN_MS,
    );
    // One that came again under its own id is done: what is alike after it is another one.
    if (after.some((later) => textAt(later.item, kind.id) === textAt(item, kind.id))) continue;
    const again = after.find(
      (later) => membersOf(later.item, kind.same) === membersOf(item, kind.same),
    );
    if (again !== undefined)
      return {
        expected: `the same ${kind.id} as ${nameOf(call)}, which had no good reply`,
        actual: `${nameOf(again.call)} repeats it as ${JSON.stringify(textAt(again.item, kind.id))}`,
        hint: "If it is another one that happens to be the same in all else, this is no fault.",
        calls: [call, again.call],
      };
  }
  return null;
}

const isReported = (kind: Kind) => (call: SeenCall) => reported([call], kind).length > 0;

type Words = Pick<CallCheck, "level" | "clause" | "why" | "fix" | "kills">;

function distinct(kind: Kind, words: Words): CallCheck {
  return {
    id: `client.${kind.resource}.ids-distinct`,
    title: `each ${kind.thing} has a ${kind.id} of its own`,
    ...words,
    isAbout: isReported(kind),
    unseen: `no ${kind.thing} was reported that PlayCamp took and that is no test`,
    judge: (calls) => reusedId(kind, calls),
  };
}

function sameAgain(kind: Kind, words: Words, more: string): CallCheck {
  const isOne = (call: SeenCall) => call.route === kind.one && isReported(kind)(call);
  const isLost = ({ provoked }: SeenCall) => provoked === "lost" || provoked === "fails-once";
  return {
    id: `client.${kind.resource}.same-id-again`,
    title: `a ${kind.thing} whose reply got lost does not come again under another ${kind.id}`,
    ...words,
    isAbout: (call) => isLost(call) && isReported(kind)(call),
    unseen: `no ${kind.thing} was reported whose reply got lost`,
    awaited: { isCandidate: isOne, more },
    judge: (lost, seen) => renamedId(kind, lost, seen),
  };
}

const DISTINCT_PURCHASES = distinct(PURCHASE, {
  level: "MUST",
  clause: `${API}, payments: a known transactionId is 409, or SKIPPED in bulk`,
  why: "PlayCamp takes the second purchase for the first, and the creator is not paid for it.",
  fix: "Send the store's own order id, or one that is made for each purchase and kept with it.",
  kills: ["client.reuses-transaction-ids"],
});

const SAME_PURCHASE = sameAgain(
  PURCHASE,
  {
    level: "MUST",
    clause: `${API}, payments: deduplication by transactionId`,
    why: "A payment whose reply was lost counts twice, and is paid out twice.",
    fix: "Make the id with the purchase, not with the call, and keep it until PlayCamp has answered.",
    kills: ["client.new-transaction-id-each-attempt"],
  },
  "report three payments one by one, not as tests; the second and the third get into trouble",
);

/** PlayCamp's own numbers of the payments that it took. */
function numbersIn({ calls }: SeenCalls): ReadonlySet<string> {
  const data = calls.flatMap(({ route, reply }) =>
    route === PURCHASE.one && reply !== null ? [jsonProperty(reply, "data")] : [],
  );
  return new Set(data.map((each) => textAt(each, "id")).filter((id) => id !== "" && id !== "0"));
}

const BY_TRANSACTION: CallCheck = {
  id: "client.payments.named-by-transaction-id",
  title: "a payment is read and refunded by its transactionId",
  level: "MUST",
  clause: `${API}, payments: GET /payments/:transactionId, POST /payments/:transactionId/refund`,
  why: "The refund is answered 404, and the creator keeps a share of money that was given back.",
  fix: "Put the transactionId that the game sent into the path, not the id of the reply.",
  kills: ["client.refunds-by-number"],
  isAbout: ({ route }) => route === "GET payments/:" || route === "POST payments/:/refund",
  unseen: "no payment was read or refunded",
  judge: eachCall((call, seen) => {
    const name = call.target.split("?")[0]?.split("/")[4] ?? "";
    const isKnown = seen.calls
      .flatMap((each) => itemsOf(PURCHASE, each))
      .some((item) => encodeURIComponent(textAt(item, "transactionId")) === name);
    return call.ownStatus === 404 && !isKnown && numbersIn(seen).has(name)
      ? {
          expected: "the transactionId that the game sent",
          actual: `${name}, the id in PlayCamp's reply`,
        }
      : null;
  }),
};

const DISTINCT_SESSIONS = distinct(SESSION, {
  level: "SHOULD",
  clause: `${API}, playtime: a known sessionId is recorded:false`,
  why: "The second session is not recorded, without an error.",
  fix: "Make an id for each session when it begins.",
  kills: ["client.reuses-session-ids"],
});

const SAME_SESSION = sameAgain(
  SESSION,
  {
    level: "SHOULD",
    clause: `${API}, playtime: deduplication by sessionId`,
    why: "A session whose reply was lost counts twice.",
    fix: "Make the id with the session, not with the call.",
    kills: ["client.new-session-id-each-attempt"],
  },
  "report two sessions one by one, not as tests; the second reply gets lost",
);

export const idScenarios = [
  callScenario("client.ids", [
    DISTINCT_PURCHASES,
    SAME_PURCHASE,
    BY_TRANSACTION,
    DISTINCT_SESSIONS,
    SAME_SESSION,
  ]),
];
