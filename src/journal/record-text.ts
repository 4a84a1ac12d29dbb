/**
 * The text of records, as JSON.stringify writes an entry's summary and the rest of it. Most
 * members are the same in a thousand records of one run: their text is kept until they differ.
 */
import type { JournalEntry, JournalSummary } from "./entry.js";
import type { RedactedHeader } from "./redacted.js";

export type WriteRecord = (entry: JournalEntry) => string;

/** @returns which writes `<summary> TAB <the rest>`, without a line feed in either */
export function createRecordText(): WriteRecord {
  const exchange = keptText(exchangeOf, isSameExchange);
  const circumstances = keptText(circumstancesOf, areSameCircumstances);
  const reply = keptText(replyOf, isSameReply);
  const headers = createHeaderTexts();
  return (entry) => {
    const { request, response } = entry;
    const answered =
      response === null || response.body.content.length > LONGEST_KEPT
        ? JSON.stringify(response)
        : `{${reply(response)}}`;
    return (
      // An id and a time have nothing to escape.
      `{"id":"${entry.id}","at":"${entry.at}",${exchange(entry)},` +
      `"durationMs":${entry.durationMs},"events":${listText(entry.events)},` +
      `"transactions":${listText(entry.transactions)}}\t{${circumstances(entry)},` +
      `"request":{"url":${JSON.stringify(request.url)},"headers":${headers(request.headers)},` +
      `"onWire":${String(request.onWire)},"body":${JSON.stringify(request.body)}},` +
      `"response":${answered}}`
    );
  };
}

/** In characters: a longer reply is somebody else's, and hardly the same again. */
const LONGEST_KEPT = 1_000;

/**
 * The text of members that stand side by side, without braces, for as long as they are the same.
 * Compared by name: to go through a list of names takes as long as to write them all.
 *
 * @param of nothing but these members: what else belongs to the whole is not kept
 */
function keptText<Whole, Members extends object>(
  of: (whole: Whole) => Members,
  isSame: (members: Members, whole: Whole) => boolean,
): (whole: Whole) => string {
  let last: Members | null = null;
  let text = "";
  return (whole) => {
    if (last !== null && isSame(last, whole)) return text;
    last = of(whole);
    text = JSON.stringify(last).slice(1, -1);
    return text;
  };
}

/** What is alike in most exchanges with one address. */
type Exchange = Pick<
  JournalSummary,
  | "direction"
  | "command"
  | "step"
  | "environment"
  | "method"
  | "url"
  | "status"
  | "failure"
  | "verdict"
>;

function exchangeOf(entry: Exchange): Exchange {
  return {
    direction: entry.direction,
    command: entry.command,
    step: entry.step,
    environment: entry.environment,
    method: entry.method,
    url: entry.url,
    status: entry.status,
    failure: entry.failure,
    verdict: entry.verdict,
  };
}

function isSameExchange(a: Exchange, b: Exchange): boolean {
  return (
    a.direction === b.direction &&
    a.command === b.command &&
    a.step === b.step &&
    a.environment === b.environment &&
    a.method === b.method &&
    a.url === b.url &&
    a.status === b.status &&
    a.failure === b.failure &&
    a.verdict === b.verdict
  );
}

/** What is alike in most entries of one run. */
type Circumstances = Pick<
  JournalEntry,
  | "tool"
  | "partner"
  | "live"
  | "remoteAddress"
  | "localPort"
  | "headMs"
  | "failureMessage"
  | "note"
  | "keys"
>;

function circumstancesOf(entry: Circumstances): Circumstances {
  return {
    tool: entry.tool,
    partner: entry.partner,
    live: entry.live,
    remoteAddress: entry.remoteAddress,
    localPort: entry.localPort,
    headMs: entry.headMs,
    failureMessage: entry.failureMessage,
    note: entry.note,
    keys: entry.keys,
  };
}

function areSameCircumstances(a: Circumstances, b: Circumstances): boolean {
  return (
    a.tool === b.tool &&
    a.partner === b.partner &&
    a.live === b.live &&
    a.remoteAddress === b.remoteAddress &&
    a.localPort === b.localPort &&
    a.headMs === b.headMs &&
    a.failureMessage === b.failureMessage &&
    a.note === b.note &&
    a.keys === b.keys
  );
}

type Reply = NonNullable<JournalEntry["response"]>;

function replyOf({ headers, body }: Reply): Reply {
  return { headers, body };
}

/** This tool's own answers are few: their headers are one list, and their bodies alike. */
function isSameReply(a: Reply, b: Reply): boolean {
  return (
    a.headers === b.headers &&
    a.body.content === b.body.content &&
    a.body.size === b.body.size &&
    a.body.truncated === b.body.truncated
  );
}

function listText(texts: readonly string[]): string {
  return texts.length === 0 ? "[]" : JSON.stringify(texts);
}

/** More names than that come from somebody who makes them up. */
const MOST_NAMES = 100;

/** By their names: the one value that came last, which is the same again in most headers. */
function createHeaderTexts(): (headers: readonly RedactedHeader[]) => string {
  const known = new Map<string, { value: RedactedHeader[1]; text: string }>();
  return (headers) => {
    let text = "";
    for (const header of headers) {
      const [name, value] = header;
      let kept = known.get(name);
      if (kept === undefined) {
        kept = { value, text: JSON.stringify(header) };
        if (known.size >= MOST_NAMES) known.clear();
        known.set(name, kept);
      } else if (kept.value !== value) {
        kept.value = value;
        kept.text = JSON.stringify(header);
      }
      text += text === "" ? kept.text : `,${kept.text}`;
    }
    return `[${text}]`;
  };
}
