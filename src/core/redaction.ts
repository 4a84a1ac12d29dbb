/**
 * Takes secrets out of whatever is about to be kept or shown. Knows the secret
 * in the spellings in which it could travel: as is, URL-encoded, JSON-escaped,
 * Base64, hex.
 */
import type { HeaderPair } from "./http.js";

export interface KnownSecret {
  /** Where it comes from, such as `entry.key`; stands in its place. */
  readonly label: string;
  readonly value: string;
}

export interface Redactor {
  text(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
  headers(headers: readonly HeaderPair[]): readonly HeaderPair[];
}

/** Shorter values occur by chance everywhere; replacing them would ruin the evidence and reveal them. */
export const SHORTEST_REDACTED_SECRET = 4;

const CREDENTIAL_HEADERS = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-reward-api-secret",
]);

/** What stands where a secret stood. */
export function redactionMark(label: string): string {
  return `[secret:${label}]`;
}

export function createRedactor(secrets: readonly KnownSecret[]): Redactor {
  const needles = secrets
    .filter(({ value }) => value.length >= SHORTEST_REDACTED_SECRET)
    .flatMap(({ label, value }) =>
      spellings(value).map((needle) => ({
        needle,
        mark: redactionMark(label),
      })),
    )
    .sort((a, b) => b.needle.length - a.needle.length);
  const binaryNeedles = needles.map(({ needle, mark }) => ({
    needle: latin1(needle),
    mark: latin1(mark),
  }));
  const text = (input: string) => replaceAll(input, needles);
  return {
    text,
    bytes: (input) => {
      const before = Buffer.from(
        input.buffer,
        input.byteOffset,
        input.length,
      ).toString("latin1");
      const after = replaceAll(before, binaryNeedles);
      return after === before ? input : Buffer.from(after, "latin1");
    },
    headers: (headers) =>
      headers.map(
        ([name, value]) => [name, redactCredential(name, text(value))] as const,
      ),
  };
}

function redactCredential(name: string, value: string): string {
  if (!CREDENTIAL_HEADERS.has(name.toLowerCase())) return value;
  if (value.includes("[secret:")) return value;
  const scheme = /^(Bearer|Basic)\s/i.exec(value);
  return `${scheme === null ? "" : `${scheme[1] ?? ""} `}${redactionMark(name.toLowerCase())}`;
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const base64 = bytes.toString("base64");
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).replaceAll("%20", "+"),
      JSON.stringify(secret).slice(1, -1),
      base64,
      base64.replace(/=+$/, ""),
      bytes.toString("base64url"),
      bytes.toString("hex"),
      bytes.toString("hex").toUpperCase(),
    ]),
  ];
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function replaceAll(
  text: string,
  needles: readonly { readonly needle: string; readonly mark: string }[],
): string {
  let result = text;
  for (const { needle, mark } of needles) {
    if (result.includes(needle)) result = result.replaceAll(needle, () => mark);
  }
  return result;
}
