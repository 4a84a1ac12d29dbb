/**
 * The page before the one with which a run goes on, asked for once more: what its first
 * process knew of it, and whether the list has moved since.
 */
import type { Paging } from "../../protocols/payments/mapping.js";
import { type PageState, stateBefore } from "../../protocols/payments/paging.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { countsPages, namesOf } from "./border-watch.js";
import { type ConvertedPage, convertReply } from "./convert-page.js";
import type { FindLine } from "./find-line.js";
import { firstIdentities } from "./offset-check.js";
import { leavesRoom } from "./pace.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import { nameOf, type TakenRecord, transactionIdOf } from "./taken-record.js";
import { edgesOf, type PageEdges } from "./tie-check.js";

/** As the checks of a walk are told of a page that is followed by another. */
export interface PageBefore {
  readonly state: PageState;
  readonly page: Pick<ConvertedPage, "count" | "records" | "times"> & {
    readonly next: PageState;
    readonly stop: null;
    readonly total: null;
    readonly unstable: false;
    readonly isRepeated: false;
    readonly digest: string;
    readonly names: string;
    readonly identities: ReadonlySet<string>;
    readonly edges: PageEdges | null;
  };
}

/** @returns null at the beginning of a window, and where the source does not give it again */
export async function askBefore(
  { settings, range, window }: WindowOrder,
  next: PageState | null,
  ports: PollPorts,
): Promise<PageBefore | null> {
  const { source } = settings;
  const state = next && stateBefore(pagingOf(source), next);
  if (state === null || next === null || !leavesRoom(1, source)) return null;
  const polled = await pollPage(settings, window, state, ports);
  if (polled.kind === "stop") return null;
  // Behind the end of a list that is shorter now.
  if (polled.kind === "past-the-end" && !countsPages(pagingOf(source))) return null;
  const values = polled.kind === "page" ? polled.reply.records : [];
  const digest = polled.kind === "page" ? polled.reply.digest : "";
  const nowMs = ports.clock.nowMs();
  const converted = convertReply(settings, range, values, nowMs);
  const { records, count, times } = converted;
  const identities = firstIdentities(settings, state, values, converted);
  const edges = edgesOf(values, { settings, range }, nowMs);
  const seen = { records, count, times, digest, names: namesOf(records), identities, edges };
  const turn = { next, stop: null, total: null, unstable: false, isRepeated: false } as const;
  return { state, page: { ...turn, ...seen } };
}

/**
 * Whether it holds what it did not: records that stood on pages further on, and that no
 * page brings any more.
 *
 * @param settled finds what the run has brought so far
 */
export async function hasMoved(
  { state, page }: PageBefore,
  paging: Paging,
  settled: FindLine,
): Promise<boolean> {
  if (page.count === 0) return countsPages(paging) && state.emptyPages === 0;
  for (const record of page.records)
    if (isNamed(record) && !(await isSettled(record, settled))) return true;
  return false;
}

/** What has no id is known by all that it says, and that may be new in each reply. */
function isNamed({ conversion }: TakenRecord): boolean {
  return transactionIdOf(conversion) !== null;
}

export async function isSettled(record: TakenRecord, settled: FindLine): Promise<boolean> {
  return (await settled(nameOf(record))) !== null;
}
