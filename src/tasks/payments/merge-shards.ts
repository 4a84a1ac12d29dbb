/** Joins the reports of a sync's shards: what one run over the whole range would have said, to the smallest unit. */
import { UserError } from "../../core/errors.js";
import {
  assertEveryShardOnce,
  assertOneRun,
  comparableTarget,
  type CommonFacts,
  type ShardHints,
} from "../../core/shards.js";
import {
  addDecimals,
  parseDecimal,
  subtractDecimals,
  ZERO,
} from "../../protocols/payments/payment-amount.js";
import type { Outcome } from "./journal-lines.js";
import type { ListedLine } from "./listed-lines.js";
import { mergeDoubts } from "./merge-doubts.js";
import { joinListed, type Told } from "./merge-listed.js";
import type { SyncSummary } from "./outcome-report.js";
import type { Stop } from "./persist.js";
import type { ShardReport } from "./shard-report.js";
import { currencySums, type CurrencySum, isMoneyOutcome, type Sums, sumsAt } from "./tally.js";

export interface ShardPiece {
  /** Where it was read from, for messages. */
  readonly file: string;
  readonly result: ShardReport;
}

/** `fetched`, `others` and `unsureTimes` are sums: what two shards were given is in them twice. */
export interface MergedSync extends SyncSummary {
  /** Of the whole range: UTC, ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
  /** How many were joined. */
  readonly shards: number;
  /** Transactions that more than one shard was given; each counts once, and as `repeats` beyond that. */
  readonly seenTwice: number;
}

const COMMON: CommonFacts<ShardReport> = [
  { what: "tool", of: ({ tool }) => `${tool.name} ${tool.version}` },
  { what: "range", of: ({ from, to }) => `${from} to ${to}` },
  { what: "number of shards", of: ({ shard }) => String(shard.count) },
  { what: "mode", of: ({ dryRun }) => (dryRun ? "--dry-run" : "not --dry-run") },
  { what: "source", of: ({ target }) => comparableTarget(target.source) },
  {
    what: "PlayCamp",
    of: ({ target: { push } }) => (push === null ? "none" : comparableTarget(push)),
  },
  { what: "profile (payments)", of: ({ target }) => target.settings },
];

const HINTS: ShardHints = {
  doubled: "Give each shard's report once.",
  missing:
    "Give the reports of all shards; one that was lost comes again from sync-payments with the same range, --shard and --report: PlayCamp skips what it has.",
};

/**
 * @param pieces in any order
 * @throws {UserError} `merge_mismatch`, `merge_shard_missing`, `merge_shard_doubled`, `merge_reports_differ`
 */
export function mergeShards(pieces: readonly ShardPiece[]): MergedSync {
  assertOneRun(
    pieces,
    COMMON,
    "Only shards of one sync can be joined: the same version, range, profile and number of shards.",
  );
  const reports = pieces
    .map(({ result }) => result)
    .toSorted((a, b) => a.shard.index - b.shard.index);
  const [first] = reports;
  if (first === undefined) throw new UserError("usage", "no report is named");
  const places = pieces.map(({ file, result }) => ({ file, index: result.shard.index }));
  assertEveryShardOnce(places, first.shard.count, HINTS);
  assertAdjoining(reports, pieces);
  const told = joinListed(
    reports.map(({ shard, listed }) => ({ index: shard.index, lines: listed.lines })),
  );
  const { from, to, dryRun } = first;
  return {
    ...{ from, to, dryRun, shards: reports.length },
    seenTwice: told.filter(({ kept, dropped }) => isRecord(kept) && dropped.length > 0).length,
    ...joinSummaries(reports, told),
  };
}

/** As they are cut, each part begins where the one before it ends. */
function assertAdjoining(reports: readonly ShardReport[], pieces: readonly ShardPiece[]): void {
  const borders = reports.map(({ shard }) => shard.from);
  const ends = reports.map(({ shard }) => shard.to);
  const [from = "", to = ""] = [reports[0]?.from, reports[0]?.to];
  if ([from, ...ends].join() === [...borders, to].join()) return;
  throw new UserError(
    "merge_reports_differ",
    `${pieces.map(({ file }) => file).join(", ")}: their parts do not make up the range`,
    "A report was changed after it was written; run that shard again.",
  );
}

/** What the source gave, in contrast to what became of a refund. */
function isRecord({ kind }: ListedLine): boolean {
  return kind !== "refund-call";
}

function joinSummaries(reports: readonly ShardReport[], told: readonly Told[]): SyncSummary {
  const dropped = told.flatMap((each) => each.dropped);
  const repeated = dropped.filter(isRecord).length;
  const conflicts = told.flatMap(({ kept, dropped: others }) =>
    others.filter(({ content }) => content !== kept.content),
  );
  const total = (of: (report: ShardReport) => number) =>
    reports.reduce((sum, report) => sum + of(report), 0);
  const less = (...outcomes: readonly Outcome[]) =>
    dropped.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    finished: reports.every(({ finished }) => finished),
    fetched: total(({ fetched }) => fetched),
    converted:
      total(({ converted }) => converted) - less("pushed", "skipped", "failed", "converted"),
    refused: total(({ refused }) => refused) - less("refused"),
    refunds: total(({ refunds }) => refunds) - less("refund"),
    refunded: total(({ refunded }) => refunded) - less("refunded"),
    refundsInPart: total(({ refundsInPart }) => refundsInPart) - less("refund-partial"),
    refundsUnknown: total(({ refundsUnknown }) => refundsUnknown) - less("refund-unknown"),
    pushed: total(({ pushed }) => pushed) - less("pushed"),
    skipped: total(({ skipped }) => skipped) - less("skipped"),
    failed: total(({ failed }) => failed) - less("failed", "refund-failed"),
    repeats: total(({ repeats }) => repeats) + repeated,
    conflicts: total((report) => report.conflicts) + conflicts.length,
    outside: total(({ outside }) => outside),
    others: total(({ others }) => others),
    unsureTimes: total(({ unsureTimes }) => unsureTimes),
    missing: total(({ missing }) => missing),
    doubts: mergeDoubts(reports, told),
    sums: joinSums(reports, dropped),
    stop: joinStops(reports),
  };
}

function joinSums(
  reports: readonly ShardReport[],
  dropped: readonly ListedLine[],
): readonly CurrencySum[] {
  const sums: Sums = new Map();
  for (const { currency, outcome, count, amount } of reports.flatMap((each) => each.sums)) {
    const sum = sumsAt(sums, currency)[outcome];
    sum.count += count;
    sum.amount = addDecimals(sum.amount, parseDecimal(amount) ?? ZERO);
  }
  for (const { kind, outcome, amount, currency } of dropped) {
    if (kind !== "payment" || amount === undefined || currency === undefined) continue;
    if (!isMoneyOutcome(outcome)) continue;
    const sum = sumsAt(sums, currency)[outcome];
    sum.count -= 1;
    sum.amount = subtractDecimals(sum.amount, parseDecimal(amount) ?? ZERO);
  }
  return currencySums({ sums });
}

const WORST: readonly Stop["kind"][] = ["interrupted", "refused", "unreachable", "incomplete"];

/** The worst of them says how the whole ended; each is told. */
function joinStops(reports: readonly ShardReport[]): Stop | null {
  const stops = reports.flatMap(({ shard: { index, count }, stop }) =>
    stop === null ? [] : [{ kind: stop.kind, text: `shard ${index}/${count}: ${stop.message}` }],
  );
  const kind = WORST.find((each) => stops.some((stop) => stop.kind === each));
  return kind === undefined ? null : { kind, message: stops.map(({ text }) => text).join("; ") };
}
