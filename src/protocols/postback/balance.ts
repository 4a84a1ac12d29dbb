/**
 * Reads a user's coins where the reward app offers a way: the request and what
 * its reply says. How often to ask is left to the caller.
 */
import { urlPart } from "../../core/url-part.js";
import type { HeaderPair, HttpReply } from "../../core/http.js";
import { isJsonObject } from "../../core/json/value.js";
import { valueBelow } from "../../core/json/path.js";
import { readJson } from "../../core/json/read.js";
import { type PostbackTarget, postbackSecretHeader } from "./request.js";

export interface BalanceRequest {
  readonly method: "GET";
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: null;
}

/**
 * The secret travels only to the origin that the postbacks go to: a balance
 * elsewhere must not learn it.
 *
 * @param template a URL with `{uid}`
 */
export function balanceRequest(
  template: string,
  uid: string,
  target: Pick<PostbackTarget, "url" | "auth" | "secret">,
): BalanceRequest {
  const url = template.replaceAll("{uid}", urlPart(uid));
  const isSameOrigin = new URL(url).origin === new URL(target.url).origin;
  const headers =
    isSameOrigin && target.secret !== null
      ? [postbackSecretHeader(target.auth, target.secret)]
      : [];
  return { method: "GET", url, headers, body: null };
}

/**
 * @param path dotted, such as `user.coins`
 * @returns null when the reply does not tell an integer there
 */
export function readBalance(
  reply: Pick<HttpReply, "status" | "body">,
  path: string,
): number | null {
  if (reply.status < 200 || reply.status >= 300) return null;
  const json = readJson(reply.body, "double");
  if (!json.ok || !isJsonObject(json.value)) return null;
  const found = valueBelow(json.value, path);
  const number = typeof found === "string" && /^-?\d+$/.test(found) ? Number(found) : found;
  return Number.isSafeInteger(number) ? (number as number) : null;
}
