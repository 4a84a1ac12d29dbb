/** What one shard of a sync came to, with all that joining it with the others takes. */
import { comparableTarget, type Shard } from "../../core/shards.js";
import type { PaymentsSettings, PushSettings } from "../../profile/payments-settings.js";
import { renderInstant } from "../../protocols/payments/times.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import type { ListedLine } from "./listed-lines.js";
import type { SyncSummary } from "./outcome-report.js";
import { digestOf } from "./run-identity.js";
import type { ShardPart } from "./shard-part.js";
import type { SyncJournal } from "./sync-journal.js";

export const SHARD_REPORT_FORMAT = "playcamp-gw/sync-shard@1";

/** As it is written: the summary too, and which tool ran over which range. */
export interface ShardReport extends SyncSummary, ShardOutcome {
  readonly format: typeof SHARD_REPORT_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  /** Of the whole range: UTC, ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
}

export interface ShardOutcome {
  /** With the part of the range that is its own: UTC, ISO 8601. */
  readonly shard: Shard & { readonly from: string; readonly to: string };
  readonly target: ShardTarget;
  /** Of the payments' query, and of them those in which the path of the records led nowhere. */
  readonly pages: number;
  readonly pagesWithoutRecords: number;
  /** When every payment of the part was settled; null before that, and of a dry run. */
  readonly through: string | null;
  /** What another shard may have counted too. */
  readonly listed: {
    /** Payments between these times are not listed: only this shard is given them. */
    readonly from: string;
    readonly to: string;
    /** There were so many more. */
    readonly unlisted: number;
    readonly lines: readonly ListedLine[];
  };
}

/** What all shards of one sync have in common. */
export interface ShardTarget {
  readonly source: string;
  /** Null where nothing is pushed. */
  readonly push: string | null;
  /** Digest of how records are polled, converted and pushed. */
  readonly settings: string;
}

/** @param settings the profile's own, whole */
export function shardTarget(settings: PaymentsSettings, push: PushSettings | null): ShardTarget {
  const queries = [settings, ...(settings.refunds === undefined ? [] : [settings.refunds])];
  return {
    source: settings.source.url,
    push: push?.url ?? null,
    settings: digestOf([
      ...queries.flatMap(({ source, map }) => [
        { ...source, url: comparableTarget(source.url) },
        map,
      ]),
      ...(push === null ? [] : [push.amount, push.callbackId]),
    ]),
  };
}

export function shardOutcome(
  { shard, own, interior }: ShardPart,
  target: ShardTarget,
  { tally, listed, through }: SyncJournal,
): ShardOutcome {
  const { lines, unlisted } = listed;
  return {
    shard: { ...shard, ...shown(own) },
    target,
    pages: tally.pages,
    pagesWithoutRecords: tally.absent,
    through: through(),
    listed: { ...shown(interior), unlisted, lines },
  };
}

function shown({ fromMs, toMs }: TimeRange): { readonly from: string; readonly to: string } {
  return { from: renderInstant(fromMs), to: renderInstant(toMs) };
}
