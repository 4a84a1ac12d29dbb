/** What a poll shows to be let in, as the catalogue of forgeries sees it. */
import {
  type Credential,
  secretCredential,
  signatureCredential,
} from "../signing/forgeries/credential.js";
import { fingerprintMessage, type FingerprintInput, fingerprintRecipe } from "./fingerprint.js";
import type { PollAuth } from "./mapping.js";

/** @param input what the fingerprint covers; other credentials are the key alone */
export function pollCredential(auth: PollAuth, input: FingerprintInput): Credential {
  if (auth.kind !== "fingerprint") return secretCredential(input.key);
  const recipe = fingerprintRecipe(auth);
  return signatureCredential({
    algorithm: recipe.algorithm,
    encoding: recipe.encoding,
    carrier: "header",
    key: input.key,
    message: (key) => Buffer.from(fingerprintMessage(recipe, { ...input, key }), "utf8"),
  });
}

/** The header's text around any key or fingerprint, right or wrong. */
export function credentialText(auth: PollAuth, value: string): string {
  switch (auth.kind) {
    case "basic":
      return `Basic ${Buffer.from(`${auth.user}:${value}`, "utf8").toString("base64")}`;
    case "bearer":
      return `Bearer ${value}`;
    case "none":
    case "header":
    case "fingerprint":
      return value;
  }
}
