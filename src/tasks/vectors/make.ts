/**
 * The vectors of a profile's recipes. No secret of the profile is read: all
 * are made with the published test key.
 */
import { durationMs } from "../../core/duration.js";
import { UserError } from "../../core/errors.js";
import { withoutUrlCredentials } from "../../profile/credentials.js";
import { entryRecipeOf } from "../../profile/entry-settings.js";
import { requireSection, type ResolvedProfile } from "../../profile/resolve.js";
import { walletDialect } from "../../profile/wallet-settings.js";
import { fingerprintRecipe } from "../../protocols/payments/fingerprint.js";
import { formatRange } from "../../protocols/payments/range-format.js";
import type { GatewayMapping } from "../../protocols/webhook/gateway-mapping.js";
import { DEFAULT_TOLERANCE_SEC } from "../../protocols/webhook/signature.js";
import { entryVectors } from "./cases/entry.js";
import { paymentsVectors } from "./cases/payments.js";
import { walletVectors } from "./cases/wallet.js";
import { webhookVectors } from "./cases/webhook.js";
import { VECTOR_SUITES, VECTOR_TIME_SEC, type VectorSet, type VectorSuite } from "./vector.js";

const NEEDED_BY = "vectors";

const MAKERS: Readonly<Record<VectorSuite, (profile: ResolvedProfile) => VectorSet>> = {
  entry: (profile) => {
    const section = requireSection(profile, "entry", NEEDED_BY);
    const recipe = entryRecipeOf(section, profile.profile.partner);
    return entryVectors({ ...recipe, url: withoutUrlCredentials(recipe.url) });
  },
  webhook: (profile) => {
    const { signature, format, gateway, tolerance } = requireSection(profile, "webhook", NEEDED_BY);
    return webhookVectors({
      form: signature ?? "simple",
      format: format ?? "playcamp",
      mapping: (gateway ?? {}) as GatewayMapping,
      toleranceSec:
        tolerance === undefined ? DEFAULT_TOLERANCE_SEC : Math.round(durationMs(tolerance) / 1000),
    });
  },
  wallet: (profile) => walletVectors(walletDialect(requireSection(profile, "wallet", NEEDED_BY))),
  payments: (profile) => {
    const { source } = requireSection(profile, "payments", NEEDED_BY);
    if (source.auth?.kind !== "fingerprint") throw noFingerprint(profile);
    const toMs = VECTOR_TIME_SEC * 1000;
    return paymentsVectors({
      fingerprint: fingerprintRecipe(source.auth),
      partner: profile.profile.partner,
      range:
        source.range === undefined
          ? { from: "", to: "" }
          : formatRange(source.range, { fromMs: toMs - 3_600_000, toMs }),
    });
  },
};

/**
 * @param suites those asked for; none for every one that the profile has a recipe for
 * @throws {UserError} `section_missing`, `vectors_none`
 */
export function makeVectors(
  profile: ResolvedProfile,
  suites: readonly VectorSuite[],
): readonly VectorSet[] {
  const wanted =
    suites.length > 0 ? suites : VECTOR_SUITES.filter((suite) => hasRecipe(profile, suite));
  if (wanted.length > 0) return wanted.map((suite) => MAKERS[suite](profile));
  throw new UserError(
    "vectors_none",
    `${profile.origin} has no recipe to make vectors of`,
    `Add one of these sections: ${VECTOR_SUITES.join(", ")}; or try --sandbox.`,
  );
}

function hasRecipe({ profile }: ResolvedProfile, suite: VectorSuite): boolean {
  return suite === "payments"
    ? profile.payments?.source.auth?.kind === "fingerprint"
    : profile[suite] !== undefined;
}

function noFingerprint({ origin }: ResolvedProfile): UserError {
  return new UserError(
    "vectors_none",
    `${origin}: payments.source.auth is no fingerprint, so there is nothing to compute`,
    'Vectors are for {"kind":"fingerprint"}; other kinds send the key as it is.',
  );
}
