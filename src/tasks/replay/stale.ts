/** What of a request no longer fits its signature, or the time: said before it is sent, not after it was refused. */
import { renderDuration } from "../../core/duration.js";
import { UserError } from "../../core/errors.js";
import { headerValue } from "../../core/http.js";
import { entrySettings } from "../../profile/entry-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { webhookSettings } from "../../profile/webhook-settings.js";
import { verifyEntry } from "../../protocols/entry/verify.js";
import {
  SIGNATURE_HEADER as WALLET_SIGNATURE,
  verifyCallback,
} from "../../protocols/wallet/signature.js";
import {
  DEFAULT_TOLERANCE_SEC,
  isTimestampedHeader,
  SIGNATURE_HEADER,
  timestampedParts,
  verifyWebhook,
} from "../../protocols/webhook/signature.js";
import type { PlainRequest } from "./fill-gaps.js";
import type { MessageKind } from "../message-kind.js";

/**
 * @param profile null where there is none: then only the time is judged
 * @returns a sentence; null where nothing speaks against it, or a secret to judge by is not at hand
 */
export async function staleness(
  kind: MessageKind | null,
  request: PlainRequest,
  profile: ResolvedProfile | null,
  nowMs: number,
): Promise<string | null> {
  try {
    return await stalenessOf(kind, request, profile, nowMs);
  } catch (error) {
    // Sending bytes as they were needs no secret.
    if (error instanceof UserError) return null;
    throw error;
  }
}

async function stalenessOf(
  kind: MessageKind | null,
  request: PlainRequest,
  profile: ResolvedProfile | null,
  nowMs: number,
): Promise<string | null> {
  switch (kind) {
    case "webhook":
      return staleWebhook(request, profile, nowMs);
    case "entry":
      return staleEntry(request, profile, nowMs);
    case "wallet":
      return staleCallback(request, profile);
    default:
      return null;
  }
}

async function staleWebhook(
  { headers, body }: PlainRequest,
  profile: ResolvedProfile | null,
  nowMs: number,
): Promise<string | null> {
  const signature = headerValue(headers, SIGNATURE_HEADER) ?? "";
  const settings =
    profile?.profile.webhook === undefined ? null : await webhookSettings(profile, "replay");
  const stamp = isTimestampedHeader(signature) ? timestampedParts(signature)?.timestamp : undefined;
  if (stamp !== undefined && /^\d{1,12}$/.test(stamp)) {
    const ageMs = nowMs - Number(stamp) * 1000;
    const tolerance = settings?.toleranceSec ?? DEFAULT_TOLERANCE_SEC;
    if (ageMs > tolerance * 1000)
      return `its signature was made ${renderDuration(ageMs)} ago, and receivers take ${renderDuration(tolerance * 1000)}`;
  }
  if (settings === null) return null;
  const { valid } = verifyWebhook({
    payload: body ?? new Uint8Array(),
    signature,
    secret: settings.secrets.map(({ value }) => value),
    nowMs,
    tolerance: Number.MAX_SAFE_INTEGER,
  });
  return valid ? null : "its signature does not fit its body under webhook.secret";
}

async function staleEntry(
  { url }: PlainRequest,
  profile: ResolvedProfile | null,
  nowMs: number,
): Promise<string | null> {
  if (profile?.profile.entry === undefined) return null;
  const { recipe, keys } = await entrySettings(profile, "replay");
  const values = keys.map(({ value }) => value);
  const verdict = verifyEntry(recipe, url, values, nowMs);
  return verdict.accepted ? null : `a gateway refuses this entry: ${verdict.message}`;
}

async function staleCallback(
  { headers, body }: PlainRequest,
  profile: ResolvedProfile | null,
): Promise<string | null> {
  const section = profile?.profile.wallet;
  const signature = headerValue(headers, WALLET_SIGNATURE);
  if (profile === null || section === undefined || signature === null) return null;
  const secrets = await profile.secrets.read("wallet.secret", section.secret);
  const { valid } = verifyCallback({
    body: body ?? new Uint8Array(),
    signature,
    secrets: secrets.map(({ value }) => value),
  });
  return valid ? null : "its signature does not fit its body under wallet.secret";
}
