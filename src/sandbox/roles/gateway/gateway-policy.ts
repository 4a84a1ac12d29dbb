/**
 * How the gateway behaves, as data and small functions: `RIGHT_GATEWAY` is
 * correct to the letter, and every fault or variant changes a member or two.
 */
import { emptyReply, type ServedReply } from "../../../core/server.js";
import type { EntryRecipe } from "../../../protocols/entry/recipe.js";
import type { EntryRefusal, EntryVerdict } from "../../../protocols/entry/verify.js";
import type { SurfaceRequest } from "../../../protocols/signing/forgeries/surfaces.js";
import { deviationsOf } from "../../role.js";
import type { EntryAgreement } from "./agreement.js";
import type { Entrant } from "./playcamp.js";
import type { PresentedEntry } from "./presented-entry.js";
import { type RelayPolicy, RIGHT_RELAY } from "./relay-policy.js";

export type RightEntry = Extract<EntryVerdict, { accepted: true }>;

export interface GatewayPolicy {
  /** Lets in what verification refused. */
  readonly forgives: (refusal: EntryRefusal, entry: PresentedEntry) => boolean;
  /** Lets in without looking. */
  readonly trusts: (request: SurfaceRequest) => boolean;
  readonly refusal: (
    reason: EntryRefusal,
    agreement: EntryAgreement,
    entry: PresentedEntry,
  ) => ServedReply;
  readonly success: (location: string) => ServedReply;
  /** Where an entry leads, given where the WebView opens for it. */
  readonly location: (webView: string, agreement: EntryAgreement) => string;
  /** Entrants of the same word get the same token; null for a new one. */
  readonly doorOf: (entrant: Entrant) => string | null;
  /** Whether a player whose token was refused stays out for a while. */
  readonly locksOut: boolean;
  /** By what a right token is known as used; null where it serves again. */
  readonly usedBy: (entry: RightEntry) => string | null;
  readonly relay: RelayPolicy;
  /** The query as the verifier gets to see it. */
  readonly readQuery: (query: string, recipe: EntryRecipe) => string;
  /** Lies about how much time has passed since signing. */
  readonly clockShiftMs: (agreement: EntryAgreement) => number;
  /** Answers that are given before the entry is even looked at. */
  readonly rejects: (
    query: URLSearchParams,
    recipe: EntryRecipe,
    rawQuery: string,
  ) => ServedReply | null;
}

export const unauthorized = () => emptyReply(401);

export const RIGHT_GATEWAY: GatewayPolicy = {
  forgives: () => false,
  trusts: () => false,
  refusal: unauthorized,
  success: (location) => emptyReply(302, [["Location", location]]),
  location: (webView) => webView,
  doorOf: () => null,
  locksOut: false,
  usedBy: () => null,
  relay: RIGHT_RELAY,
  readQuery: (query) => query,
  clockShiftMs: () => 0,
  rejects: () => null,
};

export const deviation = deviationsOf<GatewayPolicy>();
