/**
 * One part of a sandbox agreement: how a section of the profile looks when the
 * sandbox plays its counterpart, and what that counterpart must know of it.
 */
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { Profile } from "../../profile/schema.js";
import type { PaymentShapeId } from "../../sandbox/roles/payment-source/shapes/ids.js";
import type { SandboxAgreement } from "../../sandbox/roles/index.js";

/** What the caller wants of the sandbox's data; left out, the defaults. */
export interface SandboxChoices {
  /** The shape of the game's payment query, in place of the profile's own. */
  readonly paymentsShape?: PaymentShapeId;
  /** Payments that the game has sold. */
  readonly payments?: number;
}

export interface SandboxSection {
  /** Variable → value. Known to everyone, so they protect nothing: they only make both sides agree. */
  readonly secrets: Readonly<Record<string, string>>;
  /**
   * The profile's sections on the sandbox: the user's recipes, the sandbox's URLs and secrets.
   *
   * @param base null where the user has no profile
   */
  readonly profile: (
    base: Profile | null,
    url: string,
    choices: SandboxChoices,
  ) => Partial<Profile>;
  /** The same, as the counterpart sees it. */
  readonly agreement: (
    resolved: ResolvedProfile,
    choices: SandboxChoices,
  ) => Promise<Partial<SandboxAgreement>>;
}

/** Headers and TLS material belong to the real target. */
export function withoutConnection<Section extends object>(section: Section): Section {
  const copy: Section & { headers?: unknown; tls?: unknown } = { ...section };
  delete copy.headers;
  delete copy.tls;
  return copy;
}
