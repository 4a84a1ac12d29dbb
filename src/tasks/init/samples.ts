/**
 * What a draft's recipes make of a fixed example, so that it can be compared
 * with what the partner's own server makes of it. The key itself is never shown.
 */
import type { Profile } from "../../profile/schema.js";
import { placeholderValue, type EntryRecipe } from "../../protocols/entry/recipe.js";
import { signEntry } from "../../protocols/entry/sign.js";
import {
  fingerprintMessage,
  fingerprintRecipe,
  fingerprintTimestamp,
  signFingerprint,
} from "../../protocols/payments/fingerprint.js";
import type { FingerprintAuth } from "../../protocols/payments/auth-mapping.js";
import { renderTemplate } from "../../protocols/signing/template.js";
import { signCallback } from "../../protocols/wallet/signature.js";
import { buildDelivery } from "../../protocols/webhook/delivery.js";
import { sampleEvent } from "../../protocols/webhook/events.js";
import type { GatewayMapping } from "../../protocols/webhook/gateway-mapping.js";
import { SIGNATURE_HEADER } from "../../protocols/webhook/signature.js";

export const SAMPLE_USN = "100001";

/** What a sample is made with. */
export interface SampleWorld {
  /** The real key, or where it is not at hand the published test key. */
  readonly key: string;
  readonly nowMs: number;
}

/** A name and what stands for it, line by line. */
export type Sample = readonly (readonly [name: string, value: string])[];

const HIDDEN_KEY = "<key>";

/** @throws {UserError} where the recipe signs nothing */
export function entrySample(recipe: EntryRecipe, { key, nowMs }: SampleWorld): Sample {
  const { url, token, timestamp } = signEntry(recipe, { usn: SAMPLE_USN }, key, nowMs);
  const values = { usn: SAMPLE_USN, campaign: "", timestamp, params: [] };
  const signed = renderTemplate(recipe.signature.message, (name) =>
    name === "key" ? HIDDEN_KEY : placeholderValue(recipe, values, name),
  );
  return [
    ["signed text", signed],
    ["token", token],
    ["URL", url],
  ];
}

/** One delivery of a sponsorship. */
export function webhookSample(
  { format, signature, gateway }: NonNullable<Profile["webhook"]>,
  { key, nowMs }: SampleWorld,
): Sample {
  const ids: Readonly<Record<string, string>> = {
    userId: SAMPLE_USN,
    campaignId: "campaign-1",
  };
  const { headers, body } = buildDelivery({
    events: [
      sampleEvent("sponsor.created", {
        timestampMs: nowMs,
        ids: (label) => ids[label] ?? label,
      }),
    ],
    format: format ?? "playcamp",
    mapping: (gateway ?? {}) as GatewayMapping,
    signature: signature === "timestamped" ? "timestamped" : "simple",
    secret: key,
    timestampSec: Math.floor(nowMs / 1000),
  });
  const value = headers.find(([name]) => name === SIGNATURE_HEADER)?.[1] ?? "";
  return [
    ["body", Buffer.from(body).toString("utf8")],
    [SIGNATURE_HEADER, value],
  ];
}

/** The headers of a poll for one hour. */
export function fingerprintSample(
  auth: FingerprintAuth,
  partner: string,
  { key, nowMs }: SampleWorld,
): Sample {
  const recipe = fingerprintRecipe(auth);
  const timestamp = fingerprintTimestamp(recipe, nowMs);
  const input = {
    timestamp,
    from: "2026-01-05T00:00:00.000Z",
    to: "2026-01-05T01:00:00.000Z",
    partner,
  };
  return [
    ["signed text", fingerprintMessage(recipe, { ...input, key: HIDDEN_KEY })],
    [recipe.timestampHeader, timestamp],
    [recipe.header, signFingerprint(recipe, { ...input, key })],
  ];
}

/** A balance query, as the provider signs it. */
export function walletSample(
  { player }: NonNullable<Profile["wallet"]>,
  { key }: SampleWorld,
): Sample {
  const body = JSON.stringify({
    user_id: SAMPLE_USN,
    session_token: "session-1",
    currency: player.currency,
  });
  return [
    ["body", body],
    ["X-Signature", signCallback(Buffer.from(body), key)],
  ];
}

export function renderSample(sample: Sample): string {
  const width = Math.max(...sample.map(([name]) => name.length));
  return sample.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}
