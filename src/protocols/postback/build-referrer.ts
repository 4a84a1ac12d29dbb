/** Writes install referrers in every form that parseReferrer reads: the reward app's side of the link. */
import { urlPart } from "../../core/url-part.js";
import { UserError } from "../../core/errors.js";
import { REFERRER_KEYS } from "./referrer-findings.js";
import type { ReferrerForm, ReferrerValues } from "./referrer.js";

/** `&` would end the value early; `%`, once decoded, is what a double encoding looks like. */
const UNSAFE = /[&%\p{Cc}\p{Cs}]/u;

/**
 * Writes a referrer. The values stand in it unescaped and the whole is encoded
 * once, so a value that would not survive is refused.
 *
 * @param packageName the app's id in a store URL; no other form uses it
 * @throws {UserError} `referrer_value_unsafe`
 * @source partner postback guide, "Install referrer"
 */
export function buildReferrer(
  values: ReferrerValues,
  form: ReferrerForm,
  packageName = "com.example.game",
): string {
  for (const key of REFERRER_KEYS) refuseUnsafe(key, values[key]);
  const raw = REFERRER_KEYS.map((key) => `${key}=${values[key]}`).join("&");
  const encoded = urlPart(raw);
  switch (form) {
    case "raw":
      return raw;
    case "encoded":
      return encoded;
    case "parameter":
      return `referrer=${encoded}`;
    case "store_url": {
      const id = urlPart(packageName);
      return `https://play.google.com/store/apps/details?id=${id}&referrer=${encoded}`;
    }
  }
}

function refuseUnsafe(key: string, value: string): void {
  if (value !== "" && value === value.trim() && !UNSAFE.test(value)) return;
  throw new UserError(
    "referrer_value_unsafe",
    `${key} ${JSON.stringify(value)} cannot stand in a referrer`,
    "Use a value without &, %, control characters or space around it, and not an empty one.",
  );
}
