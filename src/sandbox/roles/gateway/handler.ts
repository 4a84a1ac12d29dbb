/** The entry: verifies who comes, and redirects to the WebView. */
import { emptyReply, queryOf, type ServedReply, type ServedRequest } from "../../../core/server.js";
import type { EntryRecipe } from "../../../protocols/entry/recipe.js";
import { type EntryVerdict, verifyEntry } from "../../../protocols/entry/verify.js";
import type { SandboxWorld } from "../../role.js";
import { keepLatest } from "../keep-latest.js";
import type { EntryAgreement } from "./agreement.js";
import type { Entrant, PlayCampClient } from "./playcamp.js";
import type { GatewayPolicy, RightEntry } from "./gateway-policy.js";
import { readPresentedEntry } from "./presented-entry.js";
import { createDoor } from "./web-view.js";

/** How long a player stays out whom a refusal locks out. */
const LOCKED_MS = 60_000;
/** Refused players, and used tokens. */
const MOST_KEPT = 1_000;

export function createEntryHandler(
  agreement: EntryAgreement,
  policy: GatewayPolicy,
  playCamp: PlayCampClient,
  { clock }: SandboxWorld,
) {
  const webViewOf = createDoor(playCamp, policy.doorOf);
  const refusedAt = new Map<string, number>();
  const tokens = new Map<string, string>();
  /** A right token of a player who stays out, or one that is taken for another that was used. */
  const isOut = (entry: RightEntry, token: string, nowMs: number) => {
    if (policy.locksOut && nowMs - (refusedAt.get(entry.usn) ?? 0) < LOCKED_MS) return true;
    const used = policy.usedBy(entry);
    if (used === null) return false;
    const before = tokens.get(used) ?? token;
    keepLatest(tokens, MOST_KEPT, used, before);
    return before !== token;
  };
  return async (request: ServedRequest): Promise<ServedReply> => {
    const isTrusted = policy.trusts({ ...request, url: request.target });
    if (request.method !== "GET" && request.method !== "HEAD" && !isTrusted) {
      return emptyReply(405, [["Allow", "GET, HEAD"]]);
    }
    const { recipe, keys } = agreement;
    const rawQuery = queryOf(request.target);
    const query = new URLSearchParams(rawQuery);
    const rejected = policy.rejects(query, recipe, rawQuery);
    if (rejected !== null) return rejected;
    const nowMs = clock.nowMs() + policy.clockShiftMs(agreement);
    const read = policy.readQuery(rawQuery, recipe);
    const verdict = verifyEntry(recipe, `?${read}`, keys, nowMs);
    if (!verdict.accepted && !isTrusted) {
      const entry = readPresentedEntry(agreement, read, nowMs);
      if (!policy.forgives(verdict.reason, entry)) {
        keepLatest(refusedAt, MOST_KEPT, query.get(recipe.params.usn) ?? "", nowMs);
        return policy.refusal(verdict.reason, agreement, entry);
      }
    }
    if (verdict.accepted && isOut(verdict, query.get(recipe.params.token) ?? "", nowMs))
      return policy.refusal(
        "signature_mismatch",
        agreement,
        readPresentedEntry(agreement, read, nowMs),
      );
    const webView = await webViewOf(entrantOf(query, recipe, verdict));
    return policy.success(policy.location(webView, agreement));
  };
}

/** What was overlooked is taken from the URL as it stands. */
function entrantOf(
  query: URLSearchParams,
  { params }: EntryRecipe,
  verdict: EntryVerdict,
): Entrant {
  const callbackId = query.get(params.token);
  return {
    userId: verdict.accepted ? verdict.usn : (query.get(params.usn) ?? ""),
    campaignId: query.get(params.campaign) ?? "",
    callbackId: callbackId === "" ? null : callbackId,
  };
}
