/** Which journal entries a list shows. */
import type { JournalSummary } from "./entry.js";

export interface JournalFilter {
  /** Milliseconds since the epoch; null for all. */
  readonly sinceMs: number | null;
  /** `401`, `4xx`, a verdict such as `refused`, or a failure such as `reset`. */
  readonly status: string | null;
  /** Whole name, or its beginning up to a dot: `sponsor` finds `sponsor.created`. */
  readonly event: string | null;
  readonly transaction: string | null;
  /** Any part of the URL. */
  readonly target: string | null;
  readonly command: string | null;
}

export const EVERYTHING: JournalFilter = {
  sinceMs: null,
  status: null,
  event: null,
  transaction: null,
  target: null,
  command: null,
};

export function isFiltering(filter: JournalFilter): boolean {
  return Object.values(filter).some((value) => value !== null);
}

export function matchesFilter(entry: JournalSummary, filter: JournalFilter): boolean {
  const { sinceMs, status, event, transaction, target, command } = filter;
  return (
    (sinceMs === null || Date.parse(entry.at) >= sinceMs) &&
    (command === null || entry.command === command) &&
    (target === null || entry.url.toLowerCase().includes(target.toLowerCase())) &&
    (status === null || hasStatus(entry, status.toLowerCase())) &&
    (transaction === null || entry.transactions.includes(transaction)) &&
    (event === null ||
      entry.events.some(
        (name) =>
          name.toLowerCase() === event.toLowerCase() ||
          name.toLowerCase().startsWith(`${event.toLowerCase()}.`),
      ))
  );
}

/** What the JSON of every entry that matches holds, so that the others need no parsing. */
export function fragmentsOf({ command, status, transaction }: JournalFilter): readonly string[] {
  return [
    ...(command === null ? [] : [`"command":${JSON.stringify(command)}`]),
    ...(transaction === null ? [] : [JSON.stringify(transaction)]),
    ...(status === null ? [] : [statusFragment(status.toLowerCase())]),
  ];
}

function statusFragment(wanted: string): string {
  if (/^\dxx$/.test(wanted)) return `"status":${wanted[0] ?? ""}`;
  return /^\d+$/.test(wanted) ? `"status":${wanted},` : JSON.stringify(wanted);
}

function hasStatus(entry: JournalSummary, wanted: string): boolean {
  const { status, verdict, failure } = entry;
  if (wanted === verdict || wanted === failure) return true;
  if (status === null) return false;
  return /^\dxx$/.test(wanted)
    ? String(status).startsWith(wanted[0] ?? "")
    : String(status) === wanted;
}
