/** What a captured callback is verified with. */
import { requireSection, type ResolvedProfile } from "../../profile/resolve.js";
import type { LabelledSecret } from "../../protocols/webhook/causes/secret.js";
import { labelledSecrets } from "../other-secrets.js";

export interface CallbackAgreement {
  readonly secrets: readonly [LabelledSecret, ...LabelledSecret[]];
  /** Null where no profile says it. */
  readonly publicKey: string | null;
}

/** @throws {UserError} `section_missing`, `secret_missing`, `secret_empty` */
export async function callbackAgreement(
  profile: ResolvedProfile,
  neededBy: string,
): Promise<CallbackAgreement> {
  const section = requireSection(profile, "wallet", neededBy);
  const read = await profile.secrets.read("wallet.secret", section.secret);
  return {
    publicKey: section.publicKey,
    secrets: await labelledSecrets(profile, "wallet.secret", read),
  };
}
