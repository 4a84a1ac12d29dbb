/** Who boosts which creator, in which campaign, and how that came about. Nothing here judges whether a change is allowed. */
import { keepLatest } from "../keep-latest.js";

export interface Sponsorship {
  readonly userId: string;
  readonly campaignId: string;
  readonly creatorKey: string;
  readonly sponsoredAtMs: number;
  /** Null while it goes on. */
  readonly endedAtMs: number | null;
}

export type SponsorAction = "CREATED" | "CHANGED" | "ENDED";

export interface SponsorChange {
  readonly id: number;
  readonly sponsorship: Sponsorship;
  readonly action: SponsorAction;
  readonly previousCreatorKey: string | null;
  readonly atMs: number;
}

/** What a choice makes of what was there before. */
export interface SponsorMove {
  readonly after: Sponsorship;
  readonly action: SponsorAction;
  /** Whom the user boosted until then; null for nobody. */
  readonly before: string | null;
}

export interface SponsorBook {
  find(userId: string, campaignId: string): Sponsorship | null;
  /** Ended ones too; the latest first. */
  ofUser(userId: string): readonly Sponsorship[];
  /** Whom a user's payments and playtime count for, where nobody is named. */
  boostOf(userId: string, campaignId: string | null): Sponsorship | null;
  write(move: SponsorMove, nowMs: number): void;
  /** The latest first. */
  historyOf(userId: string): readonly SponsorChange[];
}

/** @param chosen a creator's key, or null for nobody any more */
export function moveTo(
  before: Sponsorship | null,
  place: { readonly userId: string; readonly campaignId: string },
  chosen: string | null,
  nowMs: number,
): SponsorMove | null {
  const active = before !== null && before.endedAtMs === null ? before : null;
  if (chosen === (active?.creatorKey ?? null)) return null;
  const { userId, campaignId } = place;
  if (active !== null && chosen === null)
    return { after: { ...active, endedAtMs: nowMs }, action: "ENDED", before: active.creatorKey };
  if (chosen === null) return null;
  const after = { userId, campaignId, creatorKey: chosen, sponsoredAtMs: nowMs, endedAtMs: null };
  return active === null
    ? { after, action: "CREATED", before: null }
    : { after, action: "CHANGED", before: active.creatorKey };
}

const KEPT_USERS = 10_000;
const KEPT_CHANGES = 500;

interface User {
  /** By campaign; the one that was set last stands last. */
  readonly sponsorships: Map<string, Sponsorship>;
  readonly changes: SponsorChange[];
}

export function createSponsorBook(): SponsorBook {
  const users = new Map<string, User>();
  let lastId = 0;
  const ofUser = (userId: string) =>
    [...(users.get(userId)?.sponsorships.values() ?? [])].reverse();
  return {
    find: (userId, campaignId) => users.get(userId)?.sponsorships.get(campaignId) ?? null,
    ofUser,
    boostOf: (userId, campaignId) =>
      ofUser(userId).find(
        (each) =>
          each.endedAtMs === null && (campaignId === null || each.campaignId === campaignId),
      ) ?? null,
    write: ({ after, action, before }, nowMs) => {
      const { userId, campaignId } = after;
      const user: User = users.get(userId) ?? { sponsorships: new Map(), changes: [] };
      keepLatest(users, KEPT_USERS, userId, user);
      keepLatest(user.sponsorships, KEPT_CHANGES, campaignId, after);
      lastId += 1;
      user.changes.push({
        id: lastId,
        sponsorship: after,
        action,
        previousCreatorKey: action === "CHANGED" ? before : null,
        atMs: nowMs,
      });
      if (user.changes.length > KEPT_CHANGES) user.changes.shift();
    },
    historyOf: (userId) => [...(users.get(userId)?.changes ?? [])].reverse(),
  };
}
