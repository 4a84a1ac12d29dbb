/** A callback's signature as the catalogue of forgeries sees it. */
import { type Credential, signatureCredential } from "../signing/forgeries/credential.js";

/** @param seen right signatures of other callbacks */
export function callbackCredential(
  body: Uint8Array,
  secret: string,
  seen: readonly string[] = [],
): Credential {
  return signatureCredential({
    algorithm: "hmac-sha256",
    encoding: "base64",
    carrier: "header",
    key: secret,
    message: () => body,
    borrowed: seen,
  });
}
