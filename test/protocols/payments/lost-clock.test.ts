import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import type { FieldMapping } from "../../../src/protocols/payments/mapping.js";
import { lostClock } from "../../../src/protocols/payments/lost-clock.js";
import { fieldRule } from "../../../src/protocols/payments/mapping.js";
import { readTime } from "../../../src/protocols/payments/times.js";

const DAY = { path: "date", unit: "yyyyMMdd", zone: "Asia/Seoul" };
/** Midnight of 5 January 2026 in Seoul. */
const SEOUL = Date.UTC(2026, 0, 4, 15);
const UTC = Date.UTC(2026, 0, 5);

function found(record: object, purchasedAt: FieldMapping = DAY, time = SEOUL, ignore?: string[]) {
  const source = ignore === undefined ? {} : { ignore };
  const parsed = parseJson(JSON.stringify(record));
  if (!parsed.ok) throw new Error("the record is no JSON");
  return lostClock([parsed.value], [time], { source, map: { purchasedAt } });
}

describe("lostClock", () => {
  it.each([
    [{ date: "20260105", applTime: "103000" }, "applTime"],
    [{ date: "20260105", hhmm: "1030" }, "hhmm"],
    [{ date: "20260105", applTime: 93000 }, "applTime"],
    [{ date: "20260105", at: "10:30:00" }, "at"],
    [{ date: "20260105", at: "10:30" }, "at"],
    [{ date: "20260105", at: "10:30:00.5+09:00" }, "at"],
    [{ date: "20260105", at: "10:30 AM" }, "at"],
    [{ date: "20260105", at: "오전 10:30" }, "at"],
    [{ date: "20260105", at: "10시 30분" }, "at"],
    [{ date: "20260105", pay: { time: "103000" } }, "pay.time"],
    [{ date: "2026-01-05 00:00:00", payTime: "10:30:00" }, "payTime"],
  ])("names the field of %j", (record, path) => {
    expect(found(record)).toContain(`${path} holds a time of day`);
  });

  it("sees midnights of UTC in epoch days too", () => {
    expect(
      found({ date: UTC, time: "10:30:00" }, { path: "date", unit: "ms" }, UTC),
    ).not.toBeNull();
  });

  it.each([
    ["no other field", { date: "20260105" }],
    ["midnight there too", { date: "20260105", applTime: "000000" }],
    ["six digits of another name", { date: "20260105", code: "103000" }],
    ["a time of something else", { date: "20260105", cancelTime: "103000" }],
    ["a length of time", { date: "20260105", playTime: "01:30:00" }],
    ["a zone", { date: "20260105", timezone: "09:00" }],
    ["no time of day", { date: "20260105", applTime: "993000" }],
  ])("says nothing of %s", (_, record) => {
    expect(found(record)).toBeNull();
  });

  it("says nothing where any payment has a clock, the fields are joined, or the field is ignored", () => {
    const record = { date: "20260105", applTime: "103000" };
    expect(found(record, DAY, SEOUL + 60_000)).toBeNull();
    expect(found(record, { join: ["date", "applTime"], unit: "yyyyMMddHHmmss" })).toBeNull();
    expect(found(record, DAY, SEOUL, ["applTime"])).toBeNull();
  });

  it.each([
    ["20260105", "103000"],
    ["20260105", "1030"],
    ["2026-01-05", "10:30:00"],
    ["2026/01/05", "10:30"],
    ["2026.01.05", "103000"],
  ])("writes a join that reads %s and %s", (date, time) => {
    const text = found({ date, time }, { path: "date", zone: "Asia/Seoul" }) ?? "";
    const rule = fieldRule(JSON.parse(/\{.*\}/.exec(text)?.[0] ?? "{}") as FieldMapping);
    expect(rule.join).toEqual(["date", "time"]);
    expect(readTime(date + time, rule)).toMatchObject({
      ok: true,
      instantMs: Date.UTC(2026, 0, 5, 1, 30),
    });
  });
});
