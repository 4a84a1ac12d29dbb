/** What proves where a message comes from, as the catalogue of forgeries sees it, whatever the protocol. */
import { digest, type SigningAlgorithm } from "../algorithms.js";
import { charactersOf, encodeSignature, type SignatureEncoding } from "../encodings.js";
import { trimEndOf } from "../../../core/trim-end.js";

export interface Credential {
  /** The right value: a signature as text, or the secret itself. */
  readonly value: string;
  /** Empty where the value is the key itself. */
  readonly key: string;
  /** `text`: the characters stand for nothing but themselves. */
  readonly encoding: SignatureEncoding | "text";
  /** HTTP strips white space around a header's value, and what stands in a URL ends in logs. */
  readonly carrier: "header" | "url";
  /** Whether the key itself must not be sent this way. */
  readonly keepsKey?: boolean;
  /** The value that another key gives; null where the value is the key itself. */
  readonly under: ((key: string) => string) | null;
  /** What can be computed without the key. */
  readonly unkeyed?: string;
  /** Key and signed text exchanged. */
  readonly exchanged?: string;
  /** Right values of other messages: another body, user, time or endpoint. */
  readonly borrowed: readonly string[];
}

/** How a signature is made: enough to make the wrong ones too. */
export interface SigningRecipe {
  readonly algorithm: SigningAlgorithm;
  readonly encoding: SignatureEncoding;
  readonly carrier: Credential["carrier"];
  readonly key: string;
  /** The signed bytes; some recipes put the key among them. */
  readonly message: (key: string) => Uint8Array;
  readonly borrowed?: readonly string[];
}

const UNKEYED = { "hmac-sha256": "sha256", "hmac-sha512": "sha512" } as const;

export function signatureCredential(recipe: SigningRecipe): Credential {
  const { algorithm, encoding, carrier, key, message, borrowed = [] } = recipe;
  const under = (other: string) =>
    encodeSignature(encoding, digest(algorithm, message(other), other));
  const value = under(key);
  const credential = { value, key, encoding, carrier, under, borrowed };
  if (algorithm === "sha256" || algorithm === "sha512") return credential;
  const signed = message(key);
  return {
    ...credential,
    unkeyed: encodeSignature(encoding, digest(UNKEYED[algorithm], signed, "")),
    exchanged: encodeSignature(encoding, digest(algorithm, key, signed)),
  };
}

/** A secret that is sent as it is. */
export function secretCredential(value: string): Credential {
  return { value, key: "", encoding: "text", carrier: "header", under: null, borrowed: [] };
}

/** One wrong value in the place of the right one; null leaves its carrier out. */
export interface Attempt {
  readonly what: string;
  readonly value: string | null;
}

const TEXT_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Characters that a credential may have, by rising value. */
export function alphabetFor(encoding: Credential["encoding"]): string {
  return encoding === "text" ? TEXT_CHARACTERS : charactersOf(encoding);
}

/**
 * Whether a value reads as the right one where no source says how strictly to
 * read: hex in either case, Base64 without padding or in the URL alphabet.
 */
export function isRight(credential: Credential, value: string | null): boolean {
  if (value === null) return false;
  return asRead(credential, value) === asRead(credential, credential.value);
}

function asRead({ carrier, encoding }: Credential, value: string): string {
  const text = carrier === "header" ? value.trim() : value;
  switch (encoding) {
    case "hex":
    case "HEX":
      return text.toLowerCase();
    case "base64":
    case "base64url":
      return trimEndOf(text, "=").replaceAll("-", "+").replaceAll("_", "/");
    default:
      return text;
  }
}

/** Another character of the alphabet; in Base64 one that differs in a bit that counts at the end too. */
export function otherCharacter(encoding: Credential["encoding"], character: string): string {
  const alphabet = alphabetFor(encoding);
  const at = alphabet.indexOf(character);
  if (at === -1) return character === "x" ? "y" : "x";
  return alphabet.charAt((at + alphabet.length / 2) % alphabet.length);
}

/** The value less the padding of Base64, which carries nothing. */
export function unpadded({ encoding, value }: Credential): string {
  return encoding === "base64" ? trimEndOf(value, "=") : value;
}
