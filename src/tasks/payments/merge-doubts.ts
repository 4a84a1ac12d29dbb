/** Why joined shards may not say exactly what one run over the range would have said. */
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  parseDecimal,
  ZERO,
} from "../../protocols/payments/payment-amount.js";
import type { ListedLine } from "./listed-lines.js";
import type { Told } from "./merge-listed.js";
import type { ShardReport } from "./shard-report.js";

/** @returns in words */
export function mergeDoubts(
  reports: readonly ShardReport[],
  told: readonly Told[],
): readonly string[] {
  return [
    ...sharedDoubts(reports),
    ...unlistedDoubt(reports),
    ...strayDoubt(reports),
    ...earlyDoubts(reports, told),
    ...partsDoubt(reports, told),
  ];
}

/** That the records were nowhere says something only where no shard had any. */
function sharedDoubts(reports: readonly ShardReport[]): readonly string[] {
  const isNowhere = reports.every((each) => each.pagesWithoutRecords === each.pages);
  const doubts = reports.flatMap((each) => {
    const hasNone = each.pages > 0 && each.pagesWithoutRecords === each.pages;
    // It is told last.
    return hasNone && !isNowhere ? each.doubts.slice(0, -1) : each.doubts;
  });
  return [...new Set(doubts)];
}

function unlistedDoubt(reports: readonly ShardReport[]): readonly string[] {
  const count = reports.reduce((sum, { listed }) => sum + listed.unlisted, 0);
  if (count === 0) return [];
  return [
    `${count} more transactions at the borders than a report lists: what two shards were given may count twice here, and once at PlayCamp; fewer shards, or none, tell exactly`,
  ];
}

/** A payment that came to one shard far from its part: whether the shard whose part it lies in has it too does not show. */
function strayDoubt(reports: readonly ShardReport[]): readonly string[] {
  const interiors = reports.map(({ shard, listed }) => ({
    index: shard.index,
    fromMs: Date.parse(listed.from),
    toMs: Date.parse(listed.to),
  }));
  const strays = reports.flatMap(({ shard, listed }) =>
    listed.lines.filter(({ kind, at }) => {
      if (kind !== "payment" || at === undefined) return false;
      const ms = Date.parse(at);
      return interiors.some(
        ({ index, fromMs, toMs }) => index !== shard.index && ms >= fromMs && ms < toMs,
      );
    }),
  );
  if (strays.length === 0) return [];
  return [
    `${strays.length} payments (${someOf(strays)}) came to a shard although their date lies deep in another's part: they may count twice here, and count once at PlayCamp; the source's clock is not that of payments.map.purchasedAt (its zone?), and only a run without --shard counts such payments exactly`,
  ];
}

/** A shard that asked PlayCamp before all payments were there has asked too early. */
function earlyDoubts(reports: readonly ShardReport[], told: readonly Told[]): readonly string[] {
  return reports.flatMap(({ shard: { index, count } }) => {
    const others = reports.filter(({ shard }) => shard.index !== index);
    const early = told.filter(
      ({ kept, index: own }) =>
        own === index &&
        kept.kind === "refund-call" &&
        kept.at !== undefined &&
        !others.every(({ through }) => through !== null && through <= (kept.at ?? "")),
    );
    if (early.length === 0) return [];
    return [
      `shard ${index}/${count} asked PlayCamp for the payments of ${early.length} refunds (${someOf(early.map(({ kept }) => kept))}) before the other shards had pushed theirs: run it once more, and join the reports again`,
    ];
  });
}

/** Of a payment that was given back in parts, each shard has seen its own. */
function partsDoubt(reports: readonly ShardReport[], told: readonly Told[]): readonly string[] {
  const givers = new Map<string, Set<number>>();
  for (const { shard, listed } of reports)
    for (const { kind, id } of listed.lines)
      if (kind === "refund" && id !== null)
        givers.set(id, (givers.get(id) ?? new Set()).add(shard.index));
  const open = told
    .map(({ kept }) => kept)
    .filter(
      ({ id, outcome }) => outcome === "refund-partial" && (givers.get(id ?? "")?.size ?? 0) > 1,
    );
  const byId = new Map(open.map(({ id }) => [id, [] as ListedLine[]]));
  for (const { kept } of told) byId.get(kept.id)?.push(kept);
  const whole = open.filter(({ id }) => mayBeWhole(byId.get(id) ?? []));
  if (whole.length === 0) return [];
  return [
    `the parts of ${whole.length} refunds (${someOf(whole)}) came to several shards: together they may be all of the payment, which no shard could see, and PlayCamp was not told of any`,
  ];
}

function mayBeWhole(lines: readonly ListedLine[]): boolean {
  let given: Decimal | null = ZERO;
  let paid: Decimal | null = null;
  for (const line of lines) {
    const amount = line.amount === undefined ? null : parseDecimal(line.amount);
    if (line.kind === "payment") paid = amount;
    if (line.kind !== "refund") continue;
    given = given === null || amount === null ? null : addDecimals(given, amount);
    paid ??= line.paid === undefined ? null : parseDecimal(line.paid);
  }
  return given === null || paid === null || compareDecimals(given, paid) >= 0;
}

const SHOWN = 3;

function someOf(lines: readonly ListedLine[]): string {
  const ids = lines.slice(0, SHOWN).map(({ id }) => id ?? "(no transaction id)");
  return [...ids, ...(lines.length > SHOWN ? ["…"] : [])].join(", ");
}
