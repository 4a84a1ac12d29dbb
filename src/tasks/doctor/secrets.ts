/** Whether every secret of the profile is there and may be the agreed one, and none serves two purposes. */
import { UserError } from "../../core/errors.js";
import { isLoopbackHost } from "../../core/http.js";
import { hostsIn } from "../../profile/environments.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { Profile } from "../../profile/schema.js";
import type { ReadSecret } from "../../profile/secrets.js";
import { type SecretUse, secretUses } from "../journal/profile-secrets.js";
import { SANDBOX_SECRETS } from "../sandbox/index.js";
import { implausibilities } from "./implausible.js";
import { type DoctorLine, fail, pass, warn } from "./line.js";

export async function examineSecrets(resolved: ResolvedProfile): Promise<readonly DoctorLine[]> {
  const examined = await Promise.all(
    secretUses(resolved.profile).map((place) => examinePlace(resolved, place)),
  );
  const secrets = examined.flatMap(({ found }) => found);
  return [
    ...examined.flatMap(({ lines }) => lines),
    ...resolved.secrets
      .oddities()
      .map((odd) =>
        warn(
          { check: "secret", subject: ".env" },
          odd,
          "Correct the file, or put the value in single quotes.",
        ),
      ),
    ...sharedPurposes(secrets),
    ...(await sharedEnvironments(resolved, secrets)),
  ];
}

interface Examined {
  readonly lines: readonly DoctorLine[];
  readonly found: readonly ReadSecret[];
}

async function examinePlace(resolved: ResolvedProfile, place: SecretUse): Promise<Examined> {
  const subject = { check: "secret", subject: place.path };
  const found = await readPlace(resolved, place);
  if (found instanceof UserError) {
    const message = found.message.replace(`${place.path}: `, "");
    const line = fail(subject, message, found.hint ?? "Provide it.");
    return { found: [], lines: [line] };
  }
  const isToken = /Token$/.test(place.path);
  const isHere = servesOnlyThisMachine(resolved.profile, place.path);
  const odd = found.flatMap(({ value, source }) => [
    ...implausibilities(place.path, value)
      // Player tokens are as long as whoever issues them likes.
      .filter(({ status }) => !isToken || status === "fail")
      .map(({ status, message, fix }) => ({
        ...subject,
        status,
        message: `${source} ${message}`,
        fix,
      })),
    ...(!isHere && Object.values(SANDBOX_SECRETS).includes(value)
      ? [
          fail(
            subject,
            `${source} is the sandbox's, which everyone knows`,
            "Agree on a secret of your own: openssl rand -hex 32.",
          ),
        ]
      : []),
  ]);
  const sources = found.map(({ source }) => source).join(", then ");
  return { found, lines: odd.length > 0 ? odd : [pass(subject, sources)] };
}

/** Whoever works against a sandbox that runs here needs its secrets. */
function servesOnlyThisMachine(profile: Profile, path: string): boolean {
  const section = profile[sectionOf(path)];
  return hostsIn(section).every(isLoopbackHost);
}

function sectionOf(path: string): keyof Profile {
  return (path.split(/[.[]/, 1)[0] ?? "") as keyof Profile;
}

/** @returns the error in place of the values; others go their way */
async function readPlace(
  { secrets }: ResolvedProfile,
  { path, reference }: SecretUse,
): Promise<readonly ReadSecret[] | UserError> {
  try {
    return typeof reference === "string"
      ? [await secrets.readToken(path, reference)]
      : await secrets.read(path, reference);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function sharedPurposes(secrets: readonly ReadSecret[]): readonly DoctorLine[] {
  const firstPath = new Map<string, string>();
  return secrets.flatMap(({ path, value }) => {
    const other = firstPath.get(value);
    if (other === undefined) firstPath.set(value, path);
    if (other === undefined || sameKey(other, path)) return [];
    return [
      warn(
        { check: "secret", subject: path },
        other === path ? "two of its references lead to the same value" : `is the same as ${other}`,
        other === path
          ? "Keep one of them, or put the new secret in the other."
          : "Agree on one secret for each purpose: whoever learns one has both.",
      ),
    ];
  });
}

/** The key of PlayCamp's API is one key, wherever it is named. */
function sameKey(a: string, b: string): boolean {
  return a !== b && a.endsWith(".apiKey") && b.endsWith(".apiKey");
}

/**
 * The same secret in an environment whose section leads elsewhere. Where it is
 * one reference, such as a variable that each shell sets, only a live
 * environment makes that a risk.
 */
async function sharedEnvironments(
  resolved: ResolvedProfile,
  secrets: readonly ReadSecret[],
): Promise<readonly DoctorLine[]> {
  const { profile, environment } = resolved;
  const lines: DoctorLine[] = [];
  for (const [name, other] of resolved.alternatives) {
    const isLive = profile.live === true || other.live === true;
    for (const place of secretUses(other)) {
      const section = sectionOf(place.path);
      if (sameText(hostsIn(profile[section]), hostsIn(other[section]))) continue;
      const found = await readPlace(resolved, place);
      if (found instanceof UserError) continue;
      const own = secrets.filter(({ path }) => path === place.path);
      const shared = found.some(({ value, source }) =>
        own.some((mine) => mine.value === value && (isLive || mine.source !== source)),
      );
      if (!shared) continue;
      lines.push(
        warn(
          { check: "secret", subject: place.path },
          `is the same in ${environment ?? "the base"} and in ${name}`,
          "Agree on a secret for each environment: one that leaks from a test opens the other too.",
        ),
      );
    }
  }
  return lines;
}

function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
