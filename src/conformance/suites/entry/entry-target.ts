/** A gateway's entry endpoint, and the ways in which scenarios knock at it. */
import type { HttpReply } from "../../../core/http.js";
import { headerValue } from "../../../core/http.js";
import {
  type EntryRecipe,
  type EntryValues,
  extraPlaceholders,
} from "../../../protocols/entry/recipe.js";
import { entryTimestamp } from "../../../protocols/entry/freshness.js";
import { entryToken, entryUrl } from "../../../protocols/entry/sign.js";
import { placeholdersOf, templateParts } from "../../../protocols/signing/template.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { Finding } from "../../check.js";
import { describeReply, expectStatus } from "../../expect.js";
import {
  type ScenarioContext,
  precondition,
  type Precondition,
  type Step,
} from "../../scenario-context.js";

export interface EntryTarget {
  readonly recipe: EntryRecipe;
  readonly key: string;
}

export type EntryContext = ScenarioContext<EntryTarget>;

export const ENTRY_CLAUSE = "Partner Gateway, WebView entry";

/** Of the end of a token's life nothing is judged. */
export const MARGIN_MS = 60_000;

/** Why no older token can be tried, or null. */
export function isTooShort({ recipe }: EntryTarget): string | null {
  return recipe.signature.ttlMs > 2 * MARGIN_MS
    ? null
    : "the agreed life of a token is too short to test well inside it";
}

export function get(url: string): OutgoingRequest {
  return { method: "GET", url, headers: [], body: null };
}

/** A user who may enter now, without a campaign. */
export function freshValues(context: EntryContext, label = "usn"): EntryValues {
  const { recipe } = context.target;
  return {
    usn: String(context.values.int(label, 100_000, 999_999_999)),
    campaign: "",
    timestamp: entryTimestamp(recipe, context.clock.nowMs()),
    params: extraPlaceholders(recipe).map((name) => [name, context.values.id(`${label}/${name}`)]),
  };
}

/** The same user, so much earlier (or, when negative, later). */
export function agedBy(context: EntryContext, values: EntryValues, ageMs: number): EntryValues {
  return {
    ...values,
    timestamp: entryTimestamp(context.target.recipe, context.clock.nowMs() - ageMs),
  };
}

export function rightToken({ target }: EntryContext, values: EntryValues): string {
  return entryToken(target.recipe, values, target.key);
}

/** The URL around any token, right or wrong; null leaves the token out. */
export function urlAround(
  { target }: EntryContext,
  values: EntryValues,
  token: string | null,
): string {
  return entryUrl(target.recipe, values, token, values.params);
}

export function rightUrl(context: EntryContext, values: EntryValues): string {
  return urlAround(context, values, rightToken(context, values));
}

/** A whole entry that must be let in: the control of every refusal. */
export async function enter(context: EntryContext, values = freshValues(context)): Promise<Step> {
  return context.send("a right entry", get(rightUrl(context, values)));
}

/** A target that lets nobody in proves nothing by refusing. */
export function letIn(step: Step): Precondition {
  return precondition(
    step,
    (reply) => reply.status === 302,
    "a right entry was not let in either, so a refusal proves nothing",
  );
}

/** Where a wrong entry was let in, nothing was seen of a refusal. */
export function keptOut(step: Step): Precondition {
  return precondition(step, (reply) => reply.status !== 302, "a wrong entry was let in");
}

export function expectRedirect(reply: HttpReply): Finding | null {
  const wrongStatus = expectStatus(reply, 302, "the entry is right and leads to the WebView");
  if (wrongStatus !== null) return withClockHint(reply, wrongStatus);
  const location = headerValue(reply.headers, "location");
  if (location !== null && location.trim() !== "") return null;
  return {
    expected: "302 with a Location header that names the WebView",
    actual: location === null ? "302 without a Location" : "302 with an empty Location",
  };
}

export function expectRefusal(reply: HttpReply, because: string): Finding | null {
  const finding = expectStatus(reply, 401, because);
  if (finding === null || reply.status !== 302) return finding;
  return {
    ...finding,
    actual: `${describeReply(reply)}, Location ${headerValue(reply.headers, "location") ?? "missing"}`,
    hint: "The target let this entry in. If its Location leads to a login or error page, it still has to answer 401.",
  };
}

function withClockHint(reply: HttpReply, finding: Finding): Finding {
  if (reply.status !== 401) return finding;
  return {
    ...finding,
    hint: "Compare recipe and key first: playcamp-gw verify-entry says which part of a URL the recipe would refuse. A clock that is minutes off has the same effect.",
  };
}

/** Why a recipe that does not sign a value cannot protect it, which is no fault of the gateway; or null. */
export function unsigned(recipe: EntryRecipe, name: "usn" | "timestamp" | null): string | null {
  if (name === null) return null;
  return placeholdersOf(recipe.signature.message).includes(name)
    ? null
    : `the agreed recipe does not sign {${name}} (entry.signature.message)`;
}

/** Characters that no literal of the token's template contains. */
export function withoutSeparators(recipe: EntryRecipe, text: string): string {
  const separators = templateParts(recipe.signature.token).literals.join("");
  return Array.from(text)
    .filter((character) => !separators.includes(character))
    .join("");
}
