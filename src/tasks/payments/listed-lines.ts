/** Of a shard's outcomes, those that another shard may have too: they are kept one by one, so that both count once. */
import type { OutcomeLine } from "./journal-lines.js";

export interface ListedLines {
  readonly lines: ListedLine[];
  /** Lines beyond {@link MOST_LISTED}, counted and not kept. */
  unlisted: number;
}

/** As it stands in a shard's report. */
export type ListedLine = Omit<OutcomeLine, "page" | "reason">;

/** Of so many a report takes a hundred megabytes; refunds are two lines each. */
const MOST_LISTED = 500_000;

export function nothingListed(): ListedLines {
  return { lines: [], unlisted: 0 };
}

/** Payments that carry no time lie where no other shard has them; whatever is no payment may be anywhere. */
export function addListed(listed: ListedLines, line: OutcomeLine): void {
  if (line.kind === "payment" && line.at === undefined) return;
  if (listed.lines.length >= MOST_LISTED) {
    listed.unlisted += 1;
    return;
  }
  const { page: _page, reason: _reason, ...kept } = line;
  listed.lines.push(kept);
}
