/** A report that a source makes on demand: asked for, waited for within a bound, downloaded. */
import { urlPart } from "../../core/url-part.js";
import { durationMs } from "../../core/duration.js";
import { headerValue, type HttpOutcome } from "../../core/http.js";
import { valueAt } from "../../core/json/path.js";
import { parseJson } from "../../core/json/read.js";
import { isJsonObject, type JsonValue, scalarText } from "../../core/json/value.js";
import { retryAfterMs } from "../../core/retry-schedule.js";
import type { ReportRule } from "../../protocols/payments/mapping.js";
import { renderTemplate } from "../../protocols/signing/template.js";
import { interrupted, type Persisted, type PersistPorts } from "./persist.js";

export interface ReportOrder {
  readonly report: ReportRule;
  /** Of the source: other hosts are given no credentials. */
  readonly url: string;
  /** The request that asks for the report. */
  readonly ask: () => Promise<Persisted>;
  readonly get: (url: string, withCredentials: boolean) => Promise<Persisted>;
}

/** @returns the download, or why there is none */
export async function fetchReport(order: ReportOrder, ports: PersistPorts): Promise<Persisted> {
  const { report, ask } = order;
  const asked = await ask();
  if (!asked.ok) return asked;
  const { outcome } = asked;
  const id = report.id === undefined ? null : textAt(outcome, report.id);
  if (report.id !== undefined && id === null)
    return stopped(`there is no report id at "${report.id}" of its reply`);
  const fill = (template: string) =>
    renderTemplate(template, (name) => (name === "id" ? urlPart(id ?? "") : undefined));
  const location = headerValue(outcome.reply?.headers ?? [], "location");
  const at = report.status === undefined ? location : fill(report.status);
  const { download } = report;
  if (at === null && download === undefined)
    return stopped("it names no place at which the report will be (no Location)");
  const ready = at === null ? asked : await awaitReady(at, order, ports);
  if (!ready.ok || download === undefined) return ready;
  const address = /^https?:\/\//i.test(download) ? fill(download) : textAt(ready.outcome, download);
  return address === null
    ? stopped(`there is no address of the download at "${download}" of its status`)
    : getFrom(address, order);
}

const DEFAULT_EVERY = "5s";
const DEFAULT_WAIT = "10m";

async function awaitReady(at: string, order: ReportOrder, ports: PersistPorts): Promise<Persisted> {
  const { every = DEFAULT_EVERY, wait = DEFAULT_WAIT, failed = [], ready } = order.report;
  const untilMs = ports.clock.monotonicMs() + durationMs(wait);
  for (;;) {
    const result = await getFrom(at, order);
    if (!result.ok) return result;
    const { reply } = result.outcome;
    const says = ready === undefined ? null : textAt(result.outcome, ready.path);
    if (failed.some((each) => String(each) === says))
      return stopped(`there will be no report: ${ready?.path ?? ""} is "${says ?? ""}"`);
    const isReady =
      ready === undefined ? reply?.status === 200 : ready.in.some((each) => String(each) === says);
    if (isReady) return result;
    const restMs = retryAfterMs(reply?.headers ?? [], ports.clock.nowMs()) ?? durationMs(every);
    if (ports.clock.monotonicMs() + restMs > untilMs)
      return incomplete(
        `the report is not ready after ${wait}${says === null ? "" : ` (it says "${says}")`}`,
      );
    await ports.clock.sleep(restMs, ports.signal);
    if (ports.signal.aborted) return interrupted();
  }
}

const MOST_REDIRECTS = 3;

/**
 * Downloads are mostly kept by somebody else, behind an address that holds its own key.
 *
 * @param place as the source or the profile says it, relative to the source
 */
async function getFrom(place: string, order: ReportOrder): Promise<Persisted> {
  let at = addressOf(place, order.url);
  for (let redirects = 0; ; redirects += 1) {
    if (at === null) return stopped("what it names as the report's place is no http or https URL");
    const result = await order.get(at, isSameOrigin(at, order.url));
    const { reply } = result.ok ? result.outcome : { reply: null };
    const location = headerValue(reply?.headers ?? [], "location");
    const isRedirect = reply !== null && reply.status >= 300 && reply.status < 400;
    if (!isRedirect || location === null) return result;
    if (redirects >= MOST_REDIRECTS) return stopped("the download leads from place to place");
    at = addressOf(location, at);
  }
}

function isSameOrigin(a: string, b: string): boolean {
  return new URL(a).origin === new URL(b).origin;
}

/** Null for what a target may write there instead of an address. */
function addressOf(place: string, base: string): string | null {
  const url = URL.canParse(place, base) ? new URL(place, base) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** As text; null where the reply is no JSON, or has nothing there. */
function textAt({ reply }: HttpOutcome, path: string): string | null {
  const document = parseJson(Buffer.from(reply?.body ?? []).toString("utf8"));
  const value: JsonValue = document.ok ? document.value : null;
  return isJsonObject(value) ? scalarText(valueAt(value, path)) : null;
}

function stopped(problem: string): Persisted {
  return { ok: false, stop: { kind: "refused", message: `the source: ${problem}` }, status: null };
}

function incomplete(problem: string): Persisted {
  return {
    ok: false,
    stop: { kind: "incomplete", message: `the source: ${problem}` },
    status: null,
  };
}
