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

/** @param user left out, the key stands in its place and the password is empty */
export function basicCredential(user: string | undefined, key: string): string {
  const pair = user === undefined ? `${key}:` : `${user}:${key}`;
  return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}

/** The header's text around any key or fingerprint, right or wrong. */
export function credentialText(auth: PollAuth, value: string): string {
  switch (auth.kind) {
    case "basic":
      return basicCredential(auth.user, value);
    case "bearer":
      return `Bearer ${value}`;
    case "none":
    case "header":
    case "fingerprint":
      return value;
  }
}
