/** Says which secrets are not those that a stored message was made with. */
import type { StoredMessage } from "../../journal/message.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { keyCheckValue } from "../../protocols/webhook/key-check-value.js";
import { secretValues } from "../journal/profile-secrets.js";

/** @returns a sentence for each; secrets that the profile has not are passed over */
export async function changedKeys(
  { keys }: StoredMessage,
  profile: ResolvedProfile,
): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const [label, then] of Object.entries(keys)) {
    const values = (await secretValues(profile, label)).map(keyCheckValue);
    const [now] = values;
    if (now === undefined || values.includes(then)) continue;
    sentences.push(`${label} is not the secret of then (check value ${then}, now ${now})`);
  }
  return sentences;
}
