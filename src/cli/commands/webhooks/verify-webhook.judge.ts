/** How `verify-webhook` judges each kind of capture: what it verifies with, from the profile or from `--secret-env`. */
import { UserError } from "../../../core/errors.js";
import { paymentsSettings } from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { webhookSettings } from "../../../profile/webhook-settings.js";
import { diagnosePoll, type PollDiagnosis } from "../../../protocols/payments/diagnose-poll.js";
import { diagnoseCallback } from "../../../protocols/wallet/diagnose.js";
import { PUBLIC_KEY_HEADER } from "../../../protocols/wallet/signature.js";
import type { LabelledSecret } from "../../../protocols/webhook/causes/secret.js";
import { diagnoseWebhook, type SignatureDiagnosis } from "../../../protocols/webhook/diagnose.js";
import { headerValue } from "../../../core/http.js";
import { labelledSecrets, otherSecrets } from "../../../tasks/other-secrets.js";
import { sentRange } from "../../../tasks/replay/resign-poll.js";
import { callbackAgreement } from "../../../tasks/wallet/callback-agreement.js";
import type { GivenDelivery } from "./verify-webhook.input.js";

/** What verifies a capture. */
export interface Means {
  /** Null where none is at hand, which only `--secret-env` allows. */
  readonly profile: ResolvedProfile | null;
  /** In place of the profile's own; null where none was named. */
  readonly secret: LabelledSecret | null;
  readonly nowMs: number;
  readonly mayGoOn: () => boolean;
}

export type Judged =
  | {
      readonly kind: "webhook" | "wallet";
      readonly diagnosis: SignatureDiagnosis;
      /** Where the first secret stands in the profile. */
      readonly path: string;
      readonly secrets: readonly LabelledSecret[];
    }
  | { readonly kind: "payments"; readonly diagnosis: PollDiagnosis };

const NEEDED_BY = "verify-webhook";

/** @throws {UserError} `section_missing`, and what reading secrets throws */
export async function judge(given: GivenDelivery, means: Means): Promise<Judged> {
  switch (given.kind) {
    case "webhook":
      return judgeWebhook(given, means);
    case "wallet":
      return judgeCallback(given, means);
    case "payments":
      return judgePoll(given, means);
  }
}

async function judgeWebhook(given: GivenDelivery, means: Means): Promise<Judged> {
  const { secret, nowMs, mayGoOn } = means;
  const agreement =
    secret === null ? await webhookAgreement(profileOf(means)) : { secrets: [secret] as const };
  const { body, signature, beside } = given;
  const diagnosis = diagnoseWebhook({ ...agreement, body, signature, beside, nowMs, mayGoOn });
  return { kind: "webhook", diagnosis, path: "webhook.secret", secrets: agreement.secrets };
}

async function webhookAgreement(profile: ResolvedProfile) {
  const settings = await webhookSettings(profile, NEEDED_BY);
  return {
    form: settings.form,
    tolerance: settings.toleranceSec,
    secrets: await labelledSecrets(profile, "webhook.secret", settings.secrets),
  };
}

async function judgeCallback(given: GivenDelivery, means: Means): Promise<Judged> {
  const { secret, profile, mayGoOn } = means;
  const { secrets, publicKey } =
    secret === null
      ? await callbackAgreement(profileOf(means), NEEDED_BY)
      : { secrets: [secret] as const, publicKey: profile?.profile.wallet?.publicKey ?? null };
  const { body, signature, beside, request } = given;
  const diagnosis = diagnoseCallback({
    ...{ body, signature, beside, mayGoOn, secrets },
    publicKey: request === null ? null : (headerValue(request.headers, PUBLIC_KEY_HEADER) ?? ""),
    agreedPublicKey: publicKey,
  });
  return { kind: "wallet", diagnosis, path: "wallet.secret", secrets };
}

async function judgePoll({ request }: GivenDelivery, means: Means): Promise<Judged> {
  const { secret, profile, nowMs, mayGoOn } = means;
  if (request === null)
    throw new UserError("usage", "a poll is verified as a whole request", "Give @FILE or an id.");
  const settings = secret === null ? await paymentsSettings(profileOf(means), NEEDED_BY) : null;
  const source = settings?.source ?? profile?.profile.payments?.source;
  const diagnosis = diagnosePoll({
    auth: source?.auth ?? { kind: secret === null ? "none" : "fingerprint" },
    request,
    sent: sentRange(request, source?.range),
    key: secret?.value ?? settings?.key?.value ?? "",
    partner: profile?.profile.partner ?? "",
    others: profile === null ? [] : await otherSecrets(profile, "payments.source.key"),
    nowMs,
    mayGoOn,
    ...(source?.range?.zone === undefined ? {} : { zone: source.range.zone }),
  });
  return { kind: "payments", diagnosis };
}

function profileOf({ profile }: Means): ResolvedProfile {
  if (profile !== null) return profile;
  throw new UserError(
    "profile_not_found",
    "there is no profile that says what this is verified with",
    "Name a secret with --secret-env NAME, or a profile with --profile.",
  );
}
