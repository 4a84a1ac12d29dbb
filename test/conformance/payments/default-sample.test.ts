/** Without a sample the suite looks where nothing arrives any more while it runs. */
import { describe, expect, it } from "vitest";
import {
  ordinaryWindow,
  paymentsTarget,
} from "../../../src/conformance/suites/payments/payments-target.js";
import { otherWindow } from "../../../src/conformance/suites/payments/refused.js";
import type { RangeMapping } from "../../../src/protocols/payments/mapping.js";
import { formatRange } from "../../../src/protocols/payments/range-format.js";
import { sandboxFor } from "../../sandbox/sandbox-for.js";
import { paymentsSettings } from "../../../src/profile/payments-settings.js";

const NOW = Date.parse("2026-11-30T02:45:12.345Z");
const SETTLED_MS = 5 * 60_000;

async function targetWith(range: Partial<RangeMapping>) {
  const { profile } = await sandboxFor({});
  const settings = await paymentsSettings(profile, "the test");
  const source = { ...settings.source, range: { from: "from", to: "to", ...range } };
  return paymentsTarget({ ...settings, source, sample: null }, NOW);
}

describe("the default sample", () => {
  it.each<[string, Partial<RangeMapping>, (text: string) => number]>([
    ["ISO", { format: "iso" }, Date.parse],
    ["unix seconds", { format: "s" }, (text) => Number(text) * 1000],
    ["minutes", { format: "yyyy-MM-dd HH:mm" }, (text) => Date.parse(`${text}Z`) + 60_000],
    ["hours", { format: "yyyy-MM-dd HH" }, (text) => Date.parse(`${text}:00Z`) + 3_600_000],
    ["days", { format: "yyyy-MM-dd" }, (text) => Date.parse(text) + 86_400_000],
    ["the last day", { day: true, inclusive: true }, (text) => Date.parse(text) + 86_400_000],
  ])("in %s ends before now, its last unit included", async (_name, range, endOf) => {
    const target = await targetWith(range);
    const { sample, source } = target;
    expect(NOW - endOf(formatRange(source.range ?? {}, sample).to)).toBeGreaterThan(SETTLED_MS);
    expect(sample.toMs - sample.fromMs).toBeGreaterThanOrEqual(86_400_000);
  });

  it.each<[string, Partial<RangeMapping>]>([
    ["ISO", {}],
    ["hours", { format: "yyyy-MM-dd HH", maxWindow: "1h" }],
    ["days", { format: "yyyy-MM-dd", maxWindow: "24h" }],
    ["single days", { day: true, zone: "Asia/Seoul" }],
  ])("in %s has another range, which a poll writes otherwise", async (_name, range) => {
    const target = await targetWith(range);
    const window = ordinaryWindow(target);
    const [one, other] = [window, otherWindow(target, window)].map(
      (each) => formatRange(target.source.range ?? {}, each).from,
    );
    expect(other).not.toBe(one);
  });
});
