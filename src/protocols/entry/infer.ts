/**
 * Finds the recipe behind one known-good entry URL: how to read the URL, then
 * which signed text gives its signature.
 */
import { digest, SIGNING_ALGORITHMS } from "../signing/algorithms.js";
import { encodeSignature } from "../signing/encodings.js";
import { placeholdersOf, templateParts } from "../signing/template.js";
import { messageCandidates, SEPARATORS, SIGNED_FIELDS } from "./candidates/messages.js";
import { signatureLength } from "./token.js";
import { readingsOf, type KnownGoodEntry, type UrlReading } from "./infer-url.js";
import {
  DEFAULT_ENTRY_RECIPE,
  placeholderValue,
  recipeProblem,
  type EntryRecipe,
} from "./recipe.js";

/**
 * All known recipes that give this very entry, simplest first; empty when none does.
 *
 * The time to live cannot be seen in a URL: it is the default.
 */
export function inferEntryRecipe(entry: KnownGoodEntry): readonly EntryRecipe[] {
  if (entry.key === "") return [];
  const recipes = new Map<string, EntryRecipe>();
  for (const reading of readingsOf(entry)) {
    for (const recipe of recipesFor(reading, entry.key)) {
      if (recipeProblem(recipe) === null && isPlausible(recipe, reading)) {
        recipes.set(JSON.stringify(recipe), recipe);
      }
    }
  }
  return [...recipes.values()].sort((a, b) => complexityOf(a) - complexityOf(b));
}

function recipesFor(reading: UrlReading, key: string): readonly EntryRecipe[] {
  const fields = SIGNED_FIELDS.filter((name) => name !== "partner" || reading.partner !== "");
  const own = templateParts(reading.shape.template).literals.slice(1, -1);
  const candidates = messageCandidates(fields, [...new Set([...SEPARATORS, ...own])]);
  const algorithms = algorithmsFor(reading);
  const tried = new Set<string>();
  return candidates.flatMap(({ template, fields: signed, separator }) => {
    // Joined rather than rendered, since there are thousands of them.
    const text = signed.map((name) => valueOf(reading, key, name)).join(separator);
    if (tried.has(text)) return [];
    const message = Buffer.from(text, "utf8");
    const found = algorithms
      .filter((algorithm) => algorithm.startsWith("hmac") || signed.includes("key"))
      .filter((algorithm) => signs(reading, algorithm, message, key));
    // A text that signs may come about in several ways; any other need not be tried again.
    if (found.length === 0 && signed.includes("key")) tried.add(text);
    return found.map((algorithm) => recipeOf(reading, algorithm, template));
  });
}

function valueOf(reading: UrlReading, key: string, name: string): string {
  return name === "key" ? key : (placeholderValue(reading, reading.values, name) ?? "");
}

type Algorithm = EntryRecipe["signature"]["algorithm"];

function algorithmsFor({ shape }: UrlReading): readonly Algorithm[] {
  const { encoding, signature } = shape;
  return SIGNING_ALGORITHMS.filter(
    (algorithm) => signatureLength({ algorithm, encoding }) === signature.length,
  );
}

function signs(reading: UrlReading, algorithm: Algorithm, message: Buffer, key: string): boolean {
  const { encoding, signature } = reading.shape;
  return encodeSignature(encoding, digest(algorithm, message, key)) === signature;
}

function recipeOf(reading: UrlReading, algorithm: Algorithm, message: string): EntryRecipe {
  const { ttlMs } = DEFAULT_ENTRY_RECIPE.signature;
  const { encoding, template } = reading.shape;
  const { url, partner, params, unit } = reading;
  return {
    url,
    partner,
    params,
    signature: {
      algorithm,
      message,
      encoding,
      timestamp: unit,
      token: template,
      ttlMs,
    },
  };
}

/** A parameter that is neither signed nor in the token is a usn or campaign by its name alone. */
function isPlausible(recipe: EntryRecipe, reading: UrlReading): boolean {
  const used = [
    ...placeholdersOf(recipe.signature.message),
    ...placeholdersOf(recipe.signature.token),
  ];
  const usnIsSure = reading.sure.usn || used.includes("usn");
  const campaignIsSure =
    reading.sure.campaign || reading.values.campaign === "" || used.includes("campaign");
  return usnIsSure && campaignIsSure;
}

function complexityOf(recipe: EntryRecipe): number {
  const { message, token } = recipe.signature;
  const names = placeholdersOf(message);
  const unsigned = ["usn", "timestamp"].filter((name) => !names.includes(name)).length;
  return unsigned * 1000 + names.length * 100 + placeholdersOf(token).length * 10 + message.length;
}
