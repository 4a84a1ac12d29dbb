/** Reads what was requested out of a URL, a query string or a bare token. Judges nothing but the form. */
import { extraPlaceholders, recipeParamNames, type EntryRecipe } from "./recipe.js";
import { parseToken } from "./token.js";

export interface EntryRequest {
  /** A bare token says nothing about the parameters beside it. */
  readonly kind: "query" | "token";
  /** Decoded query parameters; empty for a bare token. */
  readonly params: ReadonlyMap<string, string>;
  /** null when the parameter is absent. */
  readonly token: string | null;
}

export type EntryRequestProblem = {
  readonly reason: "encoding_malformed" | "parameter_duplicated";
  readonly message: string;
  /** The parameter's name or text, as sent. */
  readonly found: string;
};

export type EntryRequestResult =
  | { readonly request: EntryRequest; readonly problem: null }
  | { readonly request: null; readonly problem: EntryRequestProblem };

/**
 * @param input URL, path with query, query string with or without `?`, or the token alone
 */
export function parseEntryRequest(recipe: EntryRecipe, input: string): EntryRequestResult {
  const query = queryOf(recipe, input);
  if (query !== null) return parseEntryQuery(recipe, query);
  return {
    request: { kind: "token", params: new Map(), token: input },
    problem: null,
  };
}

/**
 * Reads a query string the way a gateway does: `+` is a space, escapes are UTF-8.
 * Malformed escapes, and a repeated parameter that the recipe reads, are refused.
 *
 * @param query without the leading `?`
 */
export function parseEntryQuery(recipe: EntryRecipe, query: string): EntryRequestResult {
  const read = new Set([...recipeParamNames(recipe), ...extraPlaceholders(recipe)]);
  const params = new Map<string, string>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const decoded = decodePair(pair);
    if (decoded === null) {
      const message = `the query contains a malformed percent-encoding: ${pair}`;
      return refused({ reason: "encoding_malformed", message, found: pair });
    }
    const [name, value] = decoded;
    if (params.has(name) && read.has(name)) {
      const message = `the parameter "${name}" stands in the query more than once`;
      return refused({ reason: "parameter_duplicated", message, found: name });
    }
    params.set(name, value);
  }
  const token = params.get(recipe.params.token) ?? null;
  return { request: { kind: "query", params, token }, problem: null };
}

function refused(problem: EntryRequestProblem): EntryRequestResult {
  return { request: null, problem };
}

/** @returns null when the input is a bare token */
function queryOf(recipe: EntryRecipe, input: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input) || /^\/[^?]*\?/.test(input) || input.startsWith("?")) {
    const address = input.split("#", 1)[0] ?? "";
    const at = address.indexOf("?");
    return at === -1 ? "" : address.slice(at + 1);
  }
  const names = input.split("&").map((pair) => decodePair(pair)?.[0]);
  if (names.includes(recipe.params.token)) return input;
  if (parseToken(recipe.signature, input) !== null) return null;
  return names.includes(recipe.params.usn) && input.includes("=") ? input : null;
}

function decodePair(pair: string): readonly [string, string] | null {
  const at = pair.indexOf("=");
  const name = decodeQueryText(at === -1 ? pair : pair.slice(0, at));
  const value = decodeQueryText(at === -1 ? "" : pair.slice(at + 1));
  return name === null || value === null ? null : [name, value];
}

/** @returns null when an escape is malformed or does not give UTF-8 */
export function decodeQueryText(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}
