/** Makes signed entry URLs, and, for checks, the single steps from which wrong ones can be made. */
import { urlPart, wellFormed } from "../../core/url-part.js";
import { digest, hexDigest } from "../signing/algorithms.js";
import { encodeSignature } from "../signing/encodings.js";
import { renderTemplate, templateParts } from "../signing/template.js";
import { entryTimestamp } from "./freshness.js";
import { renderMessage } from "./message.js";
import { placeholderValue, type EntryParam, type EntryRecipe, type EntryValues } from "./recipe.js";
import { refuseAmbiguous, refuseRecipe, unknownPlaceholder, valuesRefuser } from "./refuse.js";

export { entryTimestamp };

export interface EntryOrder {
  readonly usn: string;
  readonly campaign?: string;
  /** Text exactly as signed, in the recipe's unit; otherwise the time is now. */
  readonly timestamp?: string;
  /** Further query parameters, in order; their names are placeholders too. */
  readonly params?: readonly EntryParam[];
}

/** Holds no text that contains the key: the signed message stays here. */
export interface SignedEntry {
  readonly url: string;
  readonly token: string;
  readonly signature: string;
  readonly timestamp: string;
}

/**
 * Signs the entry of one user.
 *
 * @param key the shared key exactly as agreed; never trimmed
 * @param nowMs milliseconds since the epoch
 * @throws {UserError} `key_empty`, `entry_recipe_unusable`, `entry_usn_empty`, `entry_timestamp_invalid`,
 *   `entry_param_reserved`, `entry_param_duplicate`, `entry_placeholder_unknown`, `entry_ambiguous`
 * @source Partner Gateway, "Entry"
 */
export function signEntry(
  recipe: EntryRecipe,
  order: EntryOrder,
  key: string,
  nowMs: number,
): SignedEntry {
  return entrySigner(recipe, key)(order, nowMs);
}

/**
 * Signs the entries of many users: what depends on recipe and key alone is
 * worked out once.
 *
 * @param key as in {@link signEntry}
 * @returns signs one entry, and throws what signEntry throws for it
 * @throws {UserError} `key_empty`, `entry_recipe_unusable`, `entry_param_duplicate`
 */
export function entrySigner(
  recipe: EntryRecipe,
  key: string,
): (order: EntryOrder, nowMs: number) => SignedEntry {
  refuseRecipe(recipe, key);
  const { algorithm, encoding } = recipe.signature;
  const refuseValues = valuesRefuser(recipe);
  const message = templateFiller(recipe.signature.message);
  const token = templateFiller(recipe.signature.token);
  const cannotMislead = separationProof(recipe.signature.token);
  const url = urlMaker(recipe);
  const signedKey = wellFormed(key);
  return (order, nowMs) => {
    const values = valuesOf(recipe, order, nowMs);
    refuseValues(values);
    // Every name has a value: the refuser has seen to it.
    const valueOf = (name: string) => placeholderValue(recipe, values, name) ?? "";
    const signed = message((name) => (name === "key" ? signedKey : valueOf(name)));
    const signature =
      encoding === "hex"
        ? hexDigest(algorithm, [signed], key)
        : encodeSignature(encoding, digest(algorithm, signed, key));
    const partOf = (name: string) => (name === "signature" ? signature : valueOf(name));
    const text = token(partOf);
    if (!cannotMislead(partOf)) refuseAmbiguous(recipe, values, text, signature);
    return {
      url: url(entryParams(recipe, values, text, values.params)),
      token: text,
      signature,
      timestamp: values.timestamp,
    };
  };
}

/** The template, taken apart once; what it makes is the same as renderTemplate's. */
function templateFiller(template: string): (valueOf: (name: string) => string) => string {
  const { literals, names } = templateParts(wellFormed(template));
  return (valueOf) => {
    let text = literals[0] ?? "";
    for (let at = 0; at < names.length; at += 1)
      text += valueOf(names[at] ?? "") + (literals[at + 1] ?? "");
    return text;
  };
}

/**
 * A short proof that a token reads back in one way only: its parts do not touch,
 * and no character of a separator occurs in any of them. Without it the token
 * may still be good; then it has to be taken apart to know.
 */
function separationProof(template: string): (partOf: (name: string) => string) => boolean {
  const { literals, names } = templateParts(template);
  const separators = literals.slice(1, -1);
  const characters = [...new Set(separators.join(""))];
  const isParted = separators.every((separator) => separator !== "");
  return (partOf) =>
    isParted &&
    names.every((name) => {
      const part = partOf(name);
      return characters.every((character) => !part.includes(character));
    });
}

/**
 * The signature alone, checking nothing.
 *
 * @throws {UserError} `entry_placeholder_unknown`
 */
export function entrySignature(recipe: EntryRecipe, values: EntryValues, key: string): string {
  const { algorithm, encoding, message } = recipe.signature;
  const bytes = renderMessage(message, (name) =>
    name === "key" ? key : placeholderValue(recipe, values, name),
  );
  if (bytes === null) throw unknownPlaceholder(recipe, values);
  return encodeSignature(encoding, digest(algorithm, bytes, key));
}

/** The token around any signature, right or wrong, checking nothing. */
export function renderToken(recipe: EntryRecipe, values: EntryValues, signature: string): string {
  return renderTemplate(recipe.signature.token, (name) =>
    name === "signature" ? signature : placeholderValue(recipe, values, name),
  );
}

/** The token for these values, checking nothing. */
export function entryToken(recipe: EntryRecipe, values: EntryValues, key: string): string {
  return renderToken(recipe, values, entrySignature(recipe, values, key));
}

/**
 * The negotiated query parameters in their usual order, not yet encoded.
 *
 * @param token null leaves the parameter out
 */
export function entryParams(
  recipe: EntryRecipe,
  values: EntryValues,
  token: string | null,
  params: readonly EntryParam[] = [],
): readonly EntryParam[] {
  const names = recipe.params;
  const pairs: EntryParam[] = [[names.usn, values.usn]];
  if (values.campaign !== "") pairs.push([names.campaign, values.campaign]);
  if (token !== null) pairs.push([names.token, token]);
  if (names.timestamp !== undefined) pairs.push([names.timestamp, values.timestamp]);
  return [...pairs, ...params];
}

/** The recipe's URL with these parameters, encoded, in this order, after any query of its own. */
export function urlWithParams(recipe: EntryRecipe, params: readonly EntryParam[]): string {
  return urlMaker(recipe)(params);
}

function urlMaker(recipe: EntryRecipe): (params: readonly EntryParam[]) => string {
  const base = renderTemplate(recipe.url, (name) =>
    name === "partner" ? encodeQueryText(recipe.partner) : undefined,
  );
  const hash = base.indexOf("#");
  const address = hash === -1 ? base : base.slice(0, hash);
  const fragment = hash === -1 ? "" : base.slice(hash);
  const joint = !address.includes("?") ? "?" : /[?&]$/.test(address) ? "" : "&";
  return (params) => {
    const query = params
      .map(([name, value]) => `${encodeQueryText(name)}=${encodeQueryText(value)}`)
      .join("&");
    return query === "" ? base : address + joint + query + fragment;
  };
}

/** The entry URL around any token, right or wrong; null leaves the token out. */
export function entryUrl(
  recipe: EntryRecipe,
  values: EntryValues,
  token: string | null,
  params: readonly EntryParam[] = [],
): string {
  return urlWithParams(recipe, entryParams(recipe, values, token, params));
}

/** UTF-8, everything but unreserved characters escaped; a space is `%20`. */
export function encodeQueryText(text: string): string {
  return urlPart(text);
}

function valuesOf(recipe: EntryRecipe, order: EntryOrder, nowMs: number): EntryValues {
  return {
    usn: wellFormed(order.usn),
    campaign: wellFormed(order.campaign ?? ""),
    timestamp: order.timestamp ?? entryTimestamp(recipe, nowMs),
    params: (order.params ?? []).map(([name, value]) => [wellFormed(name), wellFormed(value)]),
  };
}
