/** What a profile says of secrets and personal data, as everything that keeps or shows a message wants it. */
import { createRedactor, type RedactionRules, type Redactor } from "../core/redaction.js";
import { parsePersonalPath } from "../core/redaction/places.js";
import { createSecretNames } from "../core/redaction/secret-names.js";
import type { ResolvedProfile } from "./resolve.js";

/**
 * Who wrote the requests: this tool alone, which sends no secret that it does not know;
 * this tool with what the user gave it; or somebody else, whose signatures are still good.
 */
export type RequestOrigin = "own" | "given" | "foreign";

/** What of a profile the rules come from. */
interface RedactedProfile {
  readonly profile: ResolvedProfile["profile"];
  readonly secrets: Pick<ResolvedProfile["secrets"], "known">;
}

/** @param profile null where there is none */
export function redactionRules(
  profile: RedactedProfile | null,
  origin: RequestOrigin,
): RedactionRules {
  const { paths = [], names = [] } = profile?.profile.privacy ?? {};
  const replyNames = createSecretNames(names);
  return {
    personal: paths.flatMap((path) => parsePersonalPath(path) ?? []),
    requestNames: {
      own: createSecretNames(names, { builtIn: "headers" }),
      given: replyNames,
      foreign: createSecretNames(names, { signatures: true }),
    }[origin],
    replyNames,
    isOwnRequest: origin === "own",
    openWords: profile === null ? [] : openWords(profile),
  };
}

/** The texts of a profile, without credentials that somebody wrote into it. */
function openWords({ profile, secrets }: RedactedProfile) {
  const known = secrets.known();
  return textsIn(profile)
    .filter((text) => !known.some(({ value }) => text.includes(value)))
    .map((text) => text.toLowerCase());
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The address of somebody else's request, without the credentials that a name or a shape gives away. */
export function urlWithoutCredentials(url: string): string {
  const redactor = createRedactor([], redactionRules(null, "foreign"));
  return redactor.exchange({ url, headers: [], body: null }, null).asked.url;
}

/** Knows every secret that the profile has read so far, whenever it is asked. */
export function profileRedactor(profile: ResolvedProfile, origin: RequestOrigin): Redactor {
  return createRedactor(() => profile.secrets.known(), redactionRules(profile, origin));
}
