/**
 * Finds by recomputation how a wrong signature came about. What it returns gives
 * exactly the signature found; what it cannot reproduce it does not explain.
 */
import { placeholdersOf } from "../signing/template.js";
import {
  algorithmCandidates,
  allMessages,
  separatorOf,
  similarMessages,
  type AlgorithmCandidate,
  type TemplateCandidate,
} from "./candidates/deviations.js";
import { textForms, type FormCandidate } from "./candidates/forms.js";
import {
  keyCandidates,
  twiceMistakenCandidates,
  unlikelyKeyCandidates,
  type KeyCandidate,
  type OtherKey,
} from "./candidates/keys.js";
import { createSignatureReader, type SignatureReader } from "./candidates/readings.js";
import { neighbouringValues, rewrittenValues, type ValuesCandidate } from "./candidates/values.js";
import { SIGNING_ALGORITHMS } from "../signing/algorithms.js";
import type { EntryFinding } from "./finding.js";
import { renderMessage } from "./message.js";
import { placeholderValue, settingsOf, type TextRecipe } from "./recipe.js";

/** The candidates that are combined with each other. */
interface Plan {
  readonly algorithms: readonly AlgorithmCandidate[];
  readonly keys: readonly KeyCandidate[];
  readonly templates: readonly TemplateCandidate[];
  readonly values: Iterable<ValuesCandidate>;
  /** Default the text as it is. */
  readonly forms?: readonly FormCandidate[];
}

/**
 * @param values the values that may have been signed, those shown first
 */
export function explainSignature(
  recipe: TextRecipe,
  values: readonly [ValuesCandidate, ...ValuesCandidate[]],
  signature: string,
  keys: readonly string[],
  more: SearchOptions = {},
): Explained {
  const read = createSignatureReader([signature], recipe.signature.encoding, settingsOf(recipe));
  return explainDigest(recipe, values, read, keys, more);
}

export interface SearchOptions {
  readonly others?: readonly OtherKey[];
  /** Less likely values, tried with fewer other mistakes. */
  readonly rewritten?: readonly ValuesCandidate[];
  /** Asked before every trial; false ends the search. */
  readonly mayGoOn?: () => boolean;
}

export interface Explained {
  /** What deviates from the recipe, empty when nothing does; null when no known variation gives the signature. */
  readonly findings: readonly EntryFinding[] | null;
  /** False where time ran out first. */
  readonly isComplete: boolean;
}

/** The same for whatever a digest is compared with. */
export function explainDigest(
  recipe: TextRecipe,
  values: readonly [ValuesCandidate, ...ValuesCandidate[]],
  read: SignatureReader,
  keys: readonly string[],
  { others = [], rewritten = [], mayGoOn = () => true }: SearchOptions,
): Explained {
  const usable = keys.filter((key) => key !== "");
  for (const plan of plansFor(recipe, values, rewritten)) {
    for (const key of usable) {
      const findings = firstMatch(recipe, plan(keyCandidates(key, others), key), read, mayGoOn);
      if (findings === "late") return { findings: null, isComplete: false };
      if (findings !== null) return { findings, isComplete: true };
    }
  }
  return { findings: null, isComplete: true };
}

/** How many keys are combined with other values: the likely mistakes come first. */
const LIKELIEST = 60;

/** Cheap and likely combinations first. */
function plansFor(
  recipe: TextRecipe,
  shown: readonly [ValuesCandidate, ...ValuesCandidate[]],
  rewritten: readonly ValuesCandidate[],
): readonly ((keys: readonly KeyCandidate[], key: string) => Plan)[] {
  const algorithms = algorithmCandidates(recipe);
  const agreed = { template: recipe.signature.message, finding: null };
  const written = [
    ...shown,
    ...shown.flatMap((each) => (each.finding === null ? rewrittenValues(recipe, each.values) : [])),
    ...rewritten,
  ];
  const similar = similarMessages(recipe);
  const own = (keys: readonly KeyCandidate[]) => keys.slice(0, 1);
  const first = algorithms.slice(0, 1);
  const named = algorithms.slice(0, SIGNING_ALGORITHMS.length);
  const forms = textForms(separatorOf(recipe.signature.message));
  return [
    (keys) => ({
      algorithms,
      keys: own(keys),
      templates: [agreed],
      values: written,
    }),
    (keys) => ({ algorithms: named, keys, templates: [agreed], values: shown }),
    (keys) => ({
      algorithms: first,
      keys: keys.slice(0, LIKELIEST),
      templates: [agreed],
      values: written,
    }),
    (keys) => ({ algorithms: first, keys: own(keys), templates: [agreed], values: shown, forms }),
    (keys) => ({
      algorithms: first,
      keys: own(keys),
      templates: [agreed],
      values: neighbouringValues(recipe, shown[0].values),
    }),
    (_, key) => ({
      algorithms: first,
      keys: unlikelyKeyCandidates(key),
      templates: [agreed],
      values: shown,
    }),
    (keys) => ({
      algorithms: named,
      keys: own(keys),
      templates: allMessages(recipe),
      values: shown,
    }),
    (keys) => ({ algorithms: first, keys, templates: similar, values: shown }),
    (keys) => ({
      algorithms: first,
      keys: own(keys),
      templates: similar,
      values: written,
    }),
    (_, key) => ({
      algorithms: first,
      keys: twiceMistakenCandidates(key),
      templates: [agreed],
      values: shown,
    }),
    (keys) => ({
      algorithms: algorithms.slice(named.length),
      keys: own(keys),
      templates: similar,
      values: shown,
    }),
    (keys) => ({ algorithms: named, keys: own(keys), templates: [agreed], values: written, forms }),
  ];
}

const AS_IS: readonly FormCandidate[] = [{ write: (text) => text, finding: null }];

function firstMatch(
  recipe: TextRecipe,
  plan: Plan,
  read: SignatureReader,
  mayGoOn: () => boolean,
): readonly EntryFinding[] | "late" | null {
  for (const values of plan.values) {
    for (const template of plan.templates.filter((each) => !addsNothing(recipe, each, values))) {
      for (const key of plan.keys) {
        const message = renderMessage(template.template, (name) =>
          name === "key" ? key.key : placeholderValue(recipe, values.values, name),
        );
        if (message === null) continue;
        if (!mayGoOn()) return "late";
        for (const form of plan.forms ?? AS_IS) {
          const text = form.write(message);
          if (text === null || (form.finding !== null && text.equals(message))) continue;
          for (const algorithm of plan.algorithms) {
            const reading = read(algorithm.compute(text, key.key));
            if (reading === null) continue;
            const also = { finding: key.also ?? null };
            const assumed = [algorithm, key, also, template, values, form];
            if (reading.isWeak === true && assumed.some(({ finding }) => finding !== null))
              continue;
            return deviations([...assumed, reading], algorithm.algorithm);
          }
        }
      }
    }
  }
  return null;
}

/** A field that renders empty explains nothing: that it was signed cannot be told from a separator too many. */
function addsNothing(
  recipe: TextRecipe,
  { template, finding }: TemplateCandidate,
  { values }: ValuesCandidate,
): boolean {
  if (finding === null) return false;
  const agreed = placeholdersOf(recipe.signature.message);
  return placeholdersOf(template).some(
    (name) =>
      name !== "key" && !agreed.includes(name) && placeholderValue(recipe, values, name) === "",
  );
}

function deviations(
  used: readonly { readonly finding: EntryFinding | null }[],
  algorithm: string,
): readonly EntryFinding[] {
  const findings = used.flatMap(({ finding }) => (finding === null ? [] : [finding]));
  const otherAlgorithm = findings.some(({ cause }) => cause === "signature_algorithm");
  // With an HMAC the key need not stand in the text: that is no mistake of its own.
  return findings.filter(
    ({ cause }) =>
      !(otherAlgorithm && algorithm.startsWith("hmac") && cause === "message_without_key"),
  );
}
