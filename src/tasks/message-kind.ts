/** Which protocol a request speaks, so far as its headers, its URL and the profile tell. */
import type { ResolvedProfile } from "../profile/resolve.js";
import type { Profile } from "../profile/schema.js";
import { fingerprintRecipe } from "../protocols/payments/fingerprint.js";
import { signatureNames } from "../protocols/payments/request-signature.js";
import { CALLBACK_KINDS } from "../protocols/wallet/messages.js";
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER as WALLET_SIGNATURE,
} from "../protocols/wallet/signature.js";
import { SIGNATURE_HEADER as WEBHOOK_SIGNATURE } from "../protocols/webhook/signature.js";

export type MessageKind = "entry" | "webhook" | "wallet" | "payments";

/** Values of headers tell nothing here: they may be hidden. */
interface Recognisable {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: unknown])[];
}

const CALLBACK = new RegExp(`/(?:${CALLBACK_KINDS.join("|")})/?$`);

/** @returns null where nothing tells it */
export function kindOfMessage(
  { method, url, headers }: Recognisable,
  profile: ResolvedProfile | null,
): MessageKind | null {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const has = (name: string) => names.has(name.toLowerCase());
  const { path, parameters } = partsOf(url);
  if (has(WEBHOOK_SIGNATURE)) return "webhook";
  const { wallet, payments, entry } = profile?.profile ?? {};
  if (has(PUBLIC_KEY_HEADER) || (has(WALLET_SIGNATURE) && CALLBACK.test(path))) return "wallet";
  if (wallet !== undefined && CALLBACK.test(path) && path.startsWith(partsOf(wallet.url).path))
    return "wallet";
  if (isSignedPoll(payments?.source.auth, has, parameters)) return "payments";
  if (payments !== undefined && path !== "/") {
    const { url: source, method: asks = "GET" } = payments.source;
    if (method === asks && partsOf(source).path === path) return "payments";
  }
  // A GET with a token is an entry; one without may be anything.
  const token = entry?.params?.token ?? "custom_data";
  return method === "GET" && parameters.has(token) ? "entry" : null;
}

type SourceAuth = NonNullable<Profile["payments"]>["source"]["auth"];

/** By the signature alone: a timestamp stands in entries too. */
function isSignedPoll(
  auth: SourceAuth = { kind: "fingerprint" },
  has: (header: string) => boolean,
  parameters: URLSearchParams,
): boolean {
  if (auth.kind === "fingerprint") return has(fingerprintRecipe(auth).header);
  if (auth.kind !== "signature") return false;
  const [place] = signatureNames(auth);
  if (place === undefined) return false;
  return place.isHeader ? has(place.name) : parameters.has(place.name);
}

function partsOf(url: string): { readonly path: string; readonly parameters: URLSearchParams } {
  const [, path = "/", query = ""] = /^(?:\w+:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  return { path: path === "" ? "/" : path, parameters: new URLSearchParams(query) };
}
