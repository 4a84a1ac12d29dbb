/** Findings about values that stand in several places of an entry and contradict each other. */
import { altered, type ValuesCandidate } from "./candidates/values.js";
import { contradictionOf, type ClaimSource } from "./claims.js";
import { proved, type EntryFinding, type EntryPart } from "./finding.js";
import type { EntryRecipe, EntryValues } from "./recipe.js";

/** The values shown, then those in which one comes from another of its places. */
export function signedAlternatives(
  sources: readonly ClaimSource[],
  values: EntryValues,
): readonly [ValuesCandidate, ...ValuesCandidate[]] {
  const others = (["usn", "campaign", "timestamp"] as const).flatMap((name) => {
    const source = sources.find((each) => each.name === name);
    const texts = new Set([source?.param, source?.known]);
    return [...texts].flatMap((text) =>
      text === undefined || text === null || text === values[name]
        ? []
        : [alteredInToken(altered(values, name, text), name, text)],
    );
  });
  return [{ values, finding: null }, ...others];
}

function alteredInToken(candidate: ValuesCandidate, name: string, signed: string): ValuesCandidate {
  if (candidate.finding === null) return candidate;
  const finding = {
    ...candidate.finding,
    cause: `${name}_altered_in_token`,
    message: `The signature holds for ${name} "${signed}", which the URL names too; the token shows another one.`,
  };
  return { ...candidate, finding };
}

/** @param unexplained the signature is wrong for reasons unknown, so it tells nothing about these values */
export function contradictionFindings(
  recipe: EntryRecipe,
  sources: readonly ClaimSource[],
  unexplained: boolean,
): readonly EntryFinding[] {
  return sources.flatMap((source) => {
    const contradiction = contradictionOf(source);
    if (contradiction === null) return [];
    return [contradictionFinding(recipe, source, contradiction, unexplained)];
  });
}

const PARTS: Readonly<Record<string, EntryPart>> = {
  usn: "usn",
  campaign: "campaign",
  timestamp: "timestamp",
  partner: "token",
};

function contradictionFinding(
  recipe: EntryRecipe,
  source: ClaimSource,
  [expected, found]: readonly [string, string],
  unexplained: boolean,
): EntryFinding {
  const { name } = source;
  const part = PARTS[name] ?? "url";
  const compared = { expected, found };
  const damage = damageOf(expected, found);
  if (damage !== null) {
    const [cause, what, fix] = damage;
    return proved(part, `${name}_${cause}`, `The ${name} "${found}" ${what}.`, fix, compared);
  }
  const where = source.token === null ? "is" : "in the token is";
  if (name === "usn" && source.token !== null && !unexplained) {
    const place =
      source.param === null ? "asked for is" : `the parameter "${recipe.params.usn}" says`;
    return proved(
      part,
      "usn_of_other_user",
      `The token is another user's: it is signed for usn "${expected}", and ${place} "${found}".`,
      "Sign a token for this usn; one user's token never serves another.",
      compared,
    );
  }
  return proved(
    part,
    `${name}_mismatch`,
    `The ${name} ${where} "${expected}", and elsewhere "${found}".`,
    `Use one and the same ${name} for the token and the URL.`,
    compared,
  );
}

/** How one text became the other on its way, as cause, words and fix; null when it did not. */
function damageOf(expected: string, found: string): readonly [string, string, string] | null {
  if (decoded(found) === expected) {
    return [
      "encoded_twice",
      "is URL-encoded once more than it should be",
      "URL-encode each value once.",
    ];
  }
  if (found.replaceAll(" ", "+") === expected) {
    return [
      "plus_read_as_space",
      "lost a `+`, which in a query means a space",
      "URL-encode each value, so that `+` becomes `%2B`.",
    ];
  }
  if (found.replaceAll("+", " ") === expected) {
    return [
      "space_sent_as_plus",
      "has a `+` where a space should be",
      "Encode a space as `%20`, once.",
    ];
  }
  if (found.normalize("NFC") === expected.normalize("NFC")) {
    return [
      "unicode_form",
      "is the same text in another Unicode form: Hangul put together, or taken apart",
      "Normalise the value to NFC before it is signed and sent.",
    ];
  }
  if (found.trim() === expected.trim()) {
    return ["whitespace", "differs in the whitespace around it", "Trim the value before signing."];
  }
  return null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
