/** Ids by which PlayCamp counts a thing once: one for each purchase and session, and the same for its repetition. */
import { isJsonArray, jsonProperty, type JsonValue, renderJson } from "../../../core/json/value.js";
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
  one: "POST payments",
  many: "POST payments/bulk",
  list: "payments",
  id: "transactionId",
  fixed: ["userId", "productId", "amount", "currency"],
  same: ["userId", "productId", "amount", "currency", "purchasedAt"],
};

const SESSION: Kind = {
  one: "POST playtime/sessions",
  many: "POST playtime/sessions/bulk",
  list: "sessions",
  id: "sessionId",
  fixed: ["userId", "startedAt"],
  same: ["userId", "startedAt", "endedAt", "durationSeconds"],
};

/** What is only a test is not stored, and so may be sent under any id. */
function reported(calls: readonly SeenCall[], { one, many, list }: Kind): readonly Reported[] {
  return calls.flatMap((call) => {
    const { route, body } = call;
    if (body === null || isTest(body) || call.query.get("isTest") === "true") return [];
    if (route === one) return [{ call, item: body }];
    const items = route === many ? jsonProperty(body, list) : undefined;
    return isJsonArray(items)
      ? items.filter((item) => !isTest(item)).map((item) => ({ call, item }))
      : [];
  });
}

function isTest(item: JsonValue): boolean {
  return textAt(item, "isTest") === "true";
}

/** Numbers by their value: `9.9` and `9.90` are one amount. */
function membersOf(item: JsonValue, names: readonly string[]): string {
  return JSON.stringify(
    names.map((name) => {
      const value = jsonProperty(item, name);
      const number = Number(textAt(item, name));
      return typeof value !== "string" && Number.isFinite(number)
        ? number
        : value === undefined
          ? null
          : renderJson(value);
    }),
  );
}

/** Two things under one id. */
function reusedId(kind: Kind, calls: readonly SeenCall[]): CallFault | null {
  const first = new Map<string, Reported>();
  for (const each of reported(calls, kind)) {
    const id = textAt(each.item, kind.id);
    const before = first.get(id);
    if (id === "" || id.includes("[secret:")) continue;
    if (before === undefined) first.set(id, each);
    else if (membersOf(before.item, kind.fixed) !== membersOf(each.item, kind.fixed))
      return {
        expected: `another ${kind.id} for another ${kind.list.slice(0, -1)}`,
        actual: `${nameOf(before.call)} and ${nameOf(each.call)} have the same ${kind.id} ${JSON.stringify(id)} and differ in ${kind.fixed.join(", ")}`,
        calls: [before.call, each.call],
      };
  }
  return null;
}

/** One thing under two ids, the second after the first was lost on the way. */
function renamedId(kind: Kind, lost: readonly SeenCall[], { calls }: SeenCalls): CallFault | null {
  for (const call of lost) {
    const endMs = settledAt(call);
    const item = call.body;
    if (endMs === null || item === null) continue;
    const again = reported(calls, kind).find(
      (later) =>
        later.call.arrivedAtMs >= endMs &&
        later.call.arrivedAtMs - endMs < REPEAT_WITHIN_MS &&
        textAt(later.item, kind.id) !== textAt(item, kind.id) &&
        membersOf(later.item, kind.same) === membersOf(item, kind.same),
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

const isOf =
  ({ one, many }: Kind) =>
  ({ route }: SeenCall) =>
    route === one || route === many;

const wasLost =
  ({ one }: Kind) =>
  ({ route, provoked }: SeenCall) =>
    route === one && (provoked === "lost" || provoked === "fails-once");

const DISTINCT_PURCHASES: CallCheck = {
  id: "client.payments.ids-distinct",
  title: "each purchase has a transactionId of its own",
  level: "MUST",
  clause: `${API}, payments: a known transactionId is 409, or SKIPPED in bulk`,
  why: "PlayCamp takes the second purchase for the first, and the creator is not paid for it.",
  fix: "Send the store's own order id, or one that is made for each purchase and kept with it.",
  kills: ["client.reuses-transaction-ids"],
  isAbout: isOf(PURCHASE),
  unseen: "no payment was reported",
  judge: (calls) => reusedId(PURCHASE, calls),
};

const SAME_PURCHASE: CallCheck = {
  id: "client.payments.same-id-again",
  title: "a payment that is repeated keeps its transactionId",
  level: "MUST",
  clause: `${API}, payments: deduplication by transactionId`,
  why: "A payment whose reply was lost counts twice, and is paid out twice.",
  fix: "Make the id with the purchase, not with the call, and keep it until PlayCamp has answered.",
  kills: ["client.new-transaction-id-each-attempt"],
  isAbout: wasLost(PURCHASE),
  unseen: "no payment was reported whose reply got lost",
  awaited: {
    isCandidate: ({ route }) => route === PURCHASE.one,
    more: "report three payments one by one; the second and the third get into trouble",
  },
  judge: (lost, seen) => renamedId(PURCHASE, lost, seen),
};

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
    const isKnown = reported(seen.calls, PURCHASE).some(
      ({ item }) => encodeURIComponent(textAt(item, "transactionId")) === name,
    );
    return call.ownStatus === 404 && !isKnown && numbersIn(seen).has(name)
      ? {
          expected: "the transactionId that the game sent",
          actual: `${name}, the id in PlayCamp's reply`,
        }
      : null;
  }),
};

const DISTINCT_SESSIONS: CallCheck = {
  id: "client.playtime.ids-distinct",
  title: "each session has a sessionId of its own",
  level: "SHOULD",
  clause: `${API}, playtime: a known sessionId is recorded:false`,
  why: "The second session is not recorded, without an error.",
  fix: "Make an id for each session when it begins.",
  kills: ["client.reuses-session-ids"],
  isAbout: isOf(SESSION),
  unseen: "no playtime was reported",
  judge: (calls) => reusedId(SESSION, calls),
};

const SAME_SESSION: CallCheck = {
  id: "client.playtime.same-id-again",
  title: "a session that is repeated keeps its sessionId",
  level: "SHOULD",
  clause: `${API}, playtime: deduplication by sessionId`,
  why: "A session whose reply was lost counts twice.",
  fix: "Make the id with the session, not with the call.",
  kills: ["client.new-session-id-each-attempt"],
  isAbout: wasLost(SESSION),
  unseen: "no session was reported whose reply got lost",
  awaited: {
    isCandidate: ({ route }) => route === SESSION.one,
    more: "report two sessions one by one; the second reply gets lost",
  },
  judge: (lost, seen) => renamedId(SESSION, lost, seen),
};

export const idScenarios = [
  callScenario("client.ids", [
    DISTINCT_PURCHASES,
    SAME_PURCHASE,
    BY_TRANSACTION,
    DISTINCT_SESSIONS,
    SAME_SESSION,
  ]),
];
