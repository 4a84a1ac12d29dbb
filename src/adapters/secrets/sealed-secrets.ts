/**
 * The sealed form of the user's secrets: names and values together in one text,
 * under AES-256-GCM. There is one way to write it, so that no change of any
 * byte goes unnoticed. Files and where the key comes from are for others.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { UserError } from "../../core/errors.js";
import { parseJsonObject } from "../../core/json/own-file.js";

export type Secrets = ReadonlyMap<string, string>;

export interface StoreKey {
  readonly bytes: Buffer;
  /** Where it came from, for messages: a variable or a file. */
  readonly origin: string;
}

const FORMAT = "playcamp-gw/secrets@1";
const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_LENGTH = 16;

/** Which key it was, said without saying the key: tells a wrong key from a changed file. */
function keyId({ bytes }: StoreKey): string {
  const digest = createHmac("sha256", bytes).update("playcamp-gw/store-key");
  return digest.digest("hex").slice(0, KEY_ID_LENGTH);
}

export interface Sealed {
  /** Null in files of the first version. */
  readonly keyId: string | null;
  readonly nonce: Buffer;
  readonly data: Buffer;
  readonly tag: Buffer;
}

/** A nonce is never used twice with a key: each call draws its own. */
export function seal(secrets: Secrets, key: StoreKey): string {
  const nonce = randomBytes(NONCE_BYTES);
  const id = keyId(key);
  const cipher = createCipheriv(ALGORITHM, key.bytes, nonce);
  cipher.setAAD(boundText(id));
  const plain = JSON.stringify([...secrets]);
  const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return render({ keyId: id, nonce, data, tag: cipher.getAuthTag() });
}

/**
 * @param path for messages
 * @throws {UserError} `store_unreadable`
 */
export function parseSealed(text: string, path: string): Sealed {
  const sealed = parse(text);
  if (sealed !== null) return sealed;
  throw new UserError(
    "store_unreadable",
    `${path} is no secret store that this version can read, or it was changed or cut short`,
    `Bring it back from a backup, or move it away and store the secrets again. ${UNTOUCHED}`,
  );
}

/** @throws {UserError} `store_unreadable` */
export function unseal(sealed: Sealed, key: StoreKey, path: string): Secrets {
  if (sealed.keyId !== null && sealed.keyId !== keyId(key)) {
    throw new UserError(
      "store_unreadable",
      `the secrets in ${path} were sealed with another key than the one in ${key.origin}`,
      `Give the key that they were stored with. ${UNTOUCHED}`,
    );
  }
  try {
    return new Map(decrypt(sealed, key));
  } catch (error) {
    throw new UserError(
      "store_unreadable",
      sealed.keyId === null
        ? `the secrets in ${path} cannot be decrypted: the key in ${key.origin} is not the one they were stored with, or the file was changed`
        : `the secrets in ${path} cannot be decrypted: the file was changed since it was written`,
      `Bring the file back from a backup, or move it away and store the secrets again. ${UNTOUCHED}`,
      { cause: error },
    );
  }
}

const UNTOUCHED = "Nothing was changed.";

function decrypt(sealed: Sealed, key: StoreKey): [string, string][] {
  const decipher = createDecipheriv(ALGORITHM, key.bytes, sealed.nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(boundText(sealed.keyId));
  decipher.setAuthTag(sealed.tag);
  const plain = Buffer.concat([decipher.update(sealed.data), decipher.final()]);
  return JSON.parse(plain.toString("utf8")) as [string, string][];
}

/** What stands in the clear is authenticated with the rest. */
function boundText(id: string | null): Buffer {
  return Buffer.from(id === null ? FORMAT : `${FORMAT}\n${id}`);
}

function render({ keyId: id, nonce, data, tag }: Sealed): string {
  const fields = {
    format: FORMAT,
    ...(id === null ? {} : { keyId: id }),
    nonce: nonce.toString("base64"),
    data: data.toString("base64"),
    tag: tag.toString("base64"),
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** @returns null for anything that {@link render} would not have written so */
function parse(text: string): Sealed | null {
  const json = parseJsonObject(text);
  if (json?.["format"] !== FORMAT) return null;
  const { keyId: id = null, nonce, data, tag } = json;
  if (id !== null && typeof id !== "string") return null;
  if (![nonce, data, tag].every((each) => typeof each === "string")) return null;
  const sealed: Sealed = {
    keyId: id,
    nonce: Buffer.from(nonce as string, "base64"),
    data: Buffer.from(data as string, "base64"),
    tag: Buffer.from(tag as string, "base64"),
  };
  const isWhole = sealed.nonce.length === NONCE_BYTES && sealed.tag.length === TAG_BYTES;
  return isWhole && render(sealed) === text ? sealed : null;
}
