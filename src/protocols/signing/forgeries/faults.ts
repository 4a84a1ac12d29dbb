/** One defect for each forgery, "accepts this one": what it is called, for those who check and those who play it. */
import type { ForgeryId } from "./forgeries.js";
import type { PlacementId } from "./placements.js";
import type { TimestampForgeryId } from "./timestamps.js";

/** Defects that had a name before the catalogue; their ids are public. */
const NAMED: Readonly<Record<string, string>> = {
  "entry.missing": "entry.accepts-missing-token",
  "entry.word-time": "entry.accepts-word-timestamp",
  "entry.past-time": "entry.accepts-expired",
  "entry.future-time": "entry.accepts-future",
  "webhook.missing": "webhook.accepts-missing-signature",
  "webhook.empty": "webhook.accepts-empty-signature",
  "webhook.past-time": "webhook.accepts-stale",
  "webhook.future-time": "webhook.accepts-future",
  "wallet.missing": "wallet.accepts-missing-signature",
  "wallet.empty": "wallet.accepts-empty-signature",
  "wallet.other-encoding": "wallet.accepts-hex-signature",
  "payments.missing": "payments.accepts-missing-credentials",
  "payments.empty": "payments.accepts-empty-credentials",
  "payments.word-time": "payments.accepts-word-timestamp",
  "payments.past-time": "payments.accepts-stale",
  "payments.future-time": "payments.accepts-future",
  "postback.missing": "postback.accepts-missing-secret",
  "postback.empty": "postback.accepts-empty-secret",
};

/** @param suite such as `webhook` */
export function acceptingFault(
  suite: string,
  id: ForgeryId | TimestampForgeryId | PlacementId,
): string {
  return NAMED[`${suite}.${id}`] ?? `${suite}.accepts-${id}`;
}
