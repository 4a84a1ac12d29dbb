/**
 * Literal values of a profile that may give access to something: tokens of
 * players, and what stands in headers, parameters and URLs although a secret
 * belongs elsewhere. They are never shown and never exported.
 */
import type { KnownSecret } from "../core/redaction/needles.js";
import { isCredentialHeader } from "../core/redaction/values.js";
import { type PlainStep, renderPath } from "../core/json/path.js";
import { createSecretNames } from "../core/redaction/secret-names.js";
import {
  halvesOfCredentials,
  type Place,
  placesOfText,
  placesOfUrl,
  URL_CREDENTIALS,
} from "../core/redaction/places.js";
import { URL_SHAPE } from "../core/redaction/secret-shapes.js";
import { leavesOf } from "./leaves.js";

export type CredentialKind = "token" | "header" | "parameter" | "url";

/** Keys whose value is a secret also where it stands in the profile itself. */
export const TOKEN_KEYS: ReadonlySet<string> = new Set(["userToken", "sessionToken"]);

const CREDENTIAL_NAME =
  /secret|token|passw|pwd|credential|authori[sz]ation|api[-_.]?key|access[-_.]?key|(^|[-_.])(key|auth|signature)$/i;

/** @returns null for a value that anybody may see */
export function credentialAt(path: readonly PlainStep[], value: unknown): CredentialKind | null {
  if (typeof value !== "string" || value === "") return null;
  const [holder, name = ""] = path.slice(-2).map(String);
  if (TOKEN_KEYS.has(name)) return "token";
  if (holder === "headers")
    return isCredentialHeader(name) || isCredentialName(name) ? "header" : null;
  if (isParameters(path.slice(0, -1)) && isCredentialName(name)) return "parameter";
  return withoutUrlCredentials(value) === value ? null : "url";
}

const SECRET_NAMES = createSecretNames();

/** Whether a parameter's name says without doubt that its value is a secret. */
export function isSecretParameter(name: string): boolean {
  return SECRET_NAMES.has(name, "query");
}

/** As whoever gets the query reads it. */
function nameOf(written: string): string {
  try {
    return decodeURIComponent(written.replaceAll("+", " "));
  } catch {
    return written;
  }
}

function isCredentialName(name: string): boolean {
  return CREDENTIAL_NAME.test(name) || SECRET_NAMES.has(name, "query");
}

/** A user's name such as `user` stands in many other words. */
const SHORTEST_LITERAL = 6;

/** Every value that stands in a profile and may give access to something, as it may turn up in a message. */
export function literalCredentials(profile: unknown): readonly KnownSecret[] {
  return leavesOf(profile).flatMap(({ path, value }) => {
    const kind = credentialAt(path, value);
    if (typeof value !== "string" || kind === "token") return [];
    return valuesOf(kind, value)
      .filter((each) => each.length >= SHORTEST_LITERAL)
      .map((each) => ({ label: renderPath(path), value: each }));
  });
}

const RULES = { personal: [], names: SECRET_NAMES };

function valuesOf(kind: CredentialKind | null, text: string): readonly string[] {
  if (kind === "parameter") return [text];
  if (kind === "header") {
    const [, scheme = "", rest = text] = /^(Bearer|Basic) +(.*)$/is.exec(text) ?? [];
    const inner = /basic/i.test(scheme) ? Buffer.from(rest, "base64").toString("utf8") : "";
    return [rest, ...(inner === "" ? [] : [inner, ...inner.split(":")])];
  }
  if (kind === null) return placesOfText(text, { personal: [], names: null }).flatMap(singleValues);
  return placesOfUrl(text, RULES).flatMap(singleValues);
}

function singleValues({ label, value }: Place): readonly string[] {
  const isPair = label === URL_CREDENTIALS || label === `shape.${URL_SHAPE}`;
  return isPair ? halvesOfCredentials(value) : [value];
}

/** Names there are the partner's own; `entry.params`, which renames parameters, is another thing. */
function isParameters(path: readonly PlainStep[]): boolean {
  const last = path.slice(-2).join(".");
  return last === "source.params" || last === "gateway.constants";
}

/** A URL less its user, password and query parameters that are called like a credential; other texts unchanged. */
export function withoutUrlCredentials(text: string): string {
  if (!/^https?:\/\//i.test(text)) return text;
  const [, start = "", rest = ""] = /^(https?:\/\/)(?:[^/?#]*@)?(.*)$/is.exec(text) ?? [];
  const [, before = "", query, hash = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(rest) ?? [];
  if (query === undefined) return `${start}${before}${hash}`;
  const kept = query.split("&").filter((pair) => {
    const [name = "", value = ""] = pair.split("=");
    // A placeholder is what something else fills.
    return !isCredentialName(nameOf(name)) || value === "" || /^\{[\w.-]+\}$/.test(value);
  });
  const marked = kept.length === 0 ? "" : `?${kept.join("&")}`;
  return `${start}${before}${marked}${hash}`;
}
