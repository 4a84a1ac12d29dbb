/**
 * Cursors that are a field of a page's last record, such as its time: a source that goes on
 * behind that value passes over the other records that have the same. It is asked to go on
 * from the record before them, and then gives what no page has brought.
 */
import { valueAt } from "../../core/json/path.js";
import { isJsonNumber, type JsonValue, scalarText } from "../../core/json/value.js";
import type { PageState } from "../../protocols/payments/paging.js";
import { askedSize } from "../../protocols/payments/end-doubts.js";
import { pagingOf } from "../../protocols/payments/request.js";
import { convertReply } from "./convert-page.js";
import { leavesRoom } from "./pace.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";
import { nameOf } from "./taken-record.js";
import { isTotalTold, type Turn } from "./turn-page.js";

/** Records beside one another with one value of the field, by their names. */
interface Tied {
  readonly text: string;
  readonly names: ReadonlySet<string>;
}

export interface PageEdges {
  readonly first: Tied;
  readonly last: Tied;
  /** The value before that of the last ones; undefined where all of the page have that. */
  readonly before: JsonValue | undefined;
  /** Two records of the page that stand beside one another have one value. */
  readonly hasTies: boolean;
  /** Records of the page. */
  readonly count: number;
}

type Asked = Pick<WindowOrder, "settings" | "range">;

export interface TieCheck {
  /** @returns in words, why records between this page and the one before it may be missing */
  readonly afterPage: (
    state: PageState,
    page: Pick<Turn, "total"> & { readonly edges: PageEdges | null },
  ) => Promise<readonly string[]>;
}

/** Of a run in which no two records have one value: that just two at a border have is unlikely. */
const MOST_WITHOUT_TIES = 20;

/** @returns null for pages that are named in another way, and for an empty one */
export function edgesOf(
  values: readonly JsonValue[],
  order: Asked,
  nowMs: number,
): PageEdges | null {
  const field = fieldOf(order);
  if (field === null || values.length === 0) return null;
  const texts = values.map((value) => scalarText(valueAt(value, field)));
  const [first, last] = [texts[0] ?? null, texts.at(-1) ?? null];
  if (first === null || last === null) return null;
  const others = texts.findIndex((text) => text !== first);
  const before = texts.findLastIndex((text) => text !== last);
  const named = (text: string, from: number, to?: number): Tied => ({
    text,
    names: namesIn(values.slice(from, to), order, nowMs),
  });
  const value = values[before];
  return {
    first: named(first, 0, others === -1 ? undefined : others),
    last: named(last, before + 1),
    before: value === undefined ? undefined : valueAt(value, field),
    hasTies: texts.some((text, at) => at > 0 && text === texts[at - 1]),
    count: values.length,
  };
}

export function createTieCheck(order: WindowOrder, ports: PollPorts): TieCheck {
  const { settings, window } = order;
  const { source } = settings;
  const field = fieldOf(order);
  let left: PageEdges | null = null;
  const { ties } = order.bounds;
  const recordsBehind = async (value: JsonValue, state: PageState) => {
    const token = scalarText(value);
    const position = { kind: "cursor", token, isNumber: isJsonNumber(value) } as const;
    const from = { ...state, position, seen: [], probing: true };
    const polled = await pollPage(settings, window, from, ports);
    return polled.kind === "page" ? polled.reply.records : [];
  };
  /**
   * Whether a page that holds one value alone may have left out others that have it: unless it
   * is smaller than pages can be. No question tells, as each that leads there is cut likewise.
   */
  const mayBeCut = ({ count }: PageEdges): boolean =>
    count > 1 && count >= (askedSize(source) ?? ties.largest);
  return {
    afterPage: async (state, { edges, total }) => {
      const before = left;
      left = edges;
      ties.largest = Math.max(ties.largest, edges?.count ?? 0);
      if (field === null || before === null) return [];
      ties.areSeen ||= before.hasTies;
      // Such a source goes on at that value, or at what stands behind it.
      ties.areKept ||= edges?.first.text === before.last.text;
      if (ties.areKept) return [];
      if (before.before === undefined)
        return isTotalTold(settings, state, { total }) || !mayBeCut(before)
          ? []
          : [wholeText(field, before)];
      if (!ties.areSeen && ties.asked >= MOST_WITHOUT_TIES) return [];
      if (!leavesRoom(ties.asked + 1, source)) {
        ports.noticeOnce("ties", SLOW_SOURCE);
        return [];
      }
      ties.asked += 1;
      const { text, names } = before.last;
      const values = await recordsBehind(before.before, state);
      const alike = values.filter((value) => scalarText(valueAt(value, field)) === text);
      const { doubts } = convertReply(settings, order.range, alike, ports.clock.nowMs());
      const found = [...namesIn(alike, order, ports.clock.nowMs())];
      const isPassed = found.some((name) => !names.has(name));
      return isPassed ? [...doubts, passedText(field)] : doubts;
    },
  };
}

/** The field of a record by which its source goes on. */
function fieldOf({ settings: { source } }: Pick<WindowOrder, "settings">): string | null {
  const paging = pagingOf(source);
  if (paging.kind !== "cursor" || paging.next === undefined) return null;
  const place = `${source.records ?? ""}[-1].`;
  return paging.next.startsWith(place) ? paging.next.slice(place.length) : null;
}

function namesIn(
  values: readonly JsonValue[],
  { settings, range }: Asked,
  nowMs: number,
): ReadonlySet<string> {
  return new Set(convertReply(settings, range, values, nowMs).records.map(nameOf));
}

const SLOW_SOURCE =
  "the source's rate leaves no requests to ask whether it passes over payments where a page ends: of several with one value of its cursor's field, some may be missing";

function passedText(field: string): string {
  return `the source goes on behind the last record's ${field}, and passes over others that have the same: asked from the record before it, it gives one that no page brought; page by what differs in each record (payments.source.paging.next)`;
}

function wholeText(field: string, { count }: PageEdges): string {
  return `all ${count} records of a page have one ${field}, and the source went on behind it: others that have the same may be passed over; page by what differs in each record (payments.source.paging.next), or name in payments.source.params the size of a page that holds more`;
}
