/** Finds the range that a recorded poll asked for, so that it can be asked for with new credentials. */
import type { Exchange } from "../../../core/http-exchange.js";
import { headerValue } from "../../../core/http.js";
import type { Redactor } from "../../../core/redaction.js";
import { fingerprintRecipe } from "../../../protocols/payments/fingerprint.js";
import { firstPage } from "../../../protocols/payments/paging.js";
import { buildPollRequest, pagingOf } from "../../../protocols/payments/request.js";
import { pollWindows } from "../../../protocols/payments/windows.js";
import { type FreshPoll, isRecorded, wholeText } from "../../fresh-message.js";
import { type PaymentsTarget, pollKey } from "./payments-target.js";

/** An older timestamp was meant to be old. */
const OLDEST_MS = 5_000;

/** @returns null unless it was the first page of a range, asked for with the right credentials */
export function freshPoll(
  target: PaymentsTarget,
  { request, startedAt }: Exchange,
  redactor: Redactor,
): FreshPoll | null {
  const { source, settings, asked } = target;
  const window = asked.get(pollKey(request.url, wholeText(request)));
  if (window === undefined || window.fromMs >= window.toMs) return null;
  if (pollWindows(source.range, window).length !== 1) return null;
  const sentAtMs = Date.parse(startedAt);
  const nowMs = timestampIn(target, request) ?? sentAtMs;
  if (Math.abs(sentAtMs - nowMs) > OLDEST_MS) return null;
  const rebuilt = buildPollRequest(source, window, firstPage(pagingOf(source)), {
    key: settings.key?.value ?? null,
    nowMs,
    partner: settings.partner,
  });
  const { headers } = settings.connection;
  if (!isRecorded(request, rebuilt, redactor, headers)) return null;
  return { kind: "poll", fromMs: window.fromMs, toMs: window.toMs };
}

/** When the poll says that it was signed; null where it says nothing. */
function timestampIn(
  { source: { auth } }: PaymentsTarget,
  { headers }: Exchange["request"],
): number | null {
  if (auth?.kind !== "fingerprint") return null;
  const { timestampHeader, timestamp } = fingerprintRecipe(auth);
  const value = Number(headerValue(headers, timestampHeader) ?? Number.NaN);
  return Number.isSafeInteger(value) ? value * (timestamp === "ms" ? 1 : 1_000) : null;
}
