import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRange, monthRange } from "../../../src/protocols/payments/range-format.js";
import {
  isCanonicalInstant,
  parseIsoInstant,
  readTime,
  renderInstant,
  type TimeRule,
} from "../../../src/protocols/payments/times.js";
import { offsetAt, parseZone } from "../../../src/protocols/payments/zones.js";

function read(text: string, rule: TimeRule = {}) {
  const reading = readTime(text, rule);
  return reading.ok ? renderInstant(reading.instantMs) : reading.problem;
}

describe("isCanonicalInstant", () => {
  const two = (most: number) => fc.nat(most).map((value) => String(value).padStart(2, "0"));
  const texts = fc
    .tuple(fc.nat(9999), two(14), two(33), two(25), two(61), two(61), fc.nat())
    .map(([year, month, day, hour, minute, second, milli]) => {
      const fraction = String(milli % 1000).padStart(3, "0");
      return `${String(year).padStart(4, "0")}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`;
    });

  it("says yes only to what would be written just so", () => {
    fc.assert(
      fc.property(texts, (text) => {
        if (!isCanonicalInstant(text)) return;
        const instantMs = parseIsoInstant(text);
        expect(instantMs).not.toBeNull();
        expect(renderInstant(instantMs ?? 0)).toBe(text);
        expect(instantMs).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["2026-01-05T00:00:00.000Z", true],
    ["2026-12-31T23:59:59.999Z", true],
    ["2026-02-30T00:00:00.000Z", false],
    ["2026-04-31T00:00:00.000Z", false],
    ["1969-12-31T23:59:59.999Z", false],
    ["2026-01-05T00:00:00Z", false],
    ["2026-01-05T24:00:00.000Z", false],
    ["2026-01-05T00:00:00.000+00:00", false],
  ])("%s: %s", (text, expected) => {
    expect(isCanonicalInstant(text)).toBe(expected);
  });
});

describe("readTime", () => {
  it.each<[string, string, TimeRule?]>([
    ["2026-01-05T01:02:03Z", "2026-01-05T01:02:03.000Z"],
    ["2026-01-05T01:02:03+0000", "2026-01-05T01:02:03.000Z"],
    ["2026-01-05T01:02:03+00:00", "2026-01-05T01:02:03.000Z"],
    ["2026-01-05T10:02:03.5+09:00", "2026-01-05T01:02:03.500Z"],
    ["2026-01-05 01:02:03.123456 UTC", "2026-01-05T01:02:03.123Z"],
    ["2026-01-04T20:02-05", "2026-01-05T01:02:00.000Z"],
    ["1767571200", "2026-01-05T00:00:00.000Z"],
    ["1767571200.25", "2026-01-05T00:00:00.250Z"],
    ["1767571200123", "2026-01-05T00:00:00.123Z"],
    ["1.7675712e9", "2026-01-05T00:00:00.000Z", { unit: "s" }],
    ["86400", "1970-01-02T00:00:00.000Z", { unit: "s" }],
    ["1767571200", "1970-01-21T10:59:31.200Z", { unit: "ms" }],
    ["2026-01-05 08:00:00", "2026-01-05T00:00:00.000Z", { zone: "UTC+8" }],
    ["2026/01/05 08:00:00", "2026-01-05T00:00:00.000Z", { zone: "+08:00" }],
    ["2026-01-05T00:00:00Z", "2026-01-05T00:00:00.000Z", { zone: "Asia/Seoul" }],
    [
      "05.01.2026 09:30",
      "2026-01-05T00:30:00.000Z",
      { unit: "dd.MM.yyyy HH:mm", zone: "Asia/Seoul" },
    ],
    ["20260105093000", "2026-01-05T09:30:00.000Z", { unit: "yyyyMMddHHmmss", zone: "UTC" }],
    ["2026-01-05T09:30+0900", "2026-01-05T00:30:00.000Z", { unit: "yyyy-MM-ddTHH:mmXX" }],
    ["Mon, 05 Jan 2026 09:30:00 +0900", "2026-01-05T00:30:00.000Z"],
    ["5 Jan 2026 00:30 GMT", "2026-01-05T00:30:00.000Z"],
    ["/Date(1767571200123+0900)/", "2026-01-05T00:00:00.123Z"],
    ["1767571200123456", "2026-01-05T00:00:00.123Z", { unit: "us" }],
    ["1767571200123456789", "2026-01-05T00:00:00.123Z", { unit: "ns" }],
  ])("%s → %s %o", (text, expected, rule = {}) => {
    expect(read(text, rule)).toBe(expected);
  });

  it.each<[string, RegExp, TimeRule?]>([
    ["2026-02-30T00:00:00Z", /not a time/],
    ["2026-01-05T24:00:00Z", /not a time/],
    ["2026-01-05", /not a time/],
    ["2026-01-05 08:00:00", /no time zone: declare a zone/],
    ["20260105", /declare a unit/],
    ["1767571200123456", /declare a unit \(s, ms, us/],
    ["5 Foo 2026 00:30 GMT", /not a time/],
    ["01/05/2026", /name its pattern in unit/],
    ["20260105093000", /declare a unit/],
    ["yesterday", /not a number of s/, { unit: "s" }],
    ["-5", /1970/, { unit: "s" }],
    ["05/01/2026", /of the form yyyy-MM-dd/, { unit: "yyyy-MM-dd" }],
  ])("refuses %s: %s", (text, problem, rule = {}) => {
    expect(read(text, rule)).toMatch(problem);
  });

  it.each([
    // Berlin, 29 March 2026: 02:00 CET becomes 03:00 CEST.
    ["2026-03-29 01:59:59", "2026-03-29T00:59:59.000Z", "none"],
    ["2026-03-29 02:30:00", "2026-03-29T01:30:00.000Z", "gap"],
    ["2026-03-29 03:00:00", "2026-03-29T01:00:00.000Z", "none"],
    // Berlin, 25 October 2026: 03:00 CEST becomes 02:00 CET.
    ["2026-10-25 01:59:59", "2026-10-24T23:59:59.000Z", "none"],
    ["2026-10-25 02:30:00", "2026-10-25T00:30:00.000Z", "overlap"],
    ["2026-10-25 03:00:00", "2026-10-25T02:00:00.000Z", "none"],
  ])("%s in Berlin is %s (%s)", (text, expected, ambiguity) => {
    const reading = readTime(text, { zone: "Europe/Berlin" });
    expect(reading).toEqual({
      ok: true,
      instantMs: Date.parse(expected),
      ambiguity,
    });
  });
});

describe("zones", () => {
  it.each([
    ["UTC", 0],
    ["Z", 0],
    ["UTC+8", 8],
    ["gmt-3", -3],
    ["+0530", 5.5],
    ["+9", 9],
    ["Asia/Seoul", 9],
    ["America/New_York", -5],
  ])("%s is %s hours ahead in January", (text, hours) => {
    const zone = parseZone(text);
    expect(zone && offsetAt(zone, Date.UTC(2026, 0, 5))).toBe(hours * 3_600_000);
  });

  it.each(["Seoul/Asia", "UTC+25", "", "KST+9"])("%j is none", (text) => {
    expect(parseZone(text)).toBeNull();
  });
});

describe("formatRange", () => {
  const FROM = Date.parse("2026-01-05T00:00:00.250Z");
  const TO = Date.parse("2026-01-05T06:00:00.250Z");

  it.each([
    [{}, "2026-01-05T00:00:00.250Z", "2026-01-05T06:00:00.250Z"],
    [{ zone: "+08:00" }, "2026-01-05T08:00:00.250+08:00", "2026-01-05T14:00:00.250+08:00"],
    [{ format: "ms" }, "1767571200250", "1767592800250"],
    [{ format: "s" }, "1767571200", "1767592801"],
    [
      { format: "yyyy-MM-dd HH:mm:ss", zone: "UTC+8" },
      "2026-01-05 08:00:00",
      "2026-01-05 14:00:01",
    ],
    [{ format: "yyyyMMdd", zone: "Asia/Seoul" }, "20260105", "20260106"],
    [{ format: "dd/MM/yyyy 'at' HH'h'" }, "05/01/2026 at 00h", "05/01/2026 at 07h"],
    [
      { format: "yyyy-MM-ddTHH:mm:ssZ", zone: "UTC-3" },
      "2026-01-04T21:00:00-0300",
      "2026-01-05T03:00:01-0300",
    ],
  ])("%o", (range, from, to) => {
    expect(formatRange(range, { fromMs: FROM, toMs: TO })).toEqual({
      from,
      to,
    });
  });

  it("widens a border in the hour that the clocks show twice", () => {
    const range = { format: "yyyy-MM-dd HH:mm:ss", zone: "Europe/Berlin" };
    for (const instant of ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]) {
      const ms = Date.parse(instant);
      expect(formatRange(range, { fromMs: ms, toMs: ms })).toEqual({
        from: "2026-10-25 01:59:59",
        to: "2026-10-25 03:00:00",
      });
    }
  });

  it("never leaves out a part of the window, whatever zone and format", () => {
    const zones = [
      "UTC",
      "+05:45",
      "Asia/Seoul",
      "Europe/Berlin",
      "America/St_Johns",
      "Australia/Lord_Howe",
    ];
    const formats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyyMMddHHmmssSSS"];
    const near = (change: string) => {
      const ms = Date.parse(change);
      return fc.integer({ min: ms - 7_200_000, max: ms + 7_200_000 });
    };
    const instants = fc.oneof(
      fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) }),
      near("2026-03-29T01:00:00Z"),
      near("2026-10-25T01:00:00Z"),
      near("2026-11-01T04:30:00Z"),
      near("2026-04-04T15:00:00Z"),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...formats),
        instants,
        (zone, format, instantMs) => {
          const { from, to } = formatRange(
            { zone, format },
            { fromMs: instantMs, toMs: instantMs },
          );
          const start = readTime(from, { unit: format, zone });
          const end = readTime(to, { unit: format, zone });
          expect(start.ok && start.instantMs <= instantMs).toBe(true);
          expect(end.ok && end.instantMs >= instantMs).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(["yyyy-MM-dd kk:mm", "YYYY-MM-DD", "'open", "plain"])(
    "refuses the pattern %s",
    (format) => {
      expect(() => formatRange({ format }, { fromMs: 0, toMs: 1 })).toThrow(/time pattern/);
    },
  );
});

describe("monthRange", () => {
  it.each([
    ["2026-01", undefined, "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"],
    ["2026-12", "Asia/Seoul", "2026-11-30T15:00:00.000Z", "2026-12-31T15:00:00.000Z"],
    ["2026-03", "Europe/Berlin", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z"],
  ])("%s in %s", (month, zone, from, to) => {
    const { fromMs, toMs } = monthRange(month, zone);
    expect([renderInstant(fromMs), renderInstant(toMs)]).toEqual([from, to]);
  });

  it.each(["2026-13", "2026-1", "January"])("refuses %s", (month) => {
    expect(() => monthRange(month, undefined)).toThrow(/is not a month/);
  });
});

describe("times as stores write them", () => {
  it.each<[string, string, string, string]>([
    ["260105103000", "yyMMddHHmmss", "Asia/Seoul", "2026-01-05T01:30:00.000Z"],
    ["1/5/2026 1:30:00 PM", "M/d/yyyy h:mm:ss a", "UTC", "2026-01-05T13:30:00.000Z"],
    ["12/31/2026 12:00:00 AM", "M/d/yyyy h:mm:ss a", "UTC", "2026-12-31T00:00:00.000Z"],
    ["01/05/2026 12:15 pm", "MM/dd/yyyy hh:mm a", "UTC", "2026-01-05T12:15:00.000Z"],
    ["2026-01-05 오후 3:05", "yyyy-MM-dd a h:mm", "Asia/Seoul", "2026-01-05T06:05:00.000Z"],
    ["Feb 3, 2026 04:05:06", "MMM d, yyyy HH:mm:ss", "UTC", "2026-02-03T04:05:06.000Z"],
    ["3 FEBRUARY 2026", "d MMMM yyyy", "UTC", "2026-02-03T00:00:00.000Z"],
  ])("%s by %s", (text, unit, zone, expected) => {
    const reading = readTime(text, { unit, zone });
    expect(reading.ok && renderInstant(reading.instantMs)).toBe(expected);
  });

  it.each([
    ["1/5/2026 13:30:00 PM", "M/d/yyyy h:mm:ss a"],
    ["1/5/2026 0:30:00 AM", "M/d/yyyy h:mm:ss a"],
    ["Foo 3, 2026 04:05:06", "MMM d, yyyy HH:mm:ss"],
    ["260230103000", "yyMMddHHmmss"],
  ])("%s is none by %s", (text, unit) => {
    expect(readTime(text, { unit, zone: "UTC" }).ok).toBe(false);
  });

  it("are not guessed from twelve digits", () => {
    expect(readTime("260105103000", { zone: "Asia/Seoul" }).ok).toBe(false);
  });
});
