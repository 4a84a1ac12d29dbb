/** What a poll shows to be let in, as the catalogue of forgeries sees it. */
import {
  type Credential,
  secretCredential,
  signatureCredential,
} from "../signing/forgeries/credential.js";
import { fingerprintMessage, type FingerprintInput, fingerprintRecipe } from "./fingerprint.js";
import type { GrantAuth, PollAuth, TokenAuth } from "./auth-mapping.js";

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
function basicCredential(user: string | undefined, key: string): string {
  const pair = user === undefined ? `${key}:` : `${user}:${key}`;
  return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}

/** The header in which a poll carries its credential; empty where it carries none in one. */
export function credentialHeader(auth: PollAuth): string {
  switch (auth.kind) {
    case "none":
      return "";
    case "basic":
    case "bearer":
    case "jwt":
      return "Authorization";
    case "oauth2":
      return auth.header ?? "Authorization";
    case "header":
      return auth.header;
    case "fingerprint":
      return fingerprintRecipe(auth).header;
    case "signature":
      return auth.parameter === undefined ? (auth.header ?? "X-Signature") : "";
  }
}

/** The header's text around any key, token or digest, right or wrong. */
export function credentialText(auth: PollAuth, value: string): string {
  switch (auth.kind) {
    case "basic":
      return basicCredential(auth.user, value);
    case "bearer":
    case "jwt":
      return `Bearer ${value}`;
    case "oauth2":
      return `${auth.prefix ?? "Bearer "}${value}`;
    case "header":
      return `${auth.prefix ?? ""}${value}`;
    case "signature":
      return auth.parameter === undefined ? `${auth.prefix ?? ""}${value}` : value;
    case "none":
    case "fingerprint":
      return value;
  }
}

/** How a token is shown, whoever made it: what a server sees of a grant, or of a token that is signed. */
export function presentedAuth(auth: GrantAuth | TokenAuth): PollAuth & { kind: "header" } {
  return { kind: "header", header: credentialHeader(auth), prefix: credentialText(auth, "") };
}
