/** A payment's time as a record writes it, by the rule that reads it. */
import { type JsonValue, jsonNumber } from "../../../core/json/value.js";
import type { FieldRule, RangeMapping } from "../../../protocols/payments/mapping.js";
import { rangePrecisionMs } from "../../../protocols/payments/range-format.js";
import {
  createPatternWriter,
  patternPrecisionMs,
} from "../../../protocols/payments/time-patterns.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import { offsetAt, zoneOf } from "../../../protocols/payments/zones.js";
import type { GamePayment } from "./game-payments.js";

const ZONE_LESS = "yyyy-MM-dd HH:mm:ss";

export function timeWriter(
  rule: FieldRule,
  range: RangeMapping | undefined,
): (payment: GamePayment) => JsonValue {
  const { unit } = rule;
  if (unit === "s" || unit === "ms") {
    return ({ purchasedAtMs }) =>
      jsonNumber(String(unit === "s" ? Math.floor(purchasedAtMs / 1000) : purchasedAtMs));
  }
  const zoneName = rule.zone ?? range?.zone;
  const pattern = patternOf(unit, zoneName);
  if (pattern === null) return ({ purchasedAtMs }) => renderInstant(purchasedAtMs);
  const zone = zoneOf(zoneName);
  const write = createPatternWriter(pattern);
  return ({ purchasedAtMs }) => {
    const offsetMs = offsetAt(zone, purchasedAtMs);
    return write(purchasedAtMs + offsetMs, offsetMs);
  };
}

/** Null for an instant in UTC, which names its own offset. */
function patternOf(unit: string | undefined, zone: string | undefined): string | null {
  if (unit !== undefined && unit !== "iso") return unit;
  return zone === undefined ? null : ZONE_LESS;
}

/** The finest step that both the records and the range can express. */
export function timeStepMs(
  rule: FieldRule,
  range: RangeMapping | undefined,
  style: number | undefined,
): number {
  const pattern = patternOf(rule.unit, rule.zone ?? range?.zone);
  const written =
    rule.unit === "s"
      ? 1000
      : rule.unit === "ms" || pattern === null
        ? 1
        : patternPrecisionMs(pattern);
  return Math.max(written, rangePrecisionMs(range), style ?? 1);
}
