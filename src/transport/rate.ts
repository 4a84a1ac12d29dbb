/** Spaces requests out, so that a run stays below a target's limit. */
import type { Http } from "../core/http.js";
import type { Clock } from "../core/ports.js";

/** @param perSecond at most so many requests start within a second */
export function limitRate(http: Http, perSecond: number, clock: Clock): Http {
  const gapMs = 1000 / perSecond;
  let nextAtMs = 0;
  return async (request, signal) => {
    const nowMs = clock.monotonicMs();
    const startMs = Math.max(nowMs, nextAtMs);
    nextAtMs = startMs + gapMs;
    if (startMs > nowMs) await clock.sleep(startMs - nowMs, signal);
    return http(request, signal);
  };
}
