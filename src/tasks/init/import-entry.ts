/** From known-good entry URLs to the `entry` section that signs like whoever signed them. */
import { UserError } from "../../core/errors.js";
import type { SecretReference } from "../../profile/sections/shared.js";
import { inferEntryRecipe } from "../../protocols/entry/infer.js";
import type { EntryRecipe } from "../../protocols/entry/recipe.js";
import { verifyEntry } from "../../protocols/entry/verify.js";
import type { DraftGuess } from "./draft.js";
import type { ProfileSections } from "./presets/preset.js";

/** What is known of the examples beside their URLs. */
export interface KnownOfEntries {
  readonly key: string;
  readonly usn?: string;
  readonly campaign?: string;
  readonly partner?: string;
}

/**
 * @param urls one or more; the first is read, the others narrow what it leaves open
 * @returns every recipe that gives all of them, the simplest first
 * @throws {UserError} `entry_not_inferred`
 */
export function recipesOf(
  urls: readonly [string, ...string[]],
  known: KnownOfEntries,
): readonly EntryRecipe[] {
  const [first, ...others] = urls;
  const recipes = inferEntryRecipe({ ...known, url: first });
  if (recipes.length === 0) throw notInferred(first, known);
  const fitting = recipes.filter((recipe) =>
    others.every((url) => isSignedBy(recipe, url, known.key)),
  );
  if (fitting.length > 0) return fitting;
  throw new UserError(
    "entry_not_inferred",
    "each example can be explained, but no one recipe gives all of them",
    "Check that all were signed by the same server with the same key.",
  );
}

/** The signature and the shape; how old an example is does not matter. */
function isSignedBy(recipe: EntryRecipe, url: string, key: string): boolean {
  const verdict = verifyEntry(recipe, url, [key], 0);
  return verdict.accepted || verdict.reason === "expired" || verdict.reason === "in_future";
}

function notInferred(url: string, { usn, partner }: KnownOfEntries): UserError {
  const looksLikeUrl = /^https?:\/\/[^?]+\?./i.test(url);
  return new UserError(
    "entry_not_inferred",
    looksLikeUrl
      ? "no known recipe gives this URL's signature with this key"
      : "the example is no URL with a query",
    looksLikeUrl
      ? `Check that the key is exactly the one it was signed with, that the URL is whole${usn === undefined ? ", and which user it is for (--usn)" : ""}${partner === undefined ? "" : `, and that "${partner}" is the partner that was signed`}. A recipe of another kind can be written into entry.signature by hand.`
      : "Give the whole address that the game opens: https://…?usn=…&custom_data=…",
  );
}

/**
 * @param url the example, which does not show everything: how long a token lives,
 *   and, where it is for no campaign, how that would be sent
 */
export function entrySectionOf(
  recipe: EntryRecipe,
  url: string,
  key: SecretReference,
): {
  readonly sections: ProfileSections;
  readonly guesses: readonly DraftGuess[];
} {
  const { ttlMs, ...signature } = recipe.signature;
  const ttl = `${Math.round(ttlMs / 1000)}s`;
  return {
    sections: {
      entry: {
        url: recipe.url,
        params: { ...recipe.params },
        signature: { ...signature, ttl },
        key,
      },
    },
    guesses: [
      ...leftOver(recipe).map(([name, value]) => ({
        path: "entry.url",
        message: `${name}=${value} is taken to be the same in every entry; if it is the campaign, say so with --campaign`,
      })),
      ...(url.includes(`${recipe.params.campaign}=`)
        ? []
        : [
            {
              path: "entry.params.campaign",
              message: `the example is for no campaign; ${recipe.params.campaign} is the usual name`,
            },
          ]),
      {
        path: "entry.signature.ttl",
        message: `how long a token lives cannot be seen in a URL; ${ttl} is the usual`,
      },
    ],
  };
}

/** Parameters of an example that no role was found for, so that they stay in the URL. */
export function leftOver({
  url,
}: EntryRecipe): readonly (readonly [name: string, value: string])[] {
  const [, query = ""] = url.split("?", 2);
  return [...new URLSearchParams(query)];
}
