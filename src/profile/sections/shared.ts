/** Pieces that several sections of a profile use. */
import * as z from "zod";
import { DURATION_PATTERN } from "../../core/duration.js";
import { SIGNATURE_ENCODINGS } from "../../protocols/signing/encodings.js";
import { SIGNING_ALGORITHMS } from "../../protocols/signing/algorithms.js";

export const duration = z
  .string()
  .regex(DURATION_PATTERN, { error: "a duration such as 500ms, 5s or 2m" })
  .meta({ description: 'A duration: "500ms", "5s", "2m", "1h".' });

/** A URL's beginning as a JSON Schema can check it: placeholders keep it from being a `uri` there. */
export const URL_START = "^[Hh][Tt][Tt][Pp][Ss]?://";

export const url = z
  .string()
  .refine(isHttpUrl, { error: "an http:// or https:// URL" })
  .meta({ description: "An http or https URL.", pattern: URL_START });

function isHttpUrl(text: string): boolean {
  // Placeholders such as {partner} stand where a URL allows no braces.
  const plain = text.replaceAll(/\{[\w.-]+\}/g, "x");
  return /^https?:\/\//i.test(plain) && URL.canParse(plain);
}

const oneReference = z.union([
  z.strictObject({
    env: z
      .string()
      .min(1)
      .describe(
        "An environment variable, also from a .env beside the profile.",
      ),
  }),
  z.strictObject({
    file: z.string().min(1).describe("A file, relative to the profile."),
  }),
  z.strictObject({
    store: z
      .string()
      .min(1)
      .describe("A name in the encrypted store of this machine."),
  }),
]);

export type SecretReference = z.infer<typeof oneReference>;

/** Where a secret is, never the secret. A list means rotation: sign with the first, verify with any. */
export const secret = z
  .union([oneReference, z.array(oneReference).min(1)])
  .meta({
    description:
      'Where the secret is: {"env":"NAME"}, {"file":"path"} or {"store":"name"}; a list means rotation.',
    "x-secret": true,
  });

/** A player's token: a reference like a secret, or the token itself. */
export const token = z.union([z.string().min(1), oneReference]).meta({
  description: "The token itself, or a reference to it as for a secret.",
});

export const algorithm = z.enum(SIGNING_ALGORITHMS);
export const encoding = z.enum(SIGNATURE_ENCODINGS);

export const retry = z.strictObject({
  delays: z
    .array(duration)
    .describe("The waits between attempts: n of them for n + 1 attempts."),
});

/** What every section takes. */
export const connection = {
  headers: z
    .record(z.string().min(1), z.string())
    .exactOptional()
    .describe("Headers sent with every request of this section."),
  tls: z
    .strictObject({
      ca: z.string().exactOptional().describe("A CA to trust as well."),
      cert: z.string().exactOptional().describe("The client certificate."),
      key: z.string().exactOptional().describe("The certificate's key."),
    })
    .exactOptional()
    .describe(
      "PEM files, relative to the profile: a CA to trust, a client certificate and its key.",
    ),
  timeout: duration
    .exactOptional()
    .describe("How long an answer may take; --timeout outranks it."),
};
