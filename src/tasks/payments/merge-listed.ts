/** Transactions that several shards may have counted: which of them did, so that each counts once. */
import { keyOf, type Outcome } from "./journal-lines.js";
import type { ListedLine } from "./listed-lines.js";

/** What one shard lists. */
export interface ListedOf {
  /** From 1. */
  readonly index: number;
  readonly lines: readonly ListedLine[];
}

/** A transaction, or what became of its refunds, as every shard that has it tells it. */
export interface Told {
  readonly kept: ListedLine;
  /** Of the shard whose line is kept. */
  readonly index: number;
  /** Those of other shards, which count no more. */
  readonly dropped: readonly ListedLine[];
}

/** @param shards in their order: of equal outcomes, the first is kept */
export function joinListed(shards: readonly ListedOf[]): readonly Told[] {
  const told = new Map<string, { kept: ListedLine; index: number; dropped: ListedLine[] }>();
  for (const { index, lines } of shards)
    for (const line of lines) {
      const known = told.get(nameOf(line));
      if (known === undefined) told.set(nameOf(line), { kept: line, index, dropped: [] });
      else if (rank(line.outcome) >= rank(known.kept.outcome)) known.dropped.push(line);
      else {
        known.dropped.push(known.kept);
        Object.assign(known, { kept: line, index });
      }
    }
  return [...told.values()];
}

/** As a journal tells them apart; a refund of a part by what it says, whichever came first. */
function nameOf({ kind, id, record, content }: ListedLine): string {
  return keyOf(kind, id, kind === "refund" && id !== null ? content : record);
}

/** What PlayCamp has done in one of the shards it has done; what failed in one is told. */
const RANKS: readonly Outcome[] = [
  ...(["pushed", "skipped", "converted", "failed"] as const),
  ...(["refunded", "refund-failed", "refund-partial", "refund-needless"] as const),
];

function rank(outcome: Outcome): number {
  const place = RANKS.indexOf(outcome);
  return place === -1 ? RANKS.length : place;
}
