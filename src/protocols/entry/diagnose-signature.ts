/** Findings about a wrong signature: what recomputation proves, or that nothing known is left. */
import { missingSignature } from "../webhook/causes/missing.js";
import { valueSeen } from "../webhook/visible.js";
import type { OtherKey } from "./candidates/keys.js";
import { explainSignature } from "./explain.js";
import { proved, type EntryFinding } from "./finding.js";
import type { EntryRecipe, EntryValues } from "./recipe.js";
import { entrySignature } from "./sign.js";
import type { ParsedToken } from "./token.js";
import { signingKeyIndex } from "./verify.js";

/** @param alternatives the values that may have been signed, those shown first */
export function signatureFindings(
  recipe: EntryRecipe,
  values: EntryValues,
  token: ParsedToken,
  keys: readonly string[],
  alternatives: Parameters<typeof explainSignature>[1],
  others: readonly OtherKey[],
  mayGoOn: () => boolean,
): readonly EntryFinding[] {
  const { signature } = token;
  if (signingKeyIndex(recipe, values, signature, keys) !== -1) return [];
  const missing = missingSignature(signature, "signature");
  if (missing !== null) {
    const message = missing.message.replace("There is", "The token has");
    const fix = "Put the signature where entry.signature.token says.";
    return [proved("signature", "signature_empty", message, fix)];
  }
  const found = explainSignature(recipe, alternatives, signature, keys, { others, mayGoOn });
  if (found.findings !== null) return found.findings;
  return [leftOver(recipe, values, signature, keys, found.isComplete)];
}

/** Nothing known gives this signature, so only exclusion is left. */
function leftOver(
  recipe: EntryRecipe,
  values: EntryValues,
  signature: string,
  keys: readonly string[],
  isComplete: boolean,
): EntryFinding {
  const key = keys.find((each) => each !== "");
  const complete = values.params.every(([, value]) => value !== "");
  const count = keys.length === 1 ? "this key" : "these keys";
  const seen = valueSeen(signature);
  return {
    part: "key",
    cause: "key_or_recipe_unknown",
    message: [
      isComplete
        ? `No known variation of the recipe with ${count} gives this signature.`
        : `No variation of the recipe with ${count} that was tried gives this signature; the search ended after its time.`,
      ...(seen === null ? [] : [`It can be seen that ${seen}.`]),
    ].join(" "),
    ...(key === undefined || !complete ? {} : { expected: entrySignature(recipe, values, key) }),
    found: signature,
    fix: "Compare the key on both sides (the first characters, the length), then the text that is signed; signing the same usn and timestamp on both sides shows which differs.",
    proved: false,
  };
}
