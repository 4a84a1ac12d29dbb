/** Whether a kept delivery was signed with another secret than is in force now. */
import type { LabelledSecret } from "../../protocols/webhook/causes/secret.js";
import { keyCheckValue } from "../../protocols/webhook/key-check-value.js";

/**
 * @param path of the secret, such as `webhook.secret`
 * @param keys check values of the secrets in force when the delivery was kept
 * @returns a sentence where it is another one now, else null
 */
export function changedKey(
  path: string,
  keys: Readonly<Record<string, string>>,
  secrets: readonly LabelledSecret[],
): string | null {
  const then = keys[path];
  const [expected] = secrets;
  if (then === undefined || expected === undefined) return null;
  return secrets.some(({ value }) => keyCheckValue(value) === then)
    ? null
    : `${path} is not the secret of then (check value ${then}, now ${keyCheckValue(expected.value)})`;
}
