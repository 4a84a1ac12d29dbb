/** Which protocol a captured request speaks, so far as its headers, its URL and the profile tell. */
import type { StoredMessage } from "../../journal/message.js";
import { displayText } from "../../journal/redacted.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { DEFAULT_FINGERPRINT } from "../../protocols/payments/fingerprint.js";
import { signatureNames } from "../../protocols/payments/request-signature.js";
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER as WALLET_SIGNATURE,
} from "../../protocols/wallet/signature.js";
import { SIGNATURE_HEADER as WEBHOOK_SIGNATURE } from "../../protocols/webhook/signature.js";

/** What `verify-webhook` can judge. */
export const CAPTURED_KINDS = ["webhook", "wallet", "payments"] as const;
export type CapturedKind = (typeof CAPTURED_KINDS)[number];

const CALLBACK = /\/(?:auth|withdraw|deposit|balance)\/?$/;

/** As much of a request as tells its kind. */
export interface RequestFacts {
  readonly method: string;
  /** Whole, or path and query. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: unknown])[];
}

/** @returns null where nothing tells it */
export function kindOfCapture(
  { request }: StoredMessage,
  profile: ResolvedProfile | null,
): CapturedKind | "entry" | null {
  return kindOfRequest({ ...request, url: displayText(request.url) }, profile);
}

/** @returns null where nothing tells it */
export function kindOfRequest(
  { method, url, headers }: RequestFacts,
  profile: ResolvedProfile | null,
): CapturedKind | "entry" | null {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const has = (name: string) => names.has(name.toLowerCase());
  const { path, parameters } = partsOf(url);
  if (has(WEBHOOK_SIGNATURE)) return "webhook";
  const { wallet, payments, entry } = profile?.profile ?? {};
  if (has(PUBLIC_KEY_HEADER) || (has(WALLET_SIGNATURE) && CALLBACK.test(path))) return "wallet";
  if (wallet !== undefined && CALLBACK.test(path) && path.startsWith(partsOf(wallet.url).path))
    return "wallet";
  const auth = payments?.source.auth ?? { kind: "fingerprint" as const };
  const places =
    auth.kind === "signature"
      ? signatureNames(auth)
      : [
          {
            name: auth.kind === "fingerprint" ? (auth.header ?? DEFAULT_FINGERPRINT.header) : "",
            isHeader: true,
          },
        ];
  const isSigned = places.some(({ name, isHeader }) =>
    isHeader ? has(name) : parameters.has(name),
  );
  if (isSigned) return "payments";
  if (payments !== undefined && partsOf(payments.source.url).path === path) return "payments";
  // A GET with a token is an entry; one without may be anything.
  const token = entry?.params?.token ?? "custom_data";
  return method === "GET" && parameters.has(token) ? "entry" : null;
}

function partsOf(url: string): { readonly path: string; readonly parameters: URLSearchParams } {
  const [, path = "/", query = ""] = /^(?:\w+:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  return { path: path === "" ? "/" : path, parameters: new URLSearchParams(query) };
}

/** The headers that hold what is verified; null for all, and the URL. */
export function neededHeaders(kind: CapturedKind): readonly string[] | null {
  switch (kind) {
    case "webhook":
      return [WEBHOOK_SIGNATURE];
    case "wallet":
      return [WALLET_SIGNATURE, PUBLIC_KEY_HEADER];
    case "payments":
      return null;
  }
}
