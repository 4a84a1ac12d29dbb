/** `postback` of a profile as the postback protocol wants it: defaults filled in, secrets read. */
import type { ConnectionSettings } from "../core/http.js";
import { legacyPostbackUrls } from "../protocols/postback/paths.js";
import type { PostbackAuth } from "../protocols/postback/request.js";
import { canonicalUid } from "../protocols/postback/uid.js";
import { requireSection, resolveConnection, type ResolvedProfile } from "./resolve.js";
import type { ReadSecret } from "./secrets.js";

export interface PostbackSettings {
  /** Ends in `/api/postback`. */
  readonly url: string;
  /** The older URLs beside it, which answer 308. */
  readonly legacyUrls: readonly string[];
  readonly auth: PostbackAuth;
  /** The one to send first. */
  readonly secrets: readonly [ReadSecret, ...ReadSecret[]];
  readonly pid: string;
  readonly gid: string;
  /** Games of the same partner besides `gid`. */
  readonly otherGids: readonly string[];
  /** Each user once. */
  readonly uids: readonly [string, ...string[]];
  /** The highest level that the app takes; null for any. */
  readonly maxLevel: number | null;
  readonly balance: BalanceSource | null;
  readonly connection: ConnectionSettings;
}

/** Where a user's coins can be read. */
interface BalanceSource {
  /** A URL with `{uid}`. */
  readonly url: string;
  /** Dotted path of the coins in the JSON reply. */
  readonly path: string;
}

export const POSTBACK_TIMEOUT_MS = 10_000;

/** @throws {UserError} `section_missing`, and what reading secrets and PEM files throws */
export async function postbackSettings(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<PostbackSettings> {
  const section = requireSection(resolved, "postback", neededBy);
  const { url, auth, pid, gid, gids, uids, balance, maxLevel } = section;
  const legacyUrls = legacyPostbackUrls(url);
  const [first, ...others] = distinctUids(uids);
  if (legacyUrls === null || first === undefined)
    throw new TypeError("the profile's schema let a wrong postback pass");
  return {
    url,
    legacyUrls,
    auth: auth ?? "bearer",
    secrets: await resolved.secrets.read("postback.secret", section.secret),
    pid,
    gid,
    otherGids: (gids ?? []).filter((each) => each !== gid),
    uids: [first, ...others],
    maxLevel: maxLevel ?? null,
    balance: balance ?? null,
    connection: await resolveConnection(resolved, section, "postback", POSTBACK_TIMEOUT_MS),
  };
}

function distinctUids(uids: readonly string[]): readonly string[] {
  const byUser = new Map(uids.toReversed().map((uid) => [canonicalUid(uid), uid]));
  return [...byUser.values()].toReversed();
}
