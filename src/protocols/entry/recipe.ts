/**
 * The negotiated entry recipe as data: what is signed, how, and where it stands
 * in the URL. Making and judging tokens is left to sign.ts and verify.ts.
 */
import type { DigestAlgorithm, SigningAlgorithm } from "../signing/algorithms.js";
import type { SignatureEncoding } from "../signing/encodings.js";
import { placeholdersOf } from "../signing/template.js";

export type TimestampUnit = "s" | "ms";

/** Names of the query parameters. */
export interface EntryParamNames {
  readonly usn: string;
  readonly campaign: string;
  readonly token: string;
  /** Only where the timestamp also travels as a parameter of its own. */
  readonly timestamp?: string;
}

export interface EntrySignatureRecipe {
  readonly algorithm: SigningAlgorithm;
  /** Template of the text that is signed, such as `{usn}|{timestamp}|{key}`. */
  readonly message: string;
  readonly encoding: SignatureEncoding;
  readonly timestamp: TimestampUnit;
  /** Template of the token, such as `{usn}|{timestamp}|{signature}`. */
  readonly token: string;
  readonly ttlMs: number;
}

export interface EntryRecipe {
  /** May contain `{partner}` and a query of its own. */
  readonly url: string;
  readonly partner: string;
  readonly params: EntryParamNames;
  readonly signature: EntrySignatureRecipe;
}

/** What the search for a signed text needs to know of a recipe: of an entry's, or of a poll's. */
export interface TextRecipe {
  readonly partner: string;
  /** By placeholder, where a parameter has another name. */
  readonly params: Partial<EntryParamNames> & { readonly from?: string; readonly to?: string };
  readonly signature: Pick<EntrySignatureRecipe, "message" | "encoding" | "timestamp"> & {
    readonly algorithm: DigestAlgorithm;
  };
  /** Where the profile says it. Default `entry.signature`. */
  readonly settings?: string;
}

/**
 * What holds until something else is agreed.
 *
 * @source Partner Gateway, "Entry"
 */
export const DEFAULT_ENTRY_RECIPE = {
  params: { usn: "usn", campaign: "camp_code", token: "custom_data" },
  signature: {
    algorithm: "sha256",
    message: "{usn}|{timestamp}|{key}",
    encoding: "hex",
    timestamp: "s",
    token: "{usn}|{timestamp}|{signature}",
    ttlMs: 300_000,
  },
} as const satisfies Pick<EntryRecipe, "params" | "signature">;

/** A query parameter beyond the negotiated ones; its name is also a placeholder. */
export type EntryParam = readonly [name: string, value: string];

/** What the placeholders of a recipe stand for, apart from key and signature. */
export interface EntryValues {
  readonly usn: string;
  /** Empty without a campaign. */
  readonly campaign: string;
  /** Exactly as signed, in the recipe's unit. */
  readonly timestamp: string;
  readonly params: readonly EntryParam[];
}

/** Placeholders with a fixed meaning; an extra parameter cannot take their names. */
export const RESERVED_PLACEHOLDERS: readonly string[] = [
  "usn",
  "campaign",
  "timestamp",
  "key",
  "partner",
  "signature",
];

/** The place in the profile where a recipe is corrected. */
export function settingsOf({ settings = "entry.signature" }: TextRecipe): string {
  return settings;
}

/** @returns undefined for `key`, `signature` and names that no parameter bears */
export function placeholderValue(
  recipe: Pick<EntryRecipe, "partner">,
  values: EntryValues,
  name: string,
): string | undefined {
  switch (name) {
    case "usn":
      return values.usn;
    case "campaign":
      return values.campaign;
    case "timestamp":
      return values.timestamp;
    case "partner":
      return recipe.partner;
    case "key":
    case "signature":
      return undefined;
    default:
      return values.params.find(([param]) => param === name)?.[1];
  }
}

/** Placeholders of message and token that only an extra parameter can fill. */
export function extraPlaceholders(recipe: EntryRecipe): readonly string[] {
  const { message, token } = recipe.signature;
  const names = [...placeholdersOf(message), ...placeholdersOf(token)];
  return [...new Set(names)].filter((name) => !RESERVED_PLACEHOLDERS.includes(name));
}

/** The query parameters that the recipe itself writes. */
export function recipeParamNames(recipe: EntryRecipe): readonly string[] {
  const { usn, campaign, token, timestamp } = recipe.params;
  return timestamp === undefined ? [usn, campaign, token] : [usn, campaign, token, timestamp];
}

/**
 * Why no safe entry can be made by this recipe, or null when one can.
 *
 * Refuses what would give the key away, leave the entry unsigned, or keep the
 * gateway from knowing the time.
 */
export function recipeProblem(recipe: EntryRecipe): string | null {
  const { algorithm, message, token } = recipe.signature;
  const inMessage = placeholdersOf(message);
  const inToken = placeholdersOf(token);
  if (inToken.includes("key")) return "the token template contains {key}, which would publish it";
  if (!inToken.includes("signature")) return "the token template has no {signature}";
  if (inMessage.includes("signature")) return "the message template contains {signature} itself";
  if (!algorithm.startsWith("hmac") && !inMessage.includes("key")) {
    return `the message template has no {key}, so with ${algorithm} anyone could sign`;
  }
  if (!inToken.includes("timestamp") && recipe.params.timestamp === undefined) {
    return "the timestamp is neither in the token template nor in a parameter of its own";
  }
  const names = recipeParamNames(recipe);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  return repeated === undefined ? null : `two parameters have the name "${repeated}"`;
}
