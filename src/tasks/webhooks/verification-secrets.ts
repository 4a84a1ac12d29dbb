/** The secrets that a delivery may have been signed with, the right ones and those that are mixed up with them. */
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import type { LabelledSecret } from "../../protocols/webhook/causes/secret.js";
import { otherSecrets } from "../other-secrets.js";
import { keyCheckValue } from "../../protocols/webhook/key-check-value.js";

/** The signing secret first, then those that a rotation still accepts, then every other at hand. */
export async function verificationSecrets(
  profile: ResolvedProfile,
  { secrets: [first, ...rotated] }: Pick<WebhookSettings, "secrets">,
): Promise<readonly [LabelledSecret, ...LabelledSecret[]]> {
  return [
    { label: first.source, value: first.value },
    ...rotated.map(({ source, value }) => ({
      label: source,
      value,
      accepted: true,
    })),
    ...(await otherSecrets(profile, "webhook.secret")),
  ];
}

/**
 * @param keys check values of the secrets in force when the delivery was kept
 * @returns a sentence where the webhook's secret is another one now, else null
 */
export function changedKey(
  keys: Readonly<Record<string, string>>,
  secrets: readonly LabelledSecret[],
): string | null {
  const then = keys["webhook.secret"];
  const [expected] = secrets;
  if (then === undefined || expected === undefined) return null;
  return secrets.some(({ value }) => keyCheckValue(value) === then)
    ? null
    : `webhook.secret is not the secret of then (check value ${then}, now ${keyCheckValue(expected.value)})`;
}
