/** `payments.source.auth`: how a poll shows who asks. */
import * as z from "zod/mini";
import { DIGEST_ALGORITHMS } from "../../protocols/signing/algorithms.js";
import { described, optional, text } from "./described.js";
import { algorithm, duration, encoding, scalar, url } from "./shared.js";

const tokenClaims = () => ({
  algorithm: optional(
    z.enum(["ES256", "RS256", "HS256"]),
    "How the token is signed. Default ES256.",
  ),
  header: optional(
    z.record(z.string(), z.string()),
    "What its header says beside alg and typ, such as kid.",
  ),
  claims: optional(z.record(z.string(), scalar()), "What it says beside iat and exp, such as iss."),
  ttl: optional(duration, "How long it holds. Default 20m."),
});

const fingerprint = () =>
  z.strictObject({
    kind: described(z.literal("fingerprint"), "A digest in a header."),
    header: optional(text(), "The digest's header. Default X-Fingerprint."),
    timestampHeader: optional(text(), "The timestamp's header. Default X-Timestamp."),
    algorithm: optional(algorithm, "Digest of the message. Default sha256."),
    message: optional(
      text(),
      "Template of what is digested. Default {timestamp}|{from}|{to}|{key}.",
    ),
    encoding: optional(encoding, "How the digest is written. Default hex."),
    timestamp: optional(z.enum(["s", "ms"]), "Unit of the timestamp. Default s."),
    ttl: optional(duration, "How old a timestamp may be. Default 300s."),
  });

const signature = () =>
  z.strictObject({
    kind: described(
      z.literal("signature"),
      "A digest over parameters, path or body, in a header or a parameter.",
    ),
    message: described(
      text(),
      "Template of what is digested: {key} {timestamp} {from} {to} {partner} {method} {url} {host} {path} {query} {body}; {params} all as name=value sorted, {values} their values, {params.NAME} one.",
    ),
    algorithm: optional(z.enum(DIGEST_ALGORITHMS), "Digest of the message. Default hmac-sha256."),
    encoding: optional(encoding, "How the digest is written. Default hex."),
    header: optional(text(), "The digest's header. Default X-Signature."),
    prefix: optional(text(), "What stands before it in its header."),
    parameter: optional(text(), "The digest's parameter, in place of a header."),
    timestampHeader: optional(text(), "The timestamp's header. Default none."),
    timestampParameter: optional(text(), "The timestamp's parameter. Default none."),
    timestamp: optional(
      text(),
      "How the timestamp is written: s (default), ms, iso or a pattern such as yyyyMMddHHmmss, in the zone of the range.",
    ),
  });

const oauth2 = () =>
  z.strictObject({
    kind: described(z.literal("oauth2"), "An access token that the provider grants (OAuth 2)."),
    url: described(url, "Where tokens are granted."),
    in: optional(z.enum(["form", "json"]), "How it is asked. Default form."),
    client: optional(
      z.enum(["basic", "body", "assertion", "bearer"]),
      "How id and key are shown: Basic (default), in the body, or as a token that the key signs (see jwt), in the body or as bearer.",
    ),
    id: optional(text(), "The client's id; the key is its secret."),
    names: optional(
      z.strictObject({
        id: optional(text(), "Name of the id's member. Default client_id."),
        secret: optional(text(), "Name of the secret's member. Default client_secret."),
      }),
      "Names of id and secret in the body.",
    ),
    params: optional(
      z.record(z.string(), scalar()),
      "Sent beside grant_type (client_credentials), such as a scope.",
    ),
    jwt: optional(z.strictObject(tokenClaims()), "The token that the key signs."),
    token: optional(text(), "Path of the token in the reply. Default access_token."),
    expires: optional(
      text(),
      "Path of its life in seconds, or of the time of its end. Default expires_in.",
    ),
    header: optional(text(), "The token's header in polls. Default Authorization."),
    prefix: optional(z.string(), "What stands before it there. Default Bearer and a space."),
  });

export const pollAuth = () =>
  z.discriminatedUnion("kind", [
    fingerprint(),
    signature(),
    oauth2(),
    z.strictObject({
      kind: described(z.literal("jwt"), "A bearer token that the key signs, made for every poll."),
      ...tokenClaims(),
    }),
    z.strictObject({
      kind: described(z.literal("basic"), "User and password."),
      user: optional(
        text(),
        "The user; the key is the password. Left out, the key is the user and the password empty.",
      ),
    }),
    z.strictObject({ kind: described(z.literal("bearer"), "The key as a bearer token.") }),
    z.strictObject({
      kind: described(z.literal("header"), "The key in a header."),
      header: described(text(), "That header's name."),
      prefix: optional(text(), "What stands before the key there."),
    }),
    z.strictObject({ kind: described(z.literal("none"), "No credentials.") }),
  ]);
