/** What a run's journal holds, line by line. Reading and writing files is for others. */
import type { TextOut } from "../../core/text-out.js";
import type { PageState } from "../../protocols/payments/paging.js";
import type { TimeSpan } from "./range-watch.js";

export const SYNC_FORMAT = "playcamp-gw/sync@1";

/** What makes two runs the same run. */
export interface RunIdentity {
  /** The profile's file and environment. */
  readonly profile: string;
  readonly source: string;
  /** Null where nothing is pushed. */
  readonly push: string | null;
  /** UTC, ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Digest of how records are polled and converted. */
  readonly settings: string;
  /** `2/4`, of a run over one part of the range. */
  readonly shard?: string;
}

export interface RunLine {
  readonly run: RunIdentity & { readonly format: string };
}

export type Outcome =
  | "pushed"
  /** PlayCamp had it already. */
  | "skipped"
  /** PlayCamp will not take it. */
  | "failed"
  /** The record cannot become a payment. */
  | "refused"
  | "refund"
  /** PlayCamp has taken it back, now or before. */
  | "refunded"
  /** A part of a payment was given back, which PlayCamp's call cannot say. */
  | "refund-partial"
  /** The payment never came to PlayCamp, since it was refunded at once. */
  | "refund-needless"
  /** It names a payment that neither the run nor PlayCamp has. */
  | "refund-unknown"
  | "refund-failed"
  /** Converted, and not pushed because nobody asked for it. */
  | "converted";

/** `refund-call`: what became of a payment's refunds at PlayCamp, one line for all of them. */
export type RecordKind = "payment" | "refund" | "refused" | "refund-call";

/** What became of one transaction. */
export interface OutcomeLine {
  /** Null when the record has no readable transaction id. */
  readonly id: string | null;
  /** Stands for the id where there is none, and tells the refunds of one payment apart. */
  readonly record?: string;
  readonly kind: RecordKind;
  readonly outcome: Outcome;
  /** Of payments, and of refunds that say how much. */
  readonly amount?: string;
  /** Of a refund whose record is the payment's own: what was paid. */
  readonly paid?: string;
  /** Of a refund that says that it is of a part. */
  readonly isPart?: true;
  readonly currency?: string;
  /** Digest of the payment, to tell a repetition from a contradiction. */
  readonly content?: string;
  /** The page that brought it, counted over the whole run. */
  readonly page: number;
  /**
   * UTC, ISO 8601. Of a shard's payment that another shard may have too, when it was
   * made; of a refund whose payment the shard has not, when PlayCamp was asked for it.
   */
  readonly at?: string;
  readonly reason?: string;
}

/** A page whose transactions are all settled, and where the poll goes on. */
export interface PageLine {
  readonly page: number;
  readonly window: number;
  readonly pass: number;
  /** Records received for the first time in this pass over the window. */
  readonly fetched: number;
  readonly fresh: number;
  readonly repeats: number;
  /** Of the repeats, those that an earlier page of this window brought: the source's order moved. */
  readonly moved: number;
  /** Of those, some payments: two of them under one id may look like one that moved. */
  readonly twice?: readonly string[];
  readonly conflicts: number;
  /** Records outside the range, of a source that takes none. */
  readonly outside: number;
  /** Records that are no payments by the profile's own rule. */
  readonly others?: number;
  /** Payments whose time its zone's clocks showed twice or never. */
  readonly unsureTimes?: number;
  /** Null at the end of the pass. `seen` is spread over the lines as `marks`. */
  readonly next: Omit<PageState, "seen"> | null;
  readonly marks: readonly string[];
  /** Something else shows that records may have been missed: poll the window again. */
  readonly unstable?: true;
  /** A page of the window, read again at its end, brought other records. */
  readonly changed?: true;
  /** Why another pass has to show whether the window ends here, in words. */
  readonly unjudged?: string;
  /** Records that the source's own total promised and that did not come. */
  readonly short?: number;
  /** The path of the records led nowhere in this reply. */
  readonly absent?: true;
  /** Of the query that has refunds alone. */
  readonly ofRefunds?: true;
  /** What speaks against taking the window's records for all of them, in words. */
  readonly doubts?: readonly string[];
  /** Where its payments lie, of a source that takes a range. */
  readonly span?: TimeSpan;
  /** Fields that look like a status and are not read: what they say, and whether that is unknown. */
  readonly unread?: readonly (readonly [string, readonly (readonly [string, boolean])[]])[];
}

/** Every payment of a shard is settled: others need no longer wait for it. */
export interface ThroughLine {
  /** UTC, ISO 8601. */
  readonly through: string;
}

export interface EndLine {
  readonly end: true;
}

export type JournalLine = RunLine | OutcomeLine | PageLine | ThroughLine | EndLine;

export function writeLine(line: JournalLine, out: TextOut): void {
  if ("outcome" in line) writeOutcome(line, out);
  else out.add(`${JSON.stringify(line)}\n`);
}

/** What `JSON.stringify` would write: there are as many of these as transactions. */
function writeOutcome(line: OutcomeLine, out: TextOut): void {
  const { id, record, kind, outcome, amount, currency, content, paid, isPart, at, reason } = line;
  out.add('{"id":');
  if (id === null) out.add("null");
  else out.addQuoted(id);
  put(out, ',"record":', record);
  put(out, ',"kind":', kind);
  put(out, ',"outcome":', outcome);
  put(out, ',"amount":', amount);
  put(out, ',"currency":', currency);
  put(out, ',"content":', content);
  put(out, ',"paid":', paid);
  if (isPart !== undefined) out.add(',"isPart":true');
  out.add(',"page":');
  out.add(String(line.page));
  put(out, ',"at":', at);
  put(out, ',"reason":', reason);
  out.add("}\n");
}

function put(out: TextOut, name: string, text: string | undefined): void {
  if (text === undefined) return;
  out.add(name);
  out.addQuoted(text);
}

/** @returns null for what no run has written: the torn end of a crash */
export function parseLine(text: string): JournalLine | null {
  try {
    const value: unknown = JSON.parse(text);
    const isLine =
      typeof value === "object" &&
      value !== null &&
      ["run", "outcome", "marks", "through", "end"].some((key) => key in value);
    return isLine ? (value as JournalLine) : null;
  } catch {
    return null;
  }
}

/**
 * A transaction's name in the table of those seen; a refund is not its payment.
 *
 * A payment's is mostly its id, the very string: a million names need not be made.
 */
export function keyOf(kind: RecordKind, id: string | null, record: string | undefined): string {
  if (id === null) return `?${record ?? ""}`;
  const isPlain = kind === "payment" && !id.includes(":") && id[0] !== "?";
  // A payment may be refunded in parts: `record` tells them apart.
  const part = kind === "refund" && record !== undefined ? `#${record}` : "";
  return isPlain ? id : `${kind}:${id}${part}`;
}
