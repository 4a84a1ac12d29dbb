/** How far the target's clock is from ours, as near as its `Date` tells, and whether what we sign would still pass there. */
import { renderDuration } from "../../core/duration.js";
import { durationMs } from "../../core/duration.js";
import type { Profile } from "../../profile/schema.js";
import { DEFAULT_ENTRY_RECIPE } from "../../protocols/entry/recipe.js";
import { FUTURE_TOLERANCE_MS } from "../../protocols/entry/freshness.js";
import { fingerprintRecipe } from "../../protocols/payments/fingerprint.js";
import { DEFAULT_TOLERANCE_SEC, FUTURE_TOLERANCE_SEC } from "../../protocols/webhook/signature.js";
import { type DoctorLine, fail, type Place, pass, warn } from "./line.js";

export interface Skew {
  /** Positive where the target's clock is ahead of ours. */
  readonly ms: number;
  /** The truth lies within this distance. */
  readonly accuracyMs: number;
}

/** Until when a timestamp of ours passes. */
export interface ClockRule {
  /** Section of the profile whose signatures bear a timestamp. */
  readonly section: "entry" | "webhook" | "payments";
  /** The target's clock may be ahead this far: then our signatures look old. */
  readonly aheadMs: number;
  /** It may be behind this far: then they look as if from the future. */
  readonly behindMs: number;
}

/**
 * `Date` counts whole seconds, so half a second is the best there is; the
 * time on the way adds to it.
 *
 * @param date value of the header
 * @returns null when it is no date
 */
export function measureSkew(date: string, sentAtMs: number, receivedAtMs: number): Skew | null {
  const second = Date.parse(date);
  if (Number.isNaN(second)) return null;
  const halfTrip = (receivedAtMs - sentAtMs) / 2;
  return {
    ms: Math.round(second + 500 - (sentAtMs + halfTrip)),
    accuracyMs: Math.round(500 + halfTrip),
  };
}

export function clockRules(profile: Profile): readonly ClockRule[] {
  const { entry, webhook, payments } = profile;
  const rules: ClockRule[] = [];
  if (entry !== undefined) {
    const { ttl } = entry.signature ?? {};
    rules.push({
      section: "entry",
      aheadMs: ttl === undefined ? DEFAULT_ENTRY_RECIPE.signature.ttlMs : durationMs(ttl),
      behindMs: FUTURE_TOLERANCE_MS,
    });
  }
  if (webhook !== undefined && (webhook.signature ?? "simple") !== "simple") {
    const { tolerance } = webhook;
    rules.push({
      section: "webhook",
      aheadMs: tolerance === undefined ? DEFAULT_TOLERANCE_SEC * 1000 : durationMs(tolerance),
      behindMs: FUTURE_TOLERANCE_SEC * 1000,
    });
  }
  const auth = payments?.source.auth;
  if (auth?.kind === "fingerprint") {
    rules.push({
      section: "payments",
      aheadMs: durationMs(fingerprintRecipe(auth).ttl),
      behindMs: FUTURE_TOLERANCE_MS,
    });
  }
  return rules;
}

/** Without a rule nothing depends on it, but logs are hard to line up. */
const NOTABLE_MS = 60_000;

const FIX = "Set both clocks by NTP (chronyc tracking, timedatectl; w32tm /resync on Windows).";

/** @param rules of the sections whose target this is */
export function judgeSkew(
  place: Place,
  { ms, accuracyMs }: Skew,
  rules: readonly ClockRule[],
): DoctorLine {
  const off = Math.abs(ms);
  const side = ms > 0 ? "ahead of" : "behind";
  const measured =
    off <= accuracyMs
      ? `in step with this machine (± ${renderDuration(accuracyMs)})`
      : `${renderDuration(off)} ${side} this machine (± ${renderDuration(accuracyMs)})`;
  const limits = rules
    .map(({ section, aheadMs, behindMs }) => ({
      section,
      limitMs: ms > 0 ? aheadMs : behindMs,
    }))
    .sort((a, b) => a.limitMs - b.limitMs);
  const [strictest] = limits;
  if (strictest === undefined)
    return off - accuracyMs > NOTABLE_MS ? warn(place, measured, FIX) : pass(place, measured);
  const { section, limitMs } = strictest;
  const message = `${measured}; ${section} bears ${renderDuration(limitMs)}`;
  if (off - accuracyMs > limitMs) return fail(place, `${message}: what we sign is refused`, FIX);
  // Half of it is needed for what is on its way.
  return off > accuracyMs && off > limitMs / 2 ? warn(place, message, FIX) : pass(place, message);
}
