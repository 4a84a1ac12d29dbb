import { describe, expect, it } from "vitest";
import type { PaymentsSettings } from "../../../src/profile/payments-settings.js";
import type { PaymentSource } from "../../../src/protocols/payments/mapping.js";
import { shardPart } from "../../../src/tasks/payments/shard-part.js";
import { shardTarget } from "../../../src/tasks/payments/shard-report.js";

const DAY = { fromMs: Date.UTC(2026, 0, 5), toMs: Date.UTC(2026, 0, 6) };

function settings(
  source: Partial<PaymentSource>,
  refunds?: Partial<PaymentSource>,
): PaymentsSettings {
  const of = (each: Partial<PaymentSource>): PaymentsSettings => ({
    source: { url: "http://127.0.0.1:4000/payments", range: {}, ...each },
    map: { transactionId: "id" },
    ...{ partner: "acme", key: null, sample: null },
    connection: {} as PaymentsSettings["connection"],
  });
  return { ...of(source), ...(refunds === undefined ? {} : { refunds: of(refunds) }) };
}

describe("shardPart", () => {
  it("leaves each shard its part of the source's rate, rounded down", () => {
    const part = shardPart(settings({ rate: "11/1h" }, { rate: "4/1m" }), DAY, {
      index: 2,
      count: 4,
    });
    expect(part.settings.source.rate).toEqual({ requests: 2, per: "3600000ms" });
    expect(part.settings.refunds?.source.rate).toEqual({ requests: 1, per: "60000ms" });
  });

  it("refuses what a query of refunds alone cannot be asked for", () => {
    const shard = { index: 1, count: 4 };
    const noRange = settings({}, {});
    const { range: _, ...rest } = noRange.refunds?.source ?? { url: "" };
    const without = { ...noRange, refunds: { ...noRange, source: rest } };
    expect(() => shardPart(without, DAY, shard)).toThrow(/payments.refunds.source takes no range/);
    expect(() => shardPart(settings({}, { rate: "3/1h" }), DAY, shard)).toThrow(
      /refunds.source.rate/,
    );
  });
});

describe("shardTarget", () => {
  it("is the same on each machine, and another where records become other payments", () => {
    const here = shardTarget(settings({}), null);
    const there = shardTarget(settings({ url: "http://127.0.0.1:5000/payments" }), null);
    expect(there.settings).toBe(here.settings);
    expect(shardTarget(settings({ records: "list" }), null).settings).not.toBe(here.settings);
    expect(shardTarget(settings({}, {}), null).settings).not.toBe(here.settings);
  });
});
