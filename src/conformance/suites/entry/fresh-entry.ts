/** Finds the order behind a recorded entry, so that it can be signed again for now. */
import { UserError } from "../../../core/errors.js";
import type { Exchange } from "../../../core/http-exchange.js";
import { timestampMs } from "../../../protocols/entry/freshness.js";
import { type EntryRecipe, recipeParamNames } from "../../../protocols/entry/recipe.js";
import { parseEntryRequest } from "../../../protocols/entry/request.js";
import { type EntryOrder, signEntry } from "../../../protocols/entry/sign.js";
import { parseToken } from "../../../protocols/entry/token.js";
import { type FreshEntry, writtenHeaders } from "../../fresh-message.js";
import type { EntryTarget } from "./entry-target.js";

/** An older entry was meant to be old. */
const OLDEST_MS = 5_000;

/** @returns null unless signing the same order again gives the recorded URL to the letter */
export function freshEntry(
  { recipe, key }: EntryTarget,
  { request, startedAt }: Exchange,
): FreshEntry | null {
  if (request.method !== "GET" || writtenHeaders(request).length > 0) return null;
  const order = orderOf(recipe, request.url);
  if (order === null) return null;
  const sentAtMs = Date.parse(startedAt);
  const signedAtMs = timestampMs(recipe.signature.timestamp, order.timestamp);
  if (signedAtMs === null || Math.abs(sentAtMs - signedAtMs) > OLDEST_MS) return null;
  if (signedUrl(recipe, order, key, sentAtMs) !== request.url) return null;
  const { usn, campaign, params } = order;
  return { kind: "entry", usn, campaign, params };
}

/** What a URL asks for, right or wrong; null where it cannot be taken apart. */
export function orderOf(recipe: EntryRecipe, url: string): Required<EntryOrder> | null {
  const { request } = parseEntryRequest(recipe, url);
  if (request?.token == null) return null;
  const { params } = request;
  const own = recipeParamNames(recipe);
  const timestamp =
    parseToken(recipe.signature, request.token)?.values.get("timestamp") ??
    params.get(recipe.params.timestamp ?? "");
  const usn = params.get(recipe.params.usn);
  if (timestamp === undefined || usn === undefined) return null;
  return {
    usn,
    campaign: params.get(recipe.params.campaign) ?? "",
    timestamp,
    params: [...params].filter(([name]) => !own.includes(name)),
  };
}

function signedUrl(
  recipe: EntryRecipe,
  order: EntryOrder,
  key: string,
  nowMs: number,
): string | null {
  try {
    return signEntry(recipe, order, key, nowMs).url;
  } catch (error) {
    // What this tool refuses to sign was made on purpose, step by step.
    if (error instanceof UserError) return null;
    throw error;
  }
}
