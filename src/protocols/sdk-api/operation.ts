/**
 * Which act a call stands for: two calls with the same one are a call and its
 * repetition, whatever else their bodies say. It goes by the ids that PlayCamp
 * itself dedupes by, and by the whole call where it has none.
 */
import { createHash } from "node:crypto";
import { isJsonArray, type JsonValue, jsonProperty, scalarText } from "../../core/json/value.js";

/** Route → the members of the body that say which act it is. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  "POST payments": ["transactionId"],
  "POST sponsors": ["userId", "creatorKey", "campaignId"],
  "POST coupons/validate": ["userId", "couponCode"],
  "POST coupons/redeem": ["userId", "couponCode"],
  "POST playtime/sessions": ["sessionId"],
  "POST webhooks": ["eventType", "url"],
};

/** Route → the list in its body, and the id of each of its items. */
const LISTS: Readonly<Record<string, readonly [list: string, id: string]>> = {
  "POST payments/bulk": ["payments", "transactionId"],
  "POST playtime/sessions/bulk": ["sessions", "sessionId"],
};

/**
 * @param route as in `WatchedCall`
 * @param target as it came, with its query
 * @param body null where it is no JSON object
 * @returns 16 hexadecimal digits
 */
export function operationOf(
  route: string | null,
  method: string,
  target: string,
  body: JsonValue | null,
  bytes: Uint8Array,
): string {
  const hash = createHash("sha256").update(`${method} ${target}\n`);
  const names = IDENTITY[route ?? ""];
  const list = LISTS[route ?? ""];
  const listed = list === undefined ? undefined : jsonProperty(body ?? undefined, list[0]);
  const said =
    names !== undefined
      ? names.map((name) => scalarText(jsonProperty(body ?? undefined, name)))
      : list !== undefined && isJsonArray(listed)
        ? listed.map((each) => scalarText(jsonProperty(each, list[1])))
        : null;
  const isTold = said !== null && said.some((each) => each !== null);
  return hash
    .update(isTold ? JSON.stringify(said) : bytes)
    .digest("hex")
    .slice(0, 16);
}
