/** Algorithms and messages other than the agreed ones, each with the finding it would prove. */
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "../../signing/algorithms.js";
import { placeholdersOf, templateParts } from "../../signing/template.js";
import { proved, type EntryFinding } from "../finding.js";
import type { EntryRecipe } from "../recipe.js";
import { joinedMessage, messageCandidates, orderedSelections, SEPARATORS } from "./messages.js";

export interface AlgorithmCandidate {
  readonly algorithm: SigningAlgorithm;
  /** null for the agreed one. */
  readonly finding: EntryFinding | null;
}

export interface TemplateCandidate {
  readonly template: string;
  /** null for the agreed one. */
  readonly finding: EntryFinding | null;
}

/** The agreed algorithm first. */
export function algorithmCandidates(recipe: EntryRecipe): readonly AlgorithmCandidate[] {
  const agreed = recipe.signature.algorithm;
  const others = SIGNING_ALGORITHMS.filter((each) => each !== agreed);
  return [
    { algorithm: agreed, finding: null },
    ...others.map((algorithm) => ({
      algorithm,
      finding: proved(
        "signature",
        "signature_algorithm",
        `The signature was made with ${algorithm}; agreed is ${agreed}.`,
        `Sign with ${agreed}, or change entry.signature.algorithm.`,
        { expected: agreed, found: algorithm },
      ),
    })),
  ];
}

/** The agreed message first, then those that differ from it in separator or in fields. */
export function similarMessages(recipe: EntryRecipe): readonly TemplateCandidate[] {
  const agreed = recipe.signature.message;
  const fields = [...new Set(placeholdersOf(agreed))];
  const separator = separatorOf(agreed);
  const templates = [
    ...SEPARATORS.map((each) => joinedMessage(fields, each).template),
    ...orderedSelections(candidateFields(recipe)).map(
      (selection) => joinedMessage(selection, separator ?? "|").template,
    ),
  ];
  return withFindings(recipe, templates);
}

/** The agreed message first, then every known one. */
export function allMessages(recipe: EntryRecipe): readonly TemplateCandidate[] {
  const own = separatorOf(recipe.signature.message);
  const separators = own === null ? SEPARATORS : [...new Set([own, ...SEPARATORS])];
  const candidates = messageCandidates(candidateFields(recipe), separators);
  return withFindings(
    recipe,
    candidates.map(({ template }) => template),
  );
}

/** More would make too many orders. */
const MOST_FIELDS = 5;

function candidateFields(recipe: EntryRecipe): readonly string[] {
  const own = placeholdersOf(recipe.signature.message);
  const usual = ["usn", "timestamp", "campaign", "key"];
  const fields = [...new Set([...own, ...usual, ...(recipe.partner === "" ? [] : ["partner"])])];
  return fields.slice(0, MOST_FIELDS);
}

function withFindings(recipe: EntryRecipe, templates: readonly string[]): TemplateCandidate[] {
  const agreed = recipe.signature.message;
  const others = [...new Set(templates)].filter((template) => template !== agreed);
  return [
    { template: agreed, finding: null },
    ...others.map((template) => ({
      template,
      finding: messageFinding(agreed, template),
    })),
  ];
}

/** The one text between all placeholders, or null when they differ or there is something around. */
function separatorOf(template: string): string | null {
  const { literals } = templateParts(template);
  const inner = new Set(literals.slice(1, -1));
  const bare = literals[0] === "" && literals.at(-1) === "";
  const [only = null] = inner;
  return bare && inner.size === 1 ? only : null;
}

function messageFinding(agreed: string, signed: string): EntryFinding {
  const before = placeholdersOf(agreed);
  const after = placeholdersOf(signed);
  const lacks = (name: string) => before.includes(name) && !after.includes(name);
  const adds = (name: string) => !before.includes(name) && after.includes(name);
  const compared = { expected: agreed, found: signed };
  const fix = `Sign ${agreed}, or change entry.signature.message.`;
  const finding = (cause: string, what: string) =>
    proved(
      "signature",
      cause,
      `${what}: signed was ${signed}; agreed is ${agreed}.`,
      fix,
      compared,
    );
  if (lacks("campaign") || adds("campaign")) {
    const cause = lacks("campaign") ? "campaign_not_signed" : "campaign_signed";
    const what = lacks("campaign")
      ? "The campaign was left out of the signed text"
      : "The campaign was put into the signed text";
    return { ...finding(cause, what), part: "campaign" };
  }
  if (lacks("key")) return finding("message_without_key", "The key is not in the signed text");
  if (before.join() === after.join()) {
    return finding("message_separator", "The fields were joined by another separator");
  }
  if (before.toSorted().join() === after.toSorted().join()) {
    return finding("message_order", "The fields were signed in another order");
  }
  return finding("message_fields", "Other fields were signed");
}
