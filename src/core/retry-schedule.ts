/** When a failed request is sent again. */
import { type HeaderPair, headerValue } from "./http.js";

export interface RetrySchedule {
  /** One entry a retry: five delays are up to six attempts. */
  readonly delaysMs: readonly number[];
}

export const NO_RETRIES: RetrySchedule = { delaysMs: [] };

/**
 * How long `Retry-After` asks to wait.
 *
 * @param headers of the reply
 * @returns never negative; null when there is none, or it is neither seconds nor an HTTP date
 * @source RFC 9110, section 10.2.3
 */
export function retryAfterMs(headers: readonly HeaderPair[], nowMs: number): number | null {
  const text = headerValue(headers, "retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
