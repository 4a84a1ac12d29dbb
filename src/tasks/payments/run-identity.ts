/** Which run a journal belongs to, and the name of its file. */
import { createHash } from "node:crypto";
import type { Shard } from "../../core/shards.js";
import type { PaymentsSettings, PushSettings } from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { renderInstant } from "../../protocols/payments/times.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import type { RunIdentity } from "./journal-lines.js";

export function runIdentity(
  profile: ResolvedProfile,
  settings: PaymentsSettings,
  push: PushSettings | null,
  range: TimeRange,
  shard: Shard | null = null,
): RunIdentity {
  const { origin, environment } = profile;
  const { source, map, refunds } = settings;
  return {
    profile: environment === null ? origin : `${origin}#${environment}`,
    source: source.url,
    push: push?.url ?? null,
    from: renderInstant(range.fromMs),
    to: renderInstant(range.toMs),
    settings: digestOf([
      source,
      map,
      ...(refunds === undefined ? [] : [refunds.source, refunds.map]),
    ]),
    ...(shard === null ? {} : { shard: `${shard.index}/${shard.count}` }),
  };
}

/**
 * By profile, source and range: a second run over the same range meets the first one's
 * journal. Of shards by the index too, and not by their number: whoever cuts the range
 * anew while a shard of the old cut is open hears of it.
 */
export function journalName({ profile, source, from, to, shard }: RunIdentity): string {
  const index = shard === undefined ? [] : ["shard", shard.split("/")[0]];
  return `${digestOf([profile, source, from, to, ...index])}.ndjson`;
}

export function digestOf(value: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(value));
  return digest.digest("hex").slice(0, 32);
}
