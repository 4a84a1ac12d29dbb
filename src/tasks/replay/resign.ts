/** A stored request signed for now. */
import { UserError } from "../../core/errors.js";
import { headerValue, withHeader } from "../../core/http.js";
import { entrySettings } from "../../profile/entry-settings.js";
import { requireSection, type ResolvedProfile } from "../../profile/resolve.js";
import { webhookSettings } from "../../profile/webhook-settings.js";
import { claimsOf } from "../../protocols/entry/claims.js";
import { parseEntryRequest } from "../../protocols/entry/request.js";
import { encodeQueryText, entryTimestamp, entryToken } from "../../protocols/entry/sign.js";
import { parseToken } from "../../protocols/entry/token.js";
import { fingerprintRecipe } from "../../protocols/payments/fingerprint.js";
import { signatureOf } from "../../protocols/webhook/delivery.js";
import {
  isTimestampedHeader,
  SIGNATURE_HEADER as WEBHOOK_SIGNATURE,
} from "../../protocols/webhook/signature.js";
import {
  SIGNATURE_HEADER as WALLET_SIGNATURE,
  signCallback,
} from "../../protocols/wallet/signature.js";
import { kindOfMessage, type MessageKind } from "../message-kind.js";
import type { PlainRequest } from "./fill-gaps.js";
import { resignPoll } from "./resign-poll.js";

/**
 * @throws {UserError} `resign_unrecognised`, `resign_impossible`, and what reading the profile throws
 */
export async function resign(
  request: PlainRequest,
  profile: ResolvedProfile | null,
  nowMs: number,
): Promise<PlainRequest> {
  const kind = kindOfMessage(request, profile);
  if (profile === null || kind === null) {
    throw new UserError(
      "resign_unrecognised",
      profile === null
        ? "--resign needs a profile, which says how to sign"
        : "--resign does not know this request: it is no entry, webhook, wallet callback or fingerprinted poll of this profile",
      "Leave --resign out to send it exactly as it was.",
    );
  }
  return SIGNERS[kind](request, profile, nowMs);
}

type Signer = (
  request: PlainRequest,
  profile: ResolvedProfile,
  nowMs: number,
) => Promise<PlainRequest>;

const SIGNERS: Readonly<Record<MessageKind, Signer>> = {
  webhook: async (request, profile, nowMs) => {
    const { secrets } = await webhookSettings(profile, "replay --resign");
    const before = headerValue(request.headers, WEBHOOK_SIGNATURE) ?? "";
    const signature = signatureOf(request.body ?? new Uint8Array(), {
      signature: isTimestampedHeader(before) ? "timestamped" : "simple",
      secret: secrets[0].value,
      timestampSec: Math.floor(nowMs / 1000),
    });
    return withSignature(request, WEBHOOK_SIGNATURE, signature);
  },
  wallet: async (request, profile) => {
    const section = profile.profile.wallet;
    if (section === undefined) throw impossible("the profile has no wallet section");
    const [secret] = await profile.secrets.read("wallet.secret", section.secret);
    assertCarries(request, WALLET_SIGNATURE);
    const signature = signCallback(request.body ?? new Uint8Array(), secret.value);
    return withSignature(request, WALLET_SIGNATURE, signature);
  },
  payments: async (request, profile, nowMs) => {
    const { source } = requireSection(profile, "payments", "replay --resign");
    if (source.auth?.kind !== "fingerprint")
      throw impossible("the profile's payments.source.auth is no fingerprint");
    assertCarries(request, fingerprintRecipe(source.auth).header);
    return resignPoll(request, profile, nowMs);
  },
  entry: async (request, profile, nowMs) => {
    const { recipe, keys } = await entrySettings(profile, "replay --resign");
    const parsed = parseEntryRequest(recipe, request.url);
    if (parsed.request === null) throw impossible(parsed.problem.message);
    const token = parseToken(recipe.signature, parsed.request.token ?? "");
    if (token === null) throw impossible(`its token has not the form ${recipe.signature.token}`);
    const claims = claimsOf(recipe, parsed.request, token, {});
    if (claims.values === null) throw impossible(claims.problem.message);
    const timestamp = entryTimestamp(recipe, nowMs);
    const values = { ...claims.values, timestamp };
    const fresh = new Map([[recipe.params.token, entryToken(recipe, values, keys[0].value)]]);
    if (recipe.params.timestamp !== undefined) fresh.set(recipe.params.timestamp, timestamp);
    return { ...request, url: withQueryValues(request.url, fresh) };
  },
};

/** A request that went out unsigned may have been meant so. */
function assertCarries({ headers }: PlainRequest, name: string): void {
  if (headerValue(headers, name) === null)
    throw impossible(`it carries no ${name} header to take the place of`);
}

function withSignature(request: PlainRequest, name: string, signature: string): PlainRequest {
  return { ...request, headers: withHeader(request.headers, name, signature) };
}

/** Every other parameter stays as it was written. */
function withQueryValues(url: string, values: ReadonlyMap<string, string>): string {
  return url.replace(/\?([^#]*)/, (_, query: string) => {
    const pairs = query.split("&").map((pair) => {
      const [name = ""] = pair.split("=", 1);
      const fresh = [...values].find(([each]) => encodeQueryText(each) === name || each === name);
      return fresh === undefined ? pair : `${name}=${encodeQueryText(fresh[1])}`;
    });
    return `?${pairs.join("&")}`;
  });
}

function impossible(why: string): UserError {
  return new UserError(
    "resign_impossible",
    `this request cannot be signed anew: ${why}`,
    "Leave --resign out to send it exactly as it was.",
  );
}
