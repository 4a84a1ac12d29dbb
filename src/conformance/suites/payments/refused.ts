/** What a refusal of a poll is, and to which agreements one applies. */
import type { HttpReply } from "../../../core/http.js";
import { fingerprintRecipe } from "../../../protocols/payments/fingerprint.js";
import { isJsonArray } from "../../../core/json/value.js";
import { parseJson } from "../../../core/json/read.js";
import type { FingerprintAuth } from "../../../protocols/payments/auth-mapping.js";
import { valuesAt } from "../../../core/json/path.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import { placeholdersOf } from "../../../protocols/signing/template.js";
import { describeReply, isSuccess } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { PAYMENTS_CLAUSE, precisionMs, readPoll, type PaymentsTarget } from "./payments-target.js";
import { entryOf } from "./walk.js";

export const AUTH_CLAUSE = `${PAYMENTS_CLAUSE}: the poll is authenticated by IP whitelist and SHA-256 fingerprint, or as agreed`;

/** Faults that answer every refusal in a wrong way, or refuse nothing. */
export const REFUSES_WRONGLY = [
  "payments.refuses-with-500",
  "payments.refuses-with-records",
  "payments.refuses-with-empty-success",
  "payments.skips-authentication",
];

export function hasCredentials({ settings }: PaymentsTarget): string | null {
  return settings.key === null
    ? "payments.source.auth is none: the query asks nobody for credentials"
    : null;
}

export function fingerprintOf({ settings }: PaymentsTarget): FingerprintAuth | null {
  const { auth } = settings.source;
  return auth?.kind === "fingerprint" ? auth : null;
}

export function hasFingerprint(target: PaymentsTarget): string | null {
  return fingerprintOf(target) === null
    ? `payments.source.auth is ${target.settings.source.auth?.kind ?? "none"}, not fingerprint`
    : null;
}

/** Whether the digest covers one of these at all. */
export function covers(...names: readonly string[]) {
  return (target: PaymentsTarget): string | null => {
    const auth = fingerprintOf(target);
    if (auth === null) return hasFingerprint(target);
    const covered = placeholdersOf(fingerprintRecipe(auth).message);
    return names.some((name) => covered.includes(name))
      ? null
      : `the agreed fingerprint does not cover ${names.map((name) => `{${name}}`).join(" or ")}`;
  };
}

/** The second half: another `from`; what lies before where both would be written alike. */
export function otherWindow(target: PaymentsTarget, { fromMs, toMs }: TimeRange): TimeRange {
  const secondMs = 1000;
  const stepMs = Math.max(secondMs, precisionMs(target));
  if (toMs - fromMs < 2 * stepMs) return { fromMs: fromMs - stepMs, toMs: fromMs };
  const middle = Math.floor((fromMs + toMs) / 2 / secondMs) * secondMs;
  return { fromMs: Math.max(middle, fromMs + 1), toMs };
}

/**
 * 401 or 403; where success is told by the body, any status below 500 with that
 * sign unmet, and no records.
 */
export function expectRefused(
  target: PaymentsTarget,
  reply: HttpReply,
  because: string,
  allows: readonly number[] = [],
): Finding | null {
  const shown = recordsShown(target, reply);
  if (shown > 0) {
    return {
      expected: `a refusal without records: ${because}`,
      actual: `${shown} records in ${describeReply(reply)}`,
    };
  }
  if ([401, 403, ...allows].includes(reply.status)) return null;
  const { success } = target.source;
  const unmet =
    success !== undefined && isSuccess(reply) && readPoll(target, reply).kind === "refused";
  if (unmet) return null;
  const sign =
    success === undefined
      ? ""
      : `, or 200 without "${success.path}": ${JSON.stringify(success.equals)} and without records`;
  return {
    expected: `${[401, 403, ...allows].join(" or ")}${sign}: ${because}`,
    actual: describeReply(reply),
  };
}

/** Payments at the agreed place, whatever the reply says of itself: a list of errors is none. */
function recordsShown(target: PaymentsTarget, reply: HttpReply): number {
  const document = parseJson(Buffer.from(reply.body).toString("utf8"));
  if (!document.ok) return 0;
  const [records] = valuesAt(document.value, target.source.records ?? "");
  if (!isJsonArray(records)) return 0;
  return records.filter((record) => entryOf({ target }, record).id !== null).length;
}
