/** What is not signed: entries that no gateway could read, or that would give the key away. */
import { UserError } from "../../core/errors.js";
import { placeholdersOf, templateParts } from "../signing/template.js";
import { timestampMs } from "./freshness.js";
import {
  extraPlaceholders,
  placeholderValue,
  recipeParamNames,
  recipeProblem,
  RESERVED_PLACEHOLDERS,
  type EntryRecipe,
  type EntryValues,
} from "./recipe.js";
import { parseToken } from "./token.js";

/** @throws {UserError} `key_empty`, `entry_recipe_unusable`, `entry_param_duplicate` */
export function refuseRecipe(recipe: EntryRecipe, key: string): void {
  if (key === "") {
    throw new UserError(
      "key_empty",
      "the shared key is empty",
      "Set the secret that entry.key refers to.",
    );
  }
  const problem = recipeProblem(recipe);
  if (problem !== null) {
    throw new UserError(
      "entry_recipe_unusable",
      `the entry recipe cannot be used: ${problem}`,
      "Mend entry.signature (or entry.params) in the profile.",
    );
  }
  const own = recipeParamNames(recipe);
  const clash = queryNames(recipe.url).find((name) => own.includes(name));
  if (clash !== undefined) throw duplicateParam(clash);
}

/**
 * @returns what throws {UserError} `entry_usn_empty`, `entry_timestamp_invalid`, `entry_param_reserved`,
 *   `entry_param_duplicate`, `entry_placeholder_unknown` for values that this recipe does not take
 */
export function valuesRefuser(recipe: EntryRecipe): (values: EntryValues) => void {
  const { timestamp: unit } = recipe.signature;
  const taken = [...recipeParamNames(recipe), ...queryNames(recipe.url)];
  const extra = extraPlaceholders(recipe);
  return (values) => {
    if (values.usn === "") {
      throw new UserError(
        "entry_usn_empty",
        "the usn is empty",
        "Give the game user's unique id with --usn.",
      );
    }
    if (timestampMs(unit, values.timestamp) === null) {
      throw new UserError(
        "entry_timestamp_invalid",
        `"${values.timestamp}" is not a timestamp`,
        `Give the time as unix ${unit === "s" ? "seconds" : "milliseconds"}, digits only.`,
      );
    }
    if (values.params.length > 0) refuseParams(values, taken);
    if (extra.some((name) => values.params.every(([each]) => each !== name)))
      throw unknownPlaceholder(recipe, values);
  };
}

function refuseParams({ params }: EntryValues, others: readonly string[]) {
  const taken = new Set(others);
  for (const [name] of params) {
    if (RESERVED_PLACEHOLDERS.includes(name)) {
      throw new UserError(
        "entry_param_reserved",
        `"${name}" cannot be an extra parameter: {${name}} has a meaning of its own`,
        "Give the parameter another name, or set the value by its own flag.",
      );
    }
    if (taken.has(name)) throw duplicateParam(name);
    taken.add(name);
  }
}

function duplicateParam(name: string): UserError {
  return new UserError(
    "entry_param_duplicate",
    `the parameter "${name}" would stand in the URL twice`,
    "Give each parameter once; look also at the query of entry.url.",
  );
}

function queryNames(url: string): readonly string[] {
  const query = url.split("#", 1)[0]?.split("?").slice(1).join("?") ?? "";
  return query === "" ? [] : [...new URLSearchParams(query).keys()];
}

export function unknownPlaceholder(recipe: EntryRecipe, values: EntryValues): UserError {
  const missing = extraPlaceholders(recipe).filter(
    (name) => placeholderValue(recipe, values, name) === undefined,
  );
  const names = missing.map((name) => `{${name}}`).join(", ");
  return new UserError(
    "entry_placeholder_unknown",
    `the entry recipe uses ${names}, and no parameter gives a value for it`,
    missing.map((name) => `--param ${name}=…`).join(" "),
  );
}

/** @throws {UserError} `entry_ambiguous` when the token does not read back as what it was made of */
export function refuseAmbiguous(
  recipe: EntryRecipe,
  values: EntryValues,
  token: string,
  signature: string,
): void {
  const template = recipe.signature.token;
  const parsed = parseToken(recipe.signature, token);
  const readsBack =
    parsed?.signature === signature &&
    [...parsed.values].every(([name, text]) => text === placeholderValue(recipe, values, name));
  if (readsBack) return;
  const separators = templateParts(template).literals.slice(1, -1);
  for (const name of placeholdersOf(template)) {
    const value = placeholderValue(recipe, values, name) ?? "";
    const separator = separators.find((literal) => literal !== "" && value.includes(literal));
    if (separator !== undefined) {
      throw new UserError(
        "entry_ambiguous",
        `the ${name} "${value}" contains "${separator}", which separates the parts of the token ${template}: the gateway could not tell where the ${name} ends`,
        `Use a ${name} without "${separator}", or agree on another separator and change entry.signature.token.`,
      );
    }
  }
  throw new UserError(
    "entry_ambiguous",
    `a token of the form ${template} cannot be taken apart again: two of its parts touch, or a value looks like the text around it`,
    "Put a separator that no value contains between the placeholders of entry.signature.token.",
  );
}
