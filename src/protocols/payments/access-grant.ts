/** Access tokens that a provider grants (RFC 6749, sections 4.4 and 4.5; RFC 7523): the request, and its reply read. */
import { UserError } from "../../core/errors.js";
import { parseJson } from "../../core/json/read.js";
import { valueAt } from "../../core/json/path.js";
import { jsonNumber, type JsonValue, renderJson, scalarText } from "../../core/json/value.js";
import { credentialText } from "./credential.js";
import { signToken } from "./json-web-token.js";
import type { GrantAuth } from "./auth-mapping.js";
import type { Signable } from "./request-signature.js";

export interface AccessToken {
  readonly token: string;
  /** Null where the reply does not say how long it holds. */
  readonly endsMs: number | null;
}

/** @throws {UserError} `payments_key_malformed`, `payments_client_missing` */
export function buildGrantRequest(auth: GrantAuth, key: string, nowMs: number): Signable {
  const { url, client = "basic", id, names, in: place = "form" } = auth;
  const proof = client === "assertion" || client === "bearer" ? claimsToken(auth, key, nowMs) : "";
  const members: Record<string, string | number | boolean> = {
    grant_type: client === "assertion" ? JWT_BEARER : "client_credentials",
    ...(client === "assertion" ? { assertion: proof } : {}),
    ...(client === "body"
      ? { [names?.id ?? "client_id"]: clientId(id), [names?.secret ?? "client_secret"]: key }
      : {}),
    ...auth.params,
  };
  const credential =
    client === "basic"
      ? credentialText({ kind: "basic", user: clientId(id) }, key)
      : `Bearer ${proof}`;
  return {
    method: "POST",
    url,
    headers: [
      ["Accept", "application/json"],
      ["Content-Type", place === "json" ? "application/json" : "application/x-www-form-urlencoded"],
      ...(client === "basic" || client === "bearer"
        ? [["Authorization", credential] as const]
        : []),
    ],
    body: Buffer.from(place === "json" ? jsonBody(members) : formBody(members)),
  };
}

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

type Members = Readonly<Record<string, string | number | boolean>>;

function jsonBody(members: Members): string {
  const values = Object.entries(members).map(([name, value]): [string, JsonValue] => [
    name,
    typeof value === "number" ? jsonNumber(String(value)) : value,
  ]);
  return renderJson(Object.fromEntries(values));
}

function formBody(members: Members): string {
  return new URLSearchParams(
    Object.entries(members).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

function claimsToken({ jwt, url }: GrantAuth, key: string, nowMs: number): string {
  const claims = { aud: url, ...jwt?.claims };
  return signToken({ algorithm: "RS256", ...jwt, claims }, key, nowMs);
}

function clientId(id: string | undefined): string {
  if (id !== undefined) return id;
  throw new UserError(
    "payments_client_missing",
    "payments.source.auth.id is missing: the grant is asked for by a client's id and secret",
    "Name the id that the provider gave you beside the secret.",
  );
}

/** @returns null where there is no token in it */
export function readGrant(
  { token: tokenPath = "access_token", expires = "expires_in" }: GrantAuth,
  body: Uint8Array,
  nowMs: number,
): AccessToken | null {
  const document = parseJson(Buffer.from(body).toString("utf8"));
  if (!document.ok) return null;
  const token = scalarText(valueAt(document.value, tokenPath));
  if (token === null || token === "") return null;
  return { token, endsMs: endOf(Number(scalarText(valueAt(document.value, expires))), nowMs) };
}

/** A life in seconds, or a moment in seconds or milliseconds: by its size. */
function endOf(value: number, nowMs: number): number | null {
  if (!Number.isFinite(value) || value <= 0) return null;
  if (value < 1e8) return nowMs + value * 1000;
  return value < 1e11 ? value * 1000 : value;
}
