/** Polls a sandbox's payment query from page to page, as the profile says. */
import { headerValue, type HttpOutcome } from "../../../src/core/http.js";
import { paymentsSettings } from "../../../src/profile/payments-settings.js";
import { convertRecord } from "../../../src/protocols/payments/convert.js";
import { type Conversion } from "../../../src/protocols/payments/conversion.js";
import { firstPage, nextPage } from "../../../src/protocols/payments/paging.js";
import { readPollReply } from "../../../src/protocols/payments/reply.js";
import { buildPollRequest, pagingOf } from "../../../src/protocols/payments/request.js";
import { pollWindows, type TimeRange } from "../../../src/protocols/payments/windows.js";
import { TIMEOUTS, type SandboxAtHand } from "../sandbox-for.js";

export const DAY: TimeRange = {
  fromMs: Date.UTC(2026, 0, 5),
  toMs: Date.UTC(2026, 0, 6),
};

export interface Polled {
  readonly conversions: readonly Conversion[];
  readonly requests: number;
  /** How each window ended: `end`, or what went wrong. */
  readonly ends: readonly string[];
}

export async function pollAll(at: SandboxAtHand, range: TimeRange = DAY): Promise<Polled> {
  const settings = await paymentsSettings(at.profile, "a test");
  const conversions: Conversion[] = [];
  const ends: string[] = [];
  let requests = 0;
  for (const window of pollWindows(settings.source.range, range)) {
    const paging = pagingOf(settings.source);
    let state = firstPage(paging);
    for (;;) {
      const request = buildPollRequest(settings.source, window, state, {
        key: settings.key?.value ?? null,
        nowMs: at.clock.nowMs(),
        partner: settings.partner,
      });
      const { reply, failure } = await at.http({
        ...request,
        timeouts: TIMEOUTS,
      });
      requests += 1;
      if (reply === null) {
        ends.push(failure.kind);
        break;
      }
      const read = readPollReply(
        settings.source,
        reply.body,
        headerValue(reply.headers, "content-type"),
      );
      if (reply.status !== 200 || !read.ok) {
        ends.push(read.ok ? String(reply.status) : read.problem);
        break;
      }
      conversions.push(...read.records.map((record) => convertRecord(record, settings)));
      const next = nextPage(paging, state, {
        body: read.body,
        headers: reply.headers,
        count: read.records.length,
        requestUrl: request.url,
        digest: read.digest,
      });
      if (next.kind !== "more") {
        ends.push(next.kind === "end" ? "end" : next.anomaly.code);
        break;
      }
      state = next.state;
    }
  }
  return { conversions, requests, ends };
}

/** One poll of the day's first page; for what a server does before it reads anything. */
export async function pollOnce(at: SandboxAtHand): Promise<HttpOutcome> {
  const { source, key, partner } = await paymentsSettings(at.profile, "a test");
  const request = buildPollRequest(
    source,
    { fromMs: DAY.fromMs, toMs: DAY.fromMs + 3_600_000 },
    firstPage(pagingOf(source)),
    { key: key?.value ?? null, nowMs: at.clock.nowMs(), partner },
  );
  return at.http({ ...request, timeouts: TIMEOUTS });
}
