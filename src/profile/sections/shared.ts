/** Pieces that several sections of a profile use. */
import * as z from "zod/mini";
import { described, optional, text } from "./described.js";
import { DURATION_PATTERN } from "../../core/duration.js";
import { SIGNATURE_ENCODINGS } from "../../protocols/signing/encodings.js";
import { SIGNING_ALGORITHMS } from "../../protocols/signing/algorithms.js";

export const duration = z
  .string()
  .check(
    z.regex(DURATION_PATTERN, { error: "a duration such as 500ms, 5s or 2m" }),
    z.meta({ description: 'A duration: "500ms", "5s", "2m", "1h".' }),
  );

/** A URL's beginning as a JSON Schema can check it: placeholders keep it from being a `uri` there. */
export const URL_START = "^[Hh][Tt][Tt][Pp][Ss]?://";

export const url = z
  .string()
  .check(
    z.refine(isHttpUrl, { error: "an http:// or https:// URL" }),
    z.meta({ description: "An http or https URL.", pattern: URL_START }),
  );

function isHttpUrl(text: string): boolean {
  // Placeholders such as {partner} stand where a URL allows no braces.
  const plain = text.replaceAll(/\{[\w.-]+\}/g, "x");
  return /^https?:\/\//i.test(plain) && URL.canParse(plain);
}

export const oneReference = z.union([
  z.strictObject({
    env: described(text(), "An environment variable, also from a .env beside the profile."),
  }),
  z.strictObject({
    file: described(text(), "A file, relative to the profile."),
  }),
  z.strictObject({
    store: described(text(), "A name in the encrypted store of this machine."),
  }),
]);

export type SecretReference = z.infer<typeof oneReference>;

/** Where a secret is, never the secret. A list means rotation: sign with the first, verify with any. */
export const secret = z.union([oneReference, z.array(oneReference).check(z.minLength(1))]).check(
  z.meta({
    description:
      'Where the secret is: {"env":"NAME"}, {"file":"path"} or {"store":"name"}; a list means rotation.',
    "x-secret": true,
  }),
);

/** A player's token: a reference like a secret, or the token itself. */
export const token = () =>
  z.union([text(), oneReference]).check(
    z.meta({
      description: "The token itself, or a reference to it as for a secret.",
    }),
  );

export const algorithm = z.enum(SIGNING_ALGORITHMS);
export const encoding = z.enum(SIGNATURE_ENCODINGS);

export const scalar = () => z.union([z.string(), z.number(), z.boolean()]);

export const retry = () =>
  z.strictObject({
    delays: described(
      z.array(duration),
      "The waits between attempts: n of them for n + 1 attempts.",
    ),
  });

/** What every section takes. */
export const connection = {
  headers: optional(
    z.record(text(), z.union([z.string(), oneReference])),
    "Headers sent with every request of this section; a secret as a reference.",
  ),
  tls: optional(
    z.strictObject({
      ca: optional(z.string(), "A CA to trust as well."),
      cert: optional(z.string(), "The client certificate."),
      key: optional(z.string(), "The certificate's key."),
    }),
    "PEM files, relative to the profile: a CA to trust, a client certificate and its key.",
  ),
  timeout: optional(duration, "How long an answer may take; --timeout outranks it."),
};
