/** One part of a range as a run of its own: what it asks for, how fast, and where it cannot be. */
import type { Shard } from "../../core/shards.js";
import { UserError } from "../../core/errors.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { PaymentSource } from "../../protocols/payments/mapping.js";
import { parseRate } from "../../protocols/payments/rate.js";
import { shardRange, type ShardRange } from "../../protocols/payments/shards.js";
import type { TimeRange } from "../../protocols/payments/windows.js";

export interface ShardPart extends ShardRange {
  readonly shard: Shard;
  /** The profile's, with this shard's part of the source's rate. */
  readonly settings: PaymentsSettings;
}

/** @throws {UserError} `shard_unfit` where a source cannot be asked for parts of a range, or only slower than it allows; what is malformed */
export function shardPart(settings: PaymentsSettings, range: TimeRange, shard: Shard): ShardPart {
  const { refunds } = settings;
  assertTakesRange(settings.source, "payments.source");
  if (refunds !== undefined) assertTakesRange(refunds.source, "payments.refunds.source");
  const share = (each: PaymentsSettings, at: string): PaymentsSettings => ({
    ...each,
    source: withShareOfRate(each.source, shard, at),
  });
  return {
    ...shardRange(settings.source.range, range, shard),
    shard,
    settings: {
      ...share(settings, "payments.source"),
      ...(refunds === undefined ? {} : { refunds: share(refunds, "payments.refunds.source") }),
    },
  };
}

function assertTakesRange({ range }: PaymentSource, at: string): void {
  if (range !== undefined && range.open !== true) return;
  throw new UserError(
    "shard_unfit",
    `${at} ${range === undefined ? "takes no range" : "takes no end of a range"}, so that each shard would be given what belongs to others`,
    "Leave --shard out: one run reads such a source once.",
  );
}

/** All shards together stay below what the source allows within any period, whenever each begins. */
function withShareOfRate(source: PaymentSource, { count }: Shard, at: string): PaymentSource {
  if (source.rate === undefined) return source;
  const { requests, periodMs } = parseRate(source.rate);
  const share = Math.floor(requests / count);
  if (share > 0) return { ...source, rate: { requests: share, per: `${periodMs}ms` } };
  throw new UserError(
    "shard_unfit",
    `${at}.rate allows ${requests} requests a period, which is less than one for each of ${count} shards`,
    `Take ${requests} shards at most.`,
  );
}
