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
  // The standard knows whole seconds alone; fractions are sent all the same, and a wait too short is none.
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const atMs = DATES.some((form) => form.test(text)) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/** As HTTP writes dates, and ISO 8601 with its offset, which some servers send instead. */
const DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/,
];
