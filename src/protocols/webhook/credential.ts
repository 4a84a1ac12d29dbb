/** A delivery's signature as the catalogue of forgeries sees it. */
import { type Credential, signatureCredential } from "../signing/forgeries/credential.js";
import { type SignatureForm, signWebhook, timestampedText } from "./signature.js";
import { altered } from "./tamper-bodies.js";

/**
 * @param timestamp unix seconds, of a timestamped signature
 * @param seen right signatures of other deliveries
 */
export function webhookCredential(
  body: Uint8Array,
  secret: string,
  timestamp: string | null,
  seen: readonly string[] = [],
): Credential {
  const signed = timestamp === null ? body : timestampedText(timestamp, body);
  const other = altered(body);
  const otherSigned = timestamp === null ? other : timestampedText(timestamp, other);
  return signatureCredential({
    algorithm: "hmac-sha256",
    encoding: "hex",
    carrier: "header",
    key: secret,
    message: () => signed,
    borrowed: [signWebhook(otherSigned, secret), ...seen],
  });
}

/** The header around any signature; null leaves it out. */
export function signatureHeader(form: SignatureForm, timestamp: string, signature: string): string {
  return form === "simple" ? signature : `t=${timestamp},v1=${signature}`;
}
