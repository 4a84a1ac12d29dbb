/** Puts the secrets back into a stored request: from the profile, the environment, or what the user says. */
import { UserError } from "../../core/errors.js";
import { hostOf, type HttpRequest, isLoopbackHost } from "../../core/http.js";
import type { StoredRequest } from "../../journal/message.js";
import { spansOfRequest } from "../../journal/message.js";
import {
  displayText,
  type Fill,
  refillBytes,
  refillText,
  type SecretSpan,
  spanName,
} from "../../journal/redacted.js";
import { VARIABLE_LABEL } from "../../journal/curl-command.js";
import { hostsIn } from "../../profile/environments.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { secretValues } from "../journal/profile-secrets.js";
import type { Route } from "./route.js";

export type PlainRequest = Pick<HttpRequest, "method" | "url" | "headers" | "body">;

export interface GapSources {
  readonly profile: ResolvedProfile | null;
  /** Name of a gap → its value, as given with --fill. */
  readonly given: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null sends it to its own URL. */
  readonly route: Route | null;
}

/**
 * The request as it was, byte for byte.
 *
 * @throws {UserError} `replay_gap`, `secret_to_stranger`, and what the route throws
 */
export async function fillGaps(request: StoredRequest, sources: GapSources): Promise<PlainRequest> {
  const spans = spansOfRequest(request);
  const values = new Map<string, string>();
  for (const span of spans) {
    const name = spanName(span);
    const value = values.get(name) ?? (await valueOf(span, sources));
    if (value === null) throw missing(span);
    values.set(name, value);
  }
  const fill: Fill = (span) => values.get(spanName(span)) ?? null;
  if (spans.length > 0 && sources.route === null)
    assertNoStranger(displayText(request.url), spans, sources);
  const url = refillText(request.url, fill);
  return {
    method: request.method,
    url: sources.route?.(url) ?? url,
    headers: request.headers.map(([name, value]) => [name, refillText(value, fill)]),
    body: request.body === null ? null : refillBytes(request.body, fill),
  };
}

async function valueOf(
  span: SecretSpan,
  { given, env, profile }: GapSources,
): Promise<string | null> {
  const own = given.get(spanName(span));
  if (own !== undefined) return own;
  const { secret, nth = 0 } = span;
  if (secret.startsWith(VARIABLE_LABEL)) return env[secret.slice(VARIABLE_LABEL.length)] ?? null;
  if (profile === null) return null;
  if (secret.startsWith("header.")) return profileHeader(secret, profile);
  return (await secretValues(profile, secret))[nth] ?? null;
}

/** A credential that stood in a section's `headers`; null where sections disagree. */
function profileHeader(label: string, { profile }: ResolvedProfile) {
  const wanted = label.slice("header.".length);
  const values = Object.values(profile).flatMap((section: unknown) => {
    const headers = (section as { headers?: Record<string, unknown> } | null)?.headers;
    return Object.entries(headers ?? {}).flatMap(([name, value]) =>
      name.toLowerCase() === wanted && typeof value === "string"
        ? [value.replace(/^\w+ +/, "")]
        : [],
    );
  });
  const [value, ...others] = new Set(values);
  return value === undefined || others.length > 0 ? null : value;
}

/** A file from elsewhere could name our secrets and an address of its own. */
function assertNoStranger(
  url: string,
  spans: readonly SecretSpan[],
  { profile }: GapSources,
): void {
  const host = URL.canParse(url) ? hostOf(url) : url;
  const known = new Set(hostsIn(profile?.profile, profile?.profile.partner));
  if (isLoopbackHost(host) || known.has(host)) return;
  throw new UserError(
    "secret_to_stranger",
    `this request carries ${spans.map(spanName).join(", ")} to ${host}, which the profile does not name`,
    `If you mean it, say so: --to ${url.split("?")[0] ?? url}`,
  );
}

function missing(span: SecretSpan): UserError {
  const name = spanName(span);
  const isVariable = name.startsWith(VARIABLE_LABEL);
  const variable = name.slice(VARIABLE_LABEL.length);
  return new UserError(
    "replay_gap",
    isVariable
      ? `the request needs $${variable}, which is not set`
      : `the request needs ${name}, which was taken out when it was kept and is not in the profile`,
    isVariable
      ? `Export ${variable}.`
      : `Choose the profile that has it with --profile, or give it: --fill ${name}.env=NAME${/^(body|query)[.[]/.test(name) ? ` or --fill ${name}=VALUE` : ""}.`,
  );
}
