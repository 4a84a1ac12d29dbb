/** How much is asked for at a time, and how calls are marked: as tests, and for their events. */
import { plainName } from "../../../core/json/plain-name.js";
import { type JsonValue, jsonProperty } from "../../../core/json/value.js";
import { namesIn } from "./body-names.js";
import { type CallCheck, callScenario, eachCall, ofWholeRecord } from "./call-check.js";
import {
  detailsOf,
  hasMember,
  isShutOut,
  isSizePath,
  isTestPath,
  type SeenCall,
  textAt,
  told,
} from "./seen-calls.js";

const API = "PlayCamp SDK API";

const PAGING: CallCheck = {
  id: "client.paging.limits-kept",
  title: "pages begin at 1, and hold at most 100",
  level: "MUST",
  clause: `${API}, lists: limit ≤ 100`,
  why: "PlayCamp answers 400, and the game shows nothing.",
  fix: "Ask for at most 100 a page, and turn pages as pagination says.",
  kills: ["client.large-pages"],
  isAbout: ({ query, ownStatus }) =>
    ownStatus !== null && (query.has("limit") || query.has("page")),
  unseen: "no page was asked for",
  judge: eachCall((call) => {
    const wrong = detailsOf(call).filter(
      ({ target, path }) => target === "query" && (path === "limit" || path === "page"),
    );
    return wrong.length === 0
      ? null
      : { expected: "page from 1, limit from 1 to 100", actual: told(wrong) };
  }),
};

const KEYWORD: CallCheck = {
  id: "client.creators.keyword-length",
  title: "a creator is searched for by 1 to 10 characters",
  level: "MUST",
  clause: `${API}, creators: keyword ≤ 10 characters`,
  why: "PlayCamp answers 400, and the player finds nobody.",
  fix: "Cut the keyword, or let the player type no more.",
  kills: ["client.long-keywords"],
  isAbout: ({ route, ownStatus }) => route === "GET creators/search" && ownStatus !== null,
  unseen: "no creator was searched for",
  judge: eachCall((call) => {
    const wrong = detailsOf(call).filter(({ path }) => path === "keyword");
    return wrong.length === 0
      ? null
      : { expected: "a keyword of 1 to 10 characters", actual: told(wrong) };
  }),
};

const BULK: CallCheck = {
  id: "client.bulk.size-kept",
  title: "a bulk call holds 1 to 1000 items",
  level: "MUST",
  clause: `${API}, bulk calls: at most 1000`,
  why: "PlayCamp refuses the call as a whole.",
  fix: "Cut the list into calls of at most 1000, and send none where it is empty.",
  kills: ["client.oversized-bulk"],
  isAbout: ({ route, ownStatus }) => route?.endsWith("/bulk") === true && ownStatus !== null,
  unseen: "no bulk call was seen",
  judge: eachCall((call) => {
    const wrong = detailsOf(call).filter(isSizePath);
    return wrong.length === 0 ? null : { expected: "1 to 1000 items", actual: told(wrong) };
  }),
};

const TEST_NAMES = new Set(["istest", "testmode", "istestmode"]);

const misspeltTest = (names: Iterable<string>) =>
  [...names].find((name) => name !== "isTest" && TEST_NAMES.has(plainName(name)));

function isTrueOrFalse(body: JsonValue | null): boolean {
  const said = jsonProperty(body ?? undefined, "isTest");
  return said === undefined || said === null || typeof said === "boolean";
}

const saysTest = ({ body, query }: SeenCall) =>
  namesIn(body)
    .concat([...query.keys()])
    .some((name) => TEST_NAMES.has(plainName(name)));

const TEST_MODE: CallCheck = {
  id: "client.test-mode.marked",
  title: "a test is marked so that PlayCamp sees it: isTest, true or false",
  level: "MUST",
  clause: `${API}, isTest: in the body of what writes, in the query of DELETE and of reads`,
  why: "A test that is not seen as one is stored, sends events and moves rewards.",
  fix: "Send isTest: true in the body of POST and PUT, ?isTest=true with DELETE and GET.",
  kills: [
    "client.test-mode-as-text",
    "client.test-mode-misspelt",
    "client.test-mode-of-end-in-body",
  ],
  isAbout: (call) => saysTest(call) && !isShutOut(call),
  unseen: "no call in test mode was seen",
  judge: eachCall((call) => {
    const expected = "isTest, as true or false, where this call has it";
    const refused = detailsOf(call).find(isTestPath);
    if (refused !== undefined) return { expected, actual: `isTest: ${refused.message}` };
    const names = [...namesIn(call.body), ...call.query.keys()];
    const wrong = misspeltTest(names);
    // Beside isTest it is a member of the game's own.
    if (wrong !== undefined && !names.includes("isTest"))
      return { expected, actual: `it is written ${wrong}` };
    if (!isTrueOrFalse(call.body))
      return { expected, actual: "isTest in the body is neither true nor false" };
    const inQuery = call.query.get("isTest");
    if (inQuery !== null && inQuery !== "true" && inQuery !== "false")
      return { expected, actual: "isTest in the query is neither true nor false" };
    return call.method === "DELETE" && hasMember(call.body, "isTest") && inQuery === null
      ? { expected: "?isTest=true", actual: "DELETE has isTest in its body alone" }
      : null;
  }),
};

const MAKES_EVENT =
  /^(POST|PUT|DELETE) (sponsors|payments|coupons\/redeem|webview)|^POST payments\/:\/refund/;

const callbackOf = ({ body, query }: SeenCall) =>
  textAt(body, "callbackId") || (query.get("callbackId") ?? "");

const isEventful = ({ route, key }: SeenCall) =>
  route !== null && MAKES_EVENT.test(route) && key === "server";

const DISTINGUISHED: CallCheck = {
  id: "client.callbacks.distinguish",
  title: "callbackId is not the same for everything",
  level: "SHOULD",
  clause: `${API}, callbackId: comes back in the event that a call causes`,
  why: "The event does not say which call, or whose, it answers.",
  fix: "Send an id of the order, the user or the request, by which the event is found again.",
  kills: ["client.one-callback-id"],
  isAbout: (call) => isEventful(call) && callbackOf(call) !== "",
  unseen: "no call carried a callbackId",
  judge: ofWholeRecord((calls) => {
    const acts = new Set(calls.map(({ operation }) => operation));
    const ids = new Set(calls.map(callbackOf));
    const users = new Set(
      calls.map(({ body }) => textAt(body, "userId")).filter((id) => id !== ""),
    );
    // Of one user, or of a few acts, it may be an id of theirs.
    return ids.size > 1 || acts.size < 4 || users.size < 2
      ? null
      : {
          expected: "an id by which events can be told apart",
          actual: `${calls.length} calls of ${users.size} users, all with ${JSON.stringify([...ids][0])}`,
          calls,
        };
  }),
};

const CALLBACK_USED: CallCheck = {
  id: "client.callbacks.used",
  title: "each call that causes an event carries a callbackId",
  level: "MAY",
  clause: `${API}, callbackId: optional`,
  why: "With it an event is matched with the call that caused it.",
  fix: "Send callbackId with sponsors, coupons, payments and the WebView.",
  kills: [],
  isAbout: isEventful,
  unseen: "no call that causes an event was seen",
  judge: eachCall((call) =>
    callbackOf(call) === "" ? { expected: "callbackId", actual: "none" } : null,
  ),
};

export const markScenarios = [
  callScenario("client.limits", [PAGING, KEYWORD, BULK]),
  callScenario("client.test-mode", [TEST_MODE]),
  callScenario("client.callbacks", [DISTINGUISHED, CALLBACK_USED]),
];
