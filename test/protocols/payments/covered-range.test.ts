import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import { coverDoubt } from "../../../src/protocols/payments/covered-range.js";
import type { PaymentSource } from "../../../src/protocols/payments/mapping.js";

const DAY = { fromMs: Date.UTC(2026, 0, 5), toMs: Date.UTC(2026, 0, 6) };

function doubtOf(reply: object, source: Partial<PaymentSource> = {}): string | null {
  const body = parseJson(JSON.stringify({ list: [], ...reply }));
  if (!body.ok) throw new Error(body.problem);
  const whole = { url: "https://game.example.com/p", records: "list", range: {}, ...source };
  return coverDoubt(body.value, whole, DAY);
}

describe("what a reply says of the time that it covers", () => {
  it.each<[object, Partial<PaymentSource>, string]>([
    [{ from: "x", to: "2026-01-05T05:00:00Z" }, {}, "maxWindow"],
    [{ endTime: 1767589200 }, { range: { to: "end_time" } }, '"endTime" names an earlier end'],
    [{ to: "2026-01-05T05:00:00Z" }, {}, "(payments.source.range.maxWindow)"],
    [
      { to: "2026-01-05T05:00:00Z" },
      { refund: { every: true } },
      "(payments.refunds.source.range.maxWindow)",
    ],
    [{ data: { to: "2026-01-05T05:00:00Z" } }, { records: "data.list" }, '"data.to"'],
    [{ last_refreshed_datetime: "2026-01-05T21:00:00+0000" }, {}, "not be in it yet"],
    [{ asOf: "2026-01-05T21:00:00Z" }, { range: { format: "yyyy-MM-dd" } }, "not be in it yet"],
  ])("is doubted for %o under %o", (reply, source, text) => {
    expect(doubtOf(reply, source)).toContain(text);
  });

  it.each(["to", "asOf"])("is doubted in the same words for every window: %s", (name) => {
    const [early, late] = ["05", "09"].map((hour) =>
      doubtOf({ [name]: `2026-01-05T${hour}:00:00Z` }),
    );
    expect(early).not.toBeNull();
    expect(late).toBe(early);
  });

  it.each<[object, Partial<PaymentSource>]>([
    [{ to: "2026-01-06T00:00:00Z" }, {}],
    [{ to: "2026-01-05T23:59:59Z" }, {}],
    [{ to: 10, from: 1 }, {}],
    [{ to: "2026-01-05 05:00:00" }, {}],
    [{ to: "2026-01-05" }, { range: { format: "yyyy-MM-dd" } }],
    [{ asOf: "2026-01-09T21:00:00Z", generated_at: "2026-01-05T21:00:00Z" }, {}],
    [{ to: "2026-01-05T05:00:00Z" }, { ignore: ["to"] }],
    [{ list: [{ to: "2026-01-05T05:00:00Z" }] }, {}],
  ])("is believed with %o under %o", (reply, source) => {
    expect(doubtOf(reply, source)).toBeNull();
  });
});
