import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import type { FieldMapping } from "../../../src/protocols/payments/mapping.js";
import { ownZone } from "../../../src/protocols/payments/own-zone.js";

const SEOUL = { path: "at", zone: "Asia/Seoul" };

function found(
  records: readonly object[],
  purchasedAt: FieldMapping = { path: "at", zone: "UTC" },
  ignore: readonly string[] = [],
) {
  const parsed = records.map((record) => {
    const read = parseJson(JSON.stringify(record));
    if (!read.ok) throw new Error(read.problem);
    return read.value;
  });
  return ownZone(parsed, { source: { ignore: [...ignore] }, map: { purchasedAt } });
}

const at = "2026-01-05 11:00:00";

describe("ownZone", () => {
  it.each<[object, FieldMapping]>([
    [{ at, tz: "KST" }, "at"],
    [{ at, timezone: "Asia/Seoul" }, "at"],
    [{ at, tz: "UTC" }, SEOUL],
    [{ at, offset: "+09:00" }, "at"],
    [{ at, utcOffset: 540 }, "at"],
    [{ at, gmt_offset: 9 }, "at"],
    [{ at, tzOffset: 32400 }, "at"],
    [
      { at: "20260105110000", 시간대: "KST" },
      { path: "at", unit: "yyyyMMddHHmmss" },
    ],
    [{ pay: { at, zone: "GMT+9" } }, "pay.at"],
  ])("names the field of %j", (record, mapping) => {
    expect(found([record], mapping)).toMatch(
      /while .* beside it says .* payments\.source\.ignore$/,
    );
  });

  it("finds one record among others", () => {
    expect(
      found([
        { at, tz: "UTC" },
        { at, tz: "KST" },
      ]),
    ).toContain('tz beside it says "KST"');
  });

  it.each<[string, object, FieldMapping]>([
    ["the zone that is read", { at, tz: "KST" }, SEOUL],
    ["its offset", { at, utcOffset: 540 }, SEOUL],
    ["its offset as JavaScript counts it", { at, timezoneOffset: -540 }, SEOUL],
    ["a time that names its offset", { at: "2026-01-05T11:00:00+09:00", tz: "UTC" }, "at"],
    ["an epoch time", { at: 1_767_610_800, tz: "KST" }, "at"],
    ["a zone of the game", { at, zone: "3" }, "at"],
    ["a number of the game's zone", { at, zone: 3 }, "at"],
    ["a region of the game", { at, zone: "Singapore" }, "at"],
    ["a place of sale", { at, zone: "checkout" }, "at"],
    ["a zone of the user", { at, user: { timezone: "Asia/Seoul" } }, "at"],
    ["the zone of whoever pays", { at, playerTimeZone: "Asia/Seoul" }, "at"],
    ["nothing", { at, tz: "" }, "at"],
  ])("says nothing of %s", (_, record, mapping) => {
    expect(found([record], mapping)).toBeNull();
  });

  it("says nothing of a field that the profile ignores, or joins", () => {
    expect(found([{ at, tz: "KST" }], "at", ["tz"])).toBeNull();
    expect(found([{ at, tz: "+09:00" }], { join: ["at", "tz"] })).toBeNull();
  });
});
