/** Times that cannot be: they come from a clock of another zone, or in another unit. */
import { isJsonArray, jsonProperty, type JsonValue } from "../../../core/json/value.js";
import { parseIsoInstant } from "../../../protocols/payments/times.js";
import { type CallCheck, callScenario, eachCall } from "./call-check.js";
import { type SeenCall, textAt } from "./seen-calls.js";

const API = "PlayCamp SDK API";

/** The least that zones differ by; a clock that is only fast is not as far off. */
const AHEAD_MS = 30 * 60_000;
/** Between the clocks and roundings of one game. */
const SLACK_MS = 60_000;

const REPORTS = /^POST (payments|playtime\/sessions)(\/bulk)?$/;

function itemsOf({ body }: SeenCall): readonly JsonValue[] {
  const lists = ["payments", "sessions"].map((name) => jsonProperty(body ?? undefined, name));
  const list = lists.find((each) => isJsonArray(each));
  return isJsonArray(list) ? list : body === null ? [] : [body];
}

/** Null where there is none that can be read. */
function instantAt(item: JsonValue, name: string): number | null {
  return parseIsoInstant(textAt(item, name));
}

const isReport = ({ route }: SeenCall) => route !== null && REPORTS.test(route);

const NOT_AHEAD: CallCheck = {
  id: "client.times.not-ahead",
  title: "no purchase and no session is reported before its time",
  level: "SHOULD",
  clause: `${API}, payments: purchasedAt in UTC`,
  why: "A local time with a Z behind it moves purchases into another day, and at its end into another month's settlement.",
  fix: "Write instants in UTC, such as new Date().toISOString(); do not format a local time and put Z behind it.",
  kills: ["client.local-time-as-utc"],
  isAbout: isReport,
  unseen: "no payment and no playtime was reported",
  judge: eachCall((call) => {
    const nowMs = Date.parse(call.exchange.startedAt);
    for (const item of itemsOf(call))
      for (const name of ["purchasedAt", "startedAt", "endedAt"]) {
        const aheadMs = (instantAt(item, name) ?? nowMs) - nowMs;
        if (aheadMs >= AHEAD_MS)
          return {
            expected: `${name} in UTC, not after ${call.exchange.startedAt}`,
            actual: `${textAt(item, name)}, ${(aheadMs / 3_600_000).toFixed(1)} h ahead`,
            hint: "If it was made up for a test, this is no fault.",
          };
      }
    return null;
  }),
};

const DURATION_FITS: CallCheck = {
  id: "client.playtime.duration-fits",
  title: "a session is no longer than from its start to its end",
  level: "SHOULD",
  clause: `${API}, playtime: durationSeconds, startedAt, endedAt`,
  why: "Playtime in another unit counts a thousand times as much.",
  fix: "Send durationSeconds in seconds, of the same clock as startedAt and endedAt.",
  kills: ["client.duration-in-ms"],
  isAbout: (call) => isReport(call) && call.route?.includes("playtime") === true,
  unseen: "no playtime was reported",
  judge: eachCall((call) => {
    for (const item of itemsOf(call)) {
      const start = instantAt(item, "startedAt");
      const end = instantAt(item, "endedAt");
      const lengthMs = Number(textAt(item, "durationSeconds") || "0") * 1_000;
      if (start !== null && end !== null && end >= start && lengthMs > end - start + SLACK_MS)
        return {
          expected: `durationSeconds of at most ${Math.ceil((end - start) / 1_000)}`,
          actual: `${textAt(item, "durationSeconds")} from ${textAt(item, "startedAt")} to ${textAt(item, "endedAt")}`,
        };
    }
    return null;
  }),
};

export const timeScenarios = [callScenario("client.times", [NOT_AHEAD, DURATION_FITS])];
