/** Where a draft refers to secrets, and the `.env.example` that names the variables among them. */
import { isPlainObject, isReference } from "../../profile/overrides.js";
import { storeVariable } from "../../profile/secret-places.js";
import type { SecretReference } from "../../profile/sections/shared.js";
import type { ProfileSections } from "./presets/preset.js";

interface FoundReference {
  /** Path in the profile, such as `entry.key`. */
  readonly path: string;
  readonly reference: SecretReference;
}

export function referencesOf(sections: ProfileSections): readonly FoundReference[] {
  return referencesIn(sections, "");
}

function referencesIn(value: unknown, path: string): readonly FoundReference[] {
  if (Array.isArray(value))
    return value.flatMap((each, at) => referencesIn(each, `${path}[${at}]`));
  if (!isPlainObject(value)) return [];
  if (isReference(value)) return [{ path, reference: value as SecretReference }];
  return Object.entries(value).flatMap(([key, child]) =>
    referencesIn(child, path === "" ? key : `${path}.${key}`),
  );
}

/** One line for each secret that presets know, without its path's list positions. */
export const SECRET_MEANINGS: Readonly<Record<string, string>> = {
  "entry.key": "the shared key that signs entry URLs",
  "webhook.secret": "the secret that PlayCamp showed when the webhook was created",
  "payments.source.key": "what authenticates the gateway's payment queries",
  "sdkApi.apiKey": "PlayCamp's server key: ak_server_…:secret",
  "wallet.secret": "the secret that signs the provider's callbacks",
  "wallet.player.userToken": "the test player's user token",
  "wallet.player.sessionToken": "the test player's session token",
  "postback.secret": "the reward app's API secret",
};

/** The variables that secrets are read from, each once; of a stored one, the variable that stands in for it. */
export function secretVariables(sections: ProfileSections): readonly SecretVariable[] {
  const variables = new Map<string, SecretVariable>();
  for (const { path, reference } of referencesOf(sections)) {
    if ("file" in reference) continue;
    const isStored = "store" in reference;
    const name = isStored ? storeVariable(reference.store) : reference.env;
    if (!variables.has(name)) variables.set(name, { name, path, isStored });
  }
  return [...variables.values()];
}

interface SecretVariable {
  readonly name: string;
  /** Path in the profile. */
  readonly path: string;
  /** Needed only where there is no store, as in CI. */
  readonly isStored: boolean;
}

const HEAD = "# Copy to .env beside the profile and fill in; keep .env out of version control.\n";

/**
 * @param before what the file holds already; null where there is none
 * @returns the old text with the variables that it lacks added; null where it lacks none
 */
export function envExampleText(sections: ProfileSections, before: string | null): string | null {
  const missing = secretVariables(sections).filter(
    ({ name }) =>
      before === null ||
      !before.split(/\r?\n/).some((line) => line.replace(/^# /, "").startsWith(`${name}=`)),
  );
  if (missing.length === 0) return null;
  const lines = missing.map(({ name, path, isStored }) => {
    const meaning = SECRET_MEANINGS[path];
    const about = [
      path,
      ...(meaning === undefined ? [] : [`: ${meaning}`]),
      ...(isStored ? ["; only where it is not stored, as in CI"] : []),
    ].join("");
    return `\n# ${about}\n${isStored ? "# " : ""}${name}=\n`;
  });
  const old = before ?? HEAD;
  return `${old}${old.endsWith("\n") ? "" : "\n"}${lines.join("")}`;
}
