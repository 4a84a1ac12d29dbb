/** The credentials of a poll, compared with the right ones. What follows from it is for the policy. */
import { durationMs } from "../../../core/duration.js";
import { headerValue } from "../../../core/http.js";
import { queryOf, type ServedRequest } from "../../../core/server.js";
import { pollCredential } from "../../../protocols/payments/credential.js";
import {
  fingerprintRecipe,
  signFingerprint,
  verifyFingerprint,
} from "../../../protocols/payments/fingerprint.js";
import type { FingerprintAuth, SignatureAuth } from "../../../protocols/payments/auth-mapping.js";
import { pollAuthHeaders } from "../../../protocols/payments/poll-auth.js";
import {
  presentedAt,
  signatureNames,
  signRequest,
} from "../../../protocols/payments/request-signature.js";
import type { Credential } from "../../../protocols/signing/forgeries/credential.js";
import type { SignedTime } from "../../../protocols/signing/forgeries/timestamps.js";
import { equalInConstantTime } from "../../../protocols/signing/constant-time.js";
import type { PaymentSourceAgreement } from "./agreement.js";

export interface Presented {
  readonly verdict: "right" | "missing" | "mismatch" | "timestamp-malformed" | "expired" | "future";
  /** Null when the header is absent. */
  readonly credential: string | null;
  readonly timestamp: string | null;
  /** What the credential would have to be, for the presented timestamp. */
  readonly right: string;
  /** The right credential, and what forgeries are made of it. */
  readonly forged: Credential;
  readonly time: SignedTime;
  readonly forwardedFor: string;
  readonly isFirstPage: boolean;
  /** This very credential was right before, in whatever request. */
  readonly wasRight: boolean;
}

type Sent = { readonly from: string; readonly to: string };

export function readPresented(
  agreement: PaymentSourceAgreement,
  request: ServedRequest,
  sent: Sent,
  nowMs: number,
): Omit<Presented, "isFirstPage" | "wasRight"> {
  const { auth = { kind: "none" as const } } = agreement.source;
  const recipe = fingerprintRecipe(auth.kind === "fingerprint" ? auth : { kind: "fingerprint" });
  const timestamp = headerValue(request.headers, recipe.timestampHeader) ?? "";
  const { key: secret, partner } = agreement;
  const common = {
    forwardedFor: headerValue(request.headers, "X-Forwarded-For") ?? "",
    forged: pollCredential(auth, { ...sent, timestamp, key: secret ?? "", partner }),
    time: { unit: recipe.timestamp, nowMs, lifeMs: durationMs(recipe.ttl) },
  };
  if (auth.kind === "signature")
    return { ...readSignature(agreement, auth, request, sent, nowMs), ...common };
  if (auth.kind === "fingerprint") {
    return {
      ...readFingerprint(agreement, auth, request, sent, nowMs),
      ...common,
    };
  }
  const key = agreement.key ?? "";
  const [header] = pollAuthHeaders(auth, { key, nowMs }, sent);
  if (header === undefined) {
    return {
      verdict: "right",
      credential: null,
      timestamp: null,
      right: "",
      ...common,
    };
  }
  const [name, right] = header;
  const credential = headerValue(request.headers, name);
  const verdict =
    credential === null
      ? "missing"
      : equalInConstantTime(Buffer.from(credential), Buffer.from(right))
        ? "right"
        : "mismatch";
  return { verdict, credential, timestamp: null, right, ...common };
}

function readSignature(
  { key, partner, source }: PaymentSourceAgreement,
  auth: SignatureAuth,
  { method, target, headers, body }: ServedRequest,
  sent: Sent,
  nowMs: number,
): Pick<Presented, "verdict" | "credential" | "timestamp" | "right"> {
  const query = queryOf(target);
  const url = `${source.url.replace(/\?.*$/s, "")}${query === "" ? "" : `?${query}`}`;
  const request = { method, url, headers, body: body.length === 0 ? null : body };
  const [place, time] = signatureNames(auth);
  const timestamp = time === undefined ? null : presentedAt(request, time);
  const input = { ...sent, key: key ?? "", partner, nowMs, zone: source.range?.zone };
  const signed = signRequest(request, auth, { ...input, timestamp: timestamp ?? undefined });
  const credential = place === undefined ? null : presentedAt(request, place);
  const right = (place && presentedAt(signed, place)) ?? "";
  const isRight = equalInConstantTime(Buffer.from(credential ?? ""), Buffer.from(right));
  const verdict = credential === null ? "missing" : isRight ? "right" : "mismatch";
  return { verdict, credential, timestamp, right };
}

function readFingerprint(
  { key, partner }: PaymentSourceAgreement,
  auth: FingerprintAuth,
  request: ServedRequest,
  sent: Sent,
  nowMs: number,
): Pick<Presented, "verdict" | "credential" | "timestamp" | "right"> {
  const recipe = fingerprintRecipe(auth);
  const credential = headerValue(request.headers, recipe.header);
  const timestamp = headerValue(request.headers, recipe.timestampHeader);
  const expected = { ...sent, key: key ?? "", partner };
  const verdict = verifyFingerprint(
    recipe,
    { fingerprint: credential, timestamp },
    expected,
    nowMs,
  );
  return {
    verdict: verdict.accepted ? "right" : verdict.reason,
    credential,
    timestamp,
    right: signFingerprint(recipe, { ...expected, timestamp: timestamp ?? "" }),
  };
}
