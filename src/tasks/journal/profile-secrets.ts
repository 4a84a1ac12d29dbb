/** Finds every secret that a profile refers to, and the one that a gap in a stored message names. */
import { parsePlainPath, valueBelow } from "../../core/json/path.js";
import { UserError } from "../../core/errors.js";
import type { KnownSecret } from "../../core/redaction.js";
import { TOKEN_KEYS } from "../../profile/credentials.js";
import { isPlainObject, isReference } from "../../profile/overrides.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { SecretReference } from "../../profile/sections/shared.js";

/** Where a profile wants a secret; a player's token may stand there itself. */
export interface SecretUse {
  /** Such as `webhook.secret`. */
  readonly path: string;
  readonly reference: SecretReference | readonly SecretReference[] | string;
}

/** Every place of a profile that wants a secret; none is read. */
export function secretUses(profile: ResolvedProfile["profile"]): readonly SecretUse[] {
  return placesIn(profile, "");
}

/**
 * Reads all of them, so that none goes unrecognised in a message; those that
 * are not there on this machine cannot be in one.
 */
export async function everySecret(profile: ResolvedProfile): Promise<readonly KnownSecret[]> {
  for (const place of secretUses(profile.profile)) {
    await readPlace(profile, place);
  }
  return profile.secrets.known();
}

/**
 * @param label path in the profile, such as `webhook.secret`
 * @returns the values there, the first one first; empty when there are none
 */
export async function secretValues(
  profile: ResolvedProfile,
  label: string,
): Promise<readonly string[]> {
  const value = valueBelow(profile.profile, parsePlainPath(label) ?? ["?"]);
  const [place] = placesIn(value, label);
  if (place?.path === label) return readPlace(profile, place);
  // A half of `keyId:secret`, or what stands in the profile itself.
  const known = await everySecret(profile);
  return known.flatMap((secret) => (secret.label === label ? [secret.value] : []));
}

async function readPlace(
  { secrets }: ResolvedProfile,
  { path, reference }: SecretUse,
): Promise<readonly string[]> {
  try {
    if (typeof reference === "string")
      return [(await secrets.readToken(path, reference, "there")).value];
    return (await secrets.read(path, reference, "there")).map(({ value }) => value);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function placesIn(value: unknown, path: string): readonly SecretUse[] {
  const key = /(?:^|\.)([^.[\]]+)$/.exec(path)?.[1] ?? "";
  if (typeof value === "string") return TOKEN_KEYS.has(key) ? [{ path, reference: value }] : [];
  if (isReference(value)) return [{ path, reference: value as SecretReference }];
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isReference))
      return [{ path, reference: value as SecretReference[] }];
    return value.flatMap((item, at) => placesIn(item, `${path}[${at}]`));
  }
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    placesIn(item, path === "" ? name : `${path}.${name}`),
  );
}
