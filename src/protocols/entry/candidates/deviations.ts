/** Algorithms and messages other than the agreed ones, each with the finding it would prove. */
import { createHash, createHmac } from "node:crypto";
import { percentBytes } from "../../../core/percent-bytes.js";
import { digest, SIGNING_ALGORITHMS } from "../../signing/algorithms.js";
import { placeholdersOf, templateParts } from "../../signing/template.js";
import { proved, type EntryFinding } from "../finding.js";
import { settingsOf, type TextRecipe } from "../recipe.js";
import { joinedMessage, messageCandidates, orderedSelections, SEPARATORS } from "./messages.js";

type Compute = (message: Uint8Array, key: string | Uint8Array) => Buffer;

export interface AlgorithmCandidate {
  /** As people call it. */
  readonly algorithm: string;
  readonly compute: Compute;
  /** null for the agreed one. */
  readonly finding: EntryFinding | null;
}

export interface TemplateCandidate {
  readonly template: string;
  /** null for the agreed one. */
  readonly finding: EntryFinding | null;
}

/** What no recipe may name and servers use all the same. */
const UNAGREED: readonly (readonly [name: string, compute: Compute])[] = [
  ...["md5", "sha1", "sha384", "sha224", "sha3-256", "ripemd160"].flatMap(
    (name): (readonly [string, Compute])[] => [
      [name, (message) => createHash(name).update(message).digest()],
      [`hmac-${name}`, (message, key) => createHmac(name, key).update(message).digest()],
    ],
  ),
  ...["sha256", "sha512", "md5", "sha1"].flatMap((name): (readonly [string, Compute])[] => {
    const hash = (bytes: Uint8Array | string) => createHash(name).update(bytes).digest();
    return [
      [
        `${name}, hashed twice (${name} of the ${name} in hex)`,
        (message) => hash(hash(message).toString("hex")),
      ],
      [`${name}, hashed twice (${name} of the ${name} bytes)`, (message) => hash(hash(message))],
      [
        `${name}, hashed twice (${name} of the ${name} in upper-case hex)`,
        (message) => hash(hash(message).toString("hex").toUpperCase()),
      ],
    ];
  }),
  [
    "hmac-sha256 of the text's sha256",
    (message, key) =>
      createHmac("sha256", key).update(createHash("sha256").update(message).digest("hex")).digest(),
  ],
  [
    "hmac-sha256 with text and key swapped",
    (message, key) => createHmac("sha256", message).update(key).digest(),
  ],
];

/** The agreed algorithm first, then those that a recipe may name, then others. */
export function algorithmCandidates(recipe: TextRecipe): readonly AlgorithmCandidate[] {
  const agreed = recipe.signature.algorithm;
  const named = [agreed, ...SIGNING_ALGORITHMS.filter((each) => each !== agreed)].map(
    (each): readonly [string, Compute] => [each, (message, key) => digest(each, message, key)],
  );
  const others = [...named.slice(1), ...UNAGREED.filter(([name]) => name !== agreed)];
  return [
    ...named.slice(0, 1).map(([algorithm, compute]) => ({ algorithm, compute, finding: null })),
    ...others.map(([algorithm, compute]) => ({
      algorithm,
      compute,
      finding: proved(
        "signature",
        "signature_algorithm",
        `The signature was made with ${algorithm}; agreed is ${agreed}.`,
        (SIGNING_ALGORITHMS as readonly string[]).includes(algorithm)
          ? `Sign with ${agreed}, or change ${settingsOf(recipe)}.algorithm.`
          : `Sign with ${agreed}.`,
        { expected: agreed, found: algorithm },
      ),
    })),
  ];
}

/** The agreed message first, then those that differ from it in separator or in fields. */
export function similarMessages(recipe: TextRecipe): readonly TemplateCandidate[] {
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
export function allMessages(recipe: TextRecipe): readonly TemplateCandidate[] {
  const own = separatorOf(recipe.signature.message);
  const separators = own === null ? SEPARATORS : [...new Set([own, ...SEPARATORS])];
  const candidates = messageCandidates(candidateFields(recipe), separators);
  return [
    ...withFindings(
      recipe,
      candidates.map(({ template }) => template),
    ),
    ...labelledMessages(recipe),
  ];
}

/** The same fields as JSON or as a query. */
function labelledMessages(recipe: TextRecipe): readonly TemplateCandidate[] {
  const own = [...new Set(placeholdersOf(recipe.signature.message))];
  const names: Readonly<Record<string, string>> = { ...recipe.params };
  const label = (field: string, isNamed: boolean) => (isNamed ? (names[field] ?? field) : field);
  const selections = orderedSelections(own).filter(({ length }) => length >= own.length - 1);
  const templates = selections.flatMap((fields) =>
    [true, false].flatMap((isNamed) => {
      const pairs = (joint: string, write: (field: string) => string, quote: string) =>
        fields.map((field) => `${quote}${label(field, isNamed)}${quote}${joint}${write(field)}`);
      const text = (field: string) => `"{${field}}"`;
      const number = (field: string) => (field === "timestamp" ? `{${field}}` : text(field));
      const numbers = (field: string) =>
        field === "timestamp" || field === "usn" ? `{${field}}` : text(field);
      const bare = (field: string) => `{${field}}`;
      return [
        ...[text, number, numbers].flatMap((write) => [
          `{${pairs(":", write, '"').join(",")}}`,
          `{${pairs(": ", write, '"').join(", ")}}`,
        ]),
        pairs("=", bare, "").join("&"),
        pairs("=", bare, "").join(";"),
        pairs(":", bare, "").join(","),
        pairs("=", bare, "").join("|"),
        `[${fields.map(text).join(",")}]`,
        ...(fields.at(-1) === "key"
          ? [text, number, numbers].flatMap((write) =>
              ["", "|", ":", "."].map(
                (joint) => `{${pairs(":", write, '"').slice(0, -1).join(",")}}${joint}{key}`,
              ),
            )
          : []),
      ];
    }),
  );
  const agreed = recipe.signature.message;
  return [...new Set(templates)].map((template) => ({
    template,
    finding: proved(
      "signature",
      "message_form",
      `JSON text, or fields with their names, was signed: ${template}; agreed is ${agreed}.`,
      `Sign ${agreed}, or change ${settingsOf(recipe)}.message.`,
      { expected: agreed, found: template },
    ),
  }));
}

/** More would make too many orders. */
const MOST_FIELDS = 5;

function candidateFields(recipe: TextRecipe): readonly string[] {
  const own = placeholdersOf(recipe.signature.message);
  const usual = ["usn", "timestamp", "campaign", "key"];
  const fields = [...new Set([...own, ...usual, ...(recipe.partner === "" ? [] : ["partner"])])];
  return fields.slice(0, MOST_FIELDS);
}

function withFindings(recipe: TextRecipe, templates: readonly string[]): TemplateCandidate[] {
  const agreed = recipe.signature.message;
  const others = [...new Set(templates)].filter((template) => template !== agreed);
  return [
    { template: agreed, finding: null },
    ...others.map((template) => ({
      template,
      finding: messageFinding(recipe, template),
    })),
  ];
}

/** The one text between all placeholders, or null when they differ or there is something around. */
export function separatorOf(template: string): string | null {
  const { literals } = templateParts(template);
  const inner = new Set(literals.slice(1, -1));
  const bare = literals[0] === "" && literals.at(-1) === "";
  const [only = null] = inner;
  return bare && inner.size === 1 ? only : null;
}

function messageFinding(recipe: TextRecipe, signed: string): EntryFinding {
  const agreed = recipe.signature.message;
  const before = placeholdersOf(agreed);
  const after = placeholdersOf(signed);
  const lacks = (name: string) => before.includes(name) && !after.includes(name);
  const adds = (name: string) => !before.includes(name) && after.includes(name);
  const compared = { expected: agreed, found: signed };
  const fix = `Sign ${agreed}, or change ${settingsOf(recipe)}.message.`;
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
    const what = isUrlEncoded(separatorOf(signed), separatorOf(agreed))
      ? "The text was signed URL-encoded, separators and all"
      : "The fields were joined by another separator";
    return finding("message_separator", what);
  }
  if (before.toSorted().join() === after.toSorted().join()) {
    return finding("message_order", "The fields were signed in another order");
  }
  return finding("message_fields", "Other fields were signed");
}

/** @param text another separator than the plain one */
function isUrlEncoded(text: string | null, plain: string | null): boolean {
  return text !== null && percentBytes(text).toString() === plain;
}
