/**
 * What an entry claims: the same value may stand in the token, in a parameter
 * and in what the caller knows, and all must agree.
 */
import {
  extraPlaceholders,
  type EntryParam,
  type EntryRecipe,
  type EntryValues,
} from "./recipe.js";
import type { EntryRequest } from "./request.js";
import type { ParsedToken } from "./token.js";

/** What the caller knows beside the input. */
export interface KnownEntry {
  readonly usn?: string;
  readonly campaign?: string;
  /** Extra parameters, and the timestamp's where it has one of its own. */
  readonly params?: readonly EntryParam[];
}

export interface ClaimProblem {
  readonly reason:
    | "usn_missing"
    | "usn_mismatch"
    | "campaign_mismatch"
    | "partner_mismatch"
    | "timestamp_missing"
    | "timestamp_mismatch"
    | "value_missing"
    | "value_mismatch";
  readonly message: string;
}

export type Claims =
  | { readonly values: EntryValues; readonly problem: null }
  | { readonly values: null; readonly problem: ClaimProblem };

export function claimsOf(
  recipe: EntryRecipe,
  request: EntryRequest,
  token: ParsedToken,
  known: KnownEntry,
): Claims {
  const sources = claimSources(recipe, request, token, known);
  const problem = firstProblem(recipe, request, sources);
  if (problem !== null) return { values: null, problem };
  return { values: valuesOf(recipe, sources), problem: null };
}

/** Where a value was found; null where it was not. */
export interface ClaimSource {
  readonly name: string;
  readonly token: string | null;
  readonly param: string | null;
  readonly known: string | null;
}

/** All sources of usn, campaign, timestamp and the extra placeholders, in that order. */
export function claimSources(
  recipe: EntryRecipe,
  request: EntryRequest,
  token: ParsedToken,
  known: KnownEntry,
): readonly ClaimSource[] {
  const { params } = recipe;
  const source = (name: string, param: string | undefined, stated?: string): ClaimSource => ({
    name,
    token: token.values.get(name) ?? null,
    param: param === undefined ? null : (request.params.get(param) ?? null),
    known: stated ?? (param === undefined ? null : knownParam(known, param)),
  });
  const campaign = source("campaign", params.campaign, known.campaign);
  return [
    source("usn", params.usn, known.usn),
    // In a URL without it there is no campaign; beside a bare token, nobody knows.
    request.kind === "query" ? { ...campaign, param: campaign.param ?? "" } : campaign,
    source("timestamp", params.timestamp),
    ...extraPlaceholders(recipe).map((name) => source(name, name)),
    {
      name: "partner",
      token: token.values.get("partner") ?? null,
      param: null,
      known: recipe.partner,
    },
  ];
}

/** The value as the token has it, else as the parameter has it, else as known. */
function claimedValue(source: ClaimSource): string | null {
  return source.token ?? source.param ?? source.known;
}

/** Two sources that contradict each other, or null. */
export function contradictionOf(source: ClaimSource): readonly [string, string] | null {
  const [first, ...others] = [source.token, source.param, source.known].filter(
    (text) => text !== null,
  );
  const other = others.find((text) => text !== first);
  return first === undefined || other === undefined ? null : [first, other];
}

function firstProblem(
  recipe: EntryRecipe,
  request: EntryRequest,
  sources: readonly ClaimSource[],
): ClaimProblem | null {
  for (const source of sources) {
    const missing = missingProblem(recipe, request, source);
    if (missing !== null) return missing;
    const contradiction = contradictionOf(source);
    if (contradiction === null) continue;
    const [first, other] = contradiction;
    return {
      reason: MISMATCHES[source.name] ?? "value_mismatch",
      message:
        source.token === null
          ? `the ${source.name} is "${first}", not "${other}"`
          : `the token's ${source.name} is "${first}", not "${other}"`,
    };
  }
  return null;
}

const MISMATCHES: Readonly<Record<string, ClaimProblem["reason"]>> = {
  usn: "usn_mismatch",
  campaign: "campaign_mismatch",
  timestamp: "timestamp_mismatch",
  partner: "partner_mismatch",
};

function missingProblem(
  recipe: EntryRecipe,
  request: EntryRequest,
  source: ClaimSource,
): ClaimProblem | null {
  const { name } = source;
  if (name === "usn") {
    const usn = request.kind === "query" ? source.param : claimedValue(source);
    if (usn !== null && usn !== "") return null;
    const message =
      request.kind === "query"
        ? `the parameter "${recipe.params.usn}" is missing or empty`
        : "the token does not tell the usn, and none was given beside it";
    return { reason: "usn_missing", message };
  }
  if (name === "campaign" || claimedValue(source) !== null) return null;
  if (name === "timestamp") {
    return { reason: "timestamp_missing", message: "the timestamp is missing" };
  }
  return {
    reason: "value_missing",
    message: `there is no value for {${name}}`,
  };
}

/** Values for signing; what nobody tells is empty. */
export function valuesOf(recipe: EntryRecipe, sources: readonly ClaimSource[]): EntryValues {
  const valueOf = (name: string): string => {
    const source = sources.find((each) => each.name === name);
    return source === undefined ? "" : (claimedValue(source) ?? "");
  };
  return {
    usn: valueOf("usn"),
    campaign: valueOf("campaign"),
    timestamp: valueOf("timestamp"),
    params: extraPlaceholders(recipe).map((name) => [name, valueOf(name)] as const),
  };
}

function knownParam(known: KnownEntry, name: string): string | null {
  return known.params?.find(([param]) => param === name)?.[1] ?? null;
}
