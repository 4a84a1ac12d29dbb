/** Every other secret at hand, which may have been mixed up with the one that should have signed. */
import { UserError } from "../core/errors.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import type { ReadSecret } from "../profile/secrets.js";
import type { LabelledSecret } from "../protocols/webhook/causes/secret.js";
import { secretUses, type SecretUse } from "./journal/profile-secrets.js";

export interface OtherSecret {
  /** How a result names it: `staging (environment variable WH2)`. */
  readonly label: string;
  readonly value: string;
}

/**
 * Those of other environments, of other sections, and those that stand in a place
 * which another place overrides. What is not there is passed over.
 *
 * @param path of the secret that was expected, such as `webhook.secret`
 */
export async function otherSecrets(
  profile: ResolvedProfile,
  path: string,
): Promise<readonly OtherSecret[]> {
  const uses = secretUses(profile.profile);
  const found: OtherSecret[] = [];
  for (const use of uses.filter((each) => each.path === path))
    found.push(...(await shadowed(profile, use)));
  for (const [name, alternative] of profile.alternatives) {
    const there = secretUses(alternative).filter(isReferred);
    for (const use of there)
      found.push(
        ...(await valuesOf(profile, use, use.path === path ? name : `${use.path} of ${name}`)),
      );
  }
  for (const use of uses.filter((each) => each.path !== path && isReferred(each)))
    found.push(...(await valuesOf(profile, use, use.path)));
  return found;
}

/**
 * The signing secret first, then those that a rotation still accepts, then every other at hand.
 *
 * @param read the values of that path
 */
export async function labelledSecrets(
  profile: ResolvedProfile,
  path: string,
  [first, ...rotated]: readonly [ReadSecret, ...ReadSecret[]],
): Promise<readonly [LabelledSecret, ...LabelledSecret[]]> {
  return [
    { label: first.source, value: first.value },
    ...rotated.map(({ source, value }) => ({ label: source, value, accepted: true })),
    ...(await otherSecrets(profile, path)),
  ];
}

/** A token that stands in the profile itself signs nothing. */
function isReferred({ reference }: SecretUse): boolean {
  return typeof reference !== "string";
}

async function valuesOf(
  { secrets }: ResolvedProfile,
  { path, reference }: SecretUse,
  label: string,
): Promise<readonly OtherSecret[]> {
  if (typeof reference === "string") return [];
  try {
    const values = await secrets.read(path, reference);
    return values.map(({ value, source }) => ({ label: `${label} (${source})`, value }));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

async function shadowed(
  { secrets }: ResolvedProfile,
  { reference }: SecretUse,
): Promise<readonly OtherSecret[]> {
  if (typeof reference === "string") return [];
  const each = "length" in reference ? reference : [reference];
  const found = await Promise.all(each.map((one) => secrets.overridden(one)));
  return found.flat().map(({ source, value }) => ({
    label: `${source}, which another place overrides`,
    value,
  }));
}
