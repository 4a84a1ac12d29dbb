/** How often a server lets itself be polled: `5/1h`. */
import { UserError } from "../../core/errors.js";
import { parseDurationMs } from "../../core/duration.js";
import type { PollRate } from "./mapping.js";

/** At most `requests` within any `periodMs`. */
export interface RequestRate {
  readonly requests: number;
  readonly periodMs: number;
}

/** @throws {UserError} `rate_malformed` */
export function parseRate(rate: PollRate): RequestRate {
  const [requests, per] = typeof rate === "string" ? splitRate(rate) : [rate.requests, rate.per];
  const periodMs = parseDurationMs(/^\d/.test(per) ? per : `1${per}`);
  if (periodMs !== null && periodMs > 0 && Number.isInteger(requests) && requests > 0) {
    return { requests, periodMs };
  }
  const shown = typeof rate === "string" ? rate : `${rate.requests}/${rate.per}`;
  throw new UserError(
    "rate_malformed",
    `"${shown}" is not a rate`,
    'Write requests per period: "5/1h".',
  );
}

function splitRate(rate: string): readonly [number, string] {
  const [requests = "", per = ""] = rate.split("/");
  return [Number(requests.trim()), per.trim()];
}
