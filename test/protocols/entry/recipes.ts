/** Recipes for tests: the default one, and arbitrary ones for properties. */
import fc from "fast-check";
import {
  orderedSelections,
  SEPARATORS,
  SIGNED_FIELDS,
} from "../../../src/protocols/entry/candidates/messages.js";
import { DEFAULT_ENTRY_RECIPE, type EntryRecipe } from "../../../src/protocols/entry/recipe.js";
import { SIGNING_ALGORITHMS } from "../../../src/protocols/signing/algorithms.js";
import { SIGNATURE_ENCODINGS } from "../../../src/protocols/signing/encodings.js";

export const KEY = "s3cret-shared-key";
export const NOW_MS = 1_700_000_000_000;

export const RECIPE: EntryRecipe = {
  url: "https://gw.example.com/api/{partner}/sponsor",
  partner: "acme-rpg",
  ...DEFAULT_ENTRY_RECIPE,
};

/** A recipe with other settings for its signature. */
export function withSignature(changes: Partial<EntryRecipe["signature"]>): EntryRecipe {
  return { ...RECIPE, signature: { ...RECIPE.signature, ...changes } };
}

const messages = (needed: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(
        ...orderedSelections(SIGNED_FIELDS).filter((fields) =>
          needed.every((name) => fields.includes(name)),
        ),
      ),
      fc.constantFrom(...SEPARATORS),
    )
    .map(([fields, separator]) => fields.map((name) => `{${name}}`).join(separator));

const tokens = fc
  .tuple(
    fc.constantFrom(
      ...orderedSelections(["usn", "timestamp", "campaign", "signature"]).filter(
        (fields) => fields.includes("signature") && fields.includes("timestamp"),
      ),
    ),
    fc.constantFrom("|", ":", ".", "~", "::", ";"),
  )
  .map(([fields, separator]) => fields.map((name) => `{${name}}`).join(separator));

/** Names that nothing gives away; the last one only where the timestamp has a parameter of its own. */
const params = fc
  .tuple(
    fc.uniqueArray(fc.stringMatching(/^[a-z][a-z_]{0,8}[a-z0-9]$/), {
      minLength: 4,
      maxLength: 4,
    }),
    fc.boolean(),
  )
  .map(([[usn = "", campaign = "", token = "", timestamp = ""], hasOwn]) => ({
    usn,
    campaign,
    token,
    ...(hasOwn ? { timestamp } : {}),
  }));

/** Recipes in which usn and timestamp are signed. */
export const arbitraryRecipe: fc.Arbitrary<EntryRecipe> = fc
  .record({
    algorithm: fc.constantFrom(...SIGNING_ALGORITHMS),
    encoding: fc.constantFrom(...SIGNATURE_ENCODINGS),
    message: messages(["usn", "timestamp", "key"]),
    keyless: messages(["usn", "timestamp"]),
    timestamp: fc.constantFrom("s" as const, "ms" as const),
    token: tokens,
    params: fc.oneof(fc.constant(RECIPE.params), params),
    query: fc.constantFrom("", "?v=2"),
  })
  .map(({ params, keyless, query, ...signature }) => ({
    url: `https://gw.example.com/api/{partner}/sponsor${query}`,
    partner: "acme-rpg",
    params,
    signature: {
      algorithm: signature.algorithm,
      encoding: signature.encoding,
      timestamp: signature.timestamp,
      token: signature.token,
      message: signature.algorithm.startsWith("hmac") ? keyless : signature.message,
      ttlMs: 300_000,
    },
  }));

export const arbitraryKey = fc.string({ minLength: 8, maxLength: 40 });
