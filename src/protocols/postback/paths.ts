/**
 * The endpoint's path, its two legacy paths, and how to read the redirect that
 * they answer with. Following the redirect is left to the caller.
 */
import { headerValue, type HttpReply } from "../../core/http.js";
import type { ReplyProblem } from "./reply-problem.js";

export const POSTBACK_PATH = "/api/postback";

/** Older paths that answer 308 to {@link POSTBACK_PATH}. */
export const LEGACY_POSTBACK_PATHS = ["/api/reward/postback", "/api/rewards/postback"] as const;

export interface LegacyReading {
  /** `in_place`: a 2xx, so the legacy path works, though without the redirect. */
  readonly kind: "redirected" | "in_place" | "other";
  /** Empty when the reply is the documented redirect. */
  readonly problems: readonly ReplyProblem[];
}

/**
 * The legacy URLs beside a postback URL: same prefix, same query.
 *
 * @param url the profile's `postback.url`
 * @returns null when the URL's path does not end in `/api/postback`, so that nothing can be derived
 */
export function legacyPostbackUrls(url: string): readonly string[] | null {
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  if (!path.endsWith(POSTBACK_PATH)) return null;
  const prefix = path.slice(0, -POSTBACK_PATH.length);
  return LEGACY_POSTBACK_PATHS.map((legacy) => prefix + legacy + rest);
}

/**
 * Reads what a legacy path answered. The redirect is exactly 308, because only
 * that keeps method and body for good, and leads to the postback path on the
 * same host. The scheme is free: behind a TLS proxy a server may not know its own.
 *
 * @param legacyUrl where the request went
 * @param postbackUrl where the redirect should lead
 * @source partner postback guide, "Legacy paths"
 */
export function readLegacyReply(
  reply: Pick<HttpReply, "status" | "headers">,
  legacyUrl: string,
  postbackUrl: string,
): LegacyReading {
  if (reply.status !== 308) {
    const kind = reply.status >= 200 && reply.status < 300 ? "in_place" : "other";
    return { kind, problems: [problem("status", "308", String(reply.status))] };
  }
  const location = headerValue(reply.headers, "location");
  const leadsHome = location !== null && isPostbackLocation(location, legacyUrl, postbackUrl);
  return {
    kind: "redirected",
    problems: leadsHome ? [] : [problem("Location", postbackUrl, location ?? "absent")],
  };
}

function isPostbackLocation(location: string, legacyUrl: string, postbackUrl: string): boolean {
  if (!URL.canParse(location, legacyUrl) || !URL.canParse(postbackUrl)) return false;
  const found = new URL(location, legacyUrl);
  const wanted = new URL(postbackUrl);
  if (found.hostname !== wanted.hostname) return false;
  if (found.protocol === wanted.protocol && found.port !== wanted.port) return false;
  // A server mounted under a prefix may name the path as the guide does or as it is reached.
  return found.pathname === wanted.pathname || found.pathname === POSTBACK_PATH;
}

function problem(field: string, expected: string, found: string): ReplyProblem {
  return { field, about: "outcome", expected, found };
}
