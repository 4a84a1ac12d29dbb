/** `entry` of a profile as the entry protocol wants it: defaults filled in, keys read. */
import { durationMs } from "../core/duration.js";
import { DEFAULT_ENTRY_RECIPE, type EntryRecipe } from "../protocols/entry/recipe.js";
import type { ConnectionSettings } from "../core/http.js";
import { requireSection, resolveConnection, type ResolvedProfile } from "./resolve.js";
import type { Profile } from "./schema.js";
import type { ReadSecret } from "./secrets.js";

export interface EntrySettings {
  readonly recipe: EntryRecipe;
  /** The signing key first. */
  readonly keys: readonly [ReadSecret, ...ReadSecret[]];
}

export const ENTRY_TIMEOUT_MS = 10_000;

export async function entrySettings(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<EntrySettings> {
  const section = requireSection(resolved, "entry", neededBy);
  return {
    recipe: entryRecipeOf(section, resolved.profile.partner),
    keys: await resolved.secrets.read("entry.key", section.key),
  };
}

/** The recipe alone, without reading any key. */
export function entryRecipeOf(
  { url, params, signature }: NonNullable<Profile["entry"]>,
  partner: string,
): EntryRecipe {
  const { ttl, ...recipe } = signature ?? {};
  return {
    url,
    partner,
    params: { ...DEFAULT_ENTRY_RECIPE.params, ...params },
    signature: {
      ...DEFAULT_ENTRY_RECIPE.signature,
      ...recipe,
      ...(ttl === undefined ? {} : { ttlMs: durationMs(ttl) }),
    },
  };
}

export async function entryConnection(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<ConnectionSettings> {
  const section = requireSection(resolved, "entry", neededBy);
  return resolveConnection(resolved, section, "entry", ENTRY_TIMEOUT_MS);
}
