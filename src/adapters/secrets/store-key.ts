/** The key of the secret store: from the environment, or from a file that only this user can read. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { UserError } from "../../core/errors.js";
import { assertOwnerOnly, readIfThere, writeOwnerOnly } from "../files/owner-only-file.js";
import { type Disk } from "../files/write-file.js";
import type { StoreKey } from "./sealed-secrets.js";

/** Where the key may also be given. */
export const STORE_KEY_VARIABLE = "PLAYCAMP_GW_STORE_KEY";

const KEY_FILE = "store.key";
const KEY_BYTES = 32;

export interface KeySource {
  readonly folder: string;
  /** 32 bytes as hex or Base64; null for the key file. */
  readonly key: string | null;
}

/**
 * The key of a store that is there: a new one could never open it.
 *
 * @param storePath for messages
 * @throws {UserError} `store_key_missing`, `store_key_invalid`, `store_key_exposed`, `store_unavailable`
 */
export async function existingKey(source: KeySource, storePath: string): Promise<StoreKey> {
  const key = await keyAtHand(source);
  if (key !== null) return key;
  throw new UserError(
    "store_key_missing",
    `${storePath} holds secrets, but its key ${keyPath(source)} is gone`,
    `Bring the key file back, or give the key in ${STORE_KEY_VARIABLE}. Without it the secrets are lost: move the store away and store them again. Nothing was changed.`,
  );
}

/** To be called under the lock, so that two first writers do not make two keys. */
export async function existingOrNewKey(source: KeySource, disk: Disk): Promise<StoreKey> {
  const key = await keyAtHand(source);
  if (key !== null) return key;
  const bytes = randomBytes(KEY_BYTES);
  const origin = keyPath(source);
  await writeOwnerOnly(origin, `${bytes.toString("hex")}\n`, disk);
  return { bytes, origin };
}

async function keyAtHand(source: KeySource): Promise<StoreKey | null> {
  if (source.key !== null)
    return {
      bytes: parseKey(source.key, STORE_KEY_VARIABLE),
      origin: STORE_KEY_VARIABLE,
    };
  const origin = keyPath(source);
  const bytes = await readIfThere(origin);
  if (bytes === null) return null;
  await assertOwnerOnly(origin, "store_key_exposed");
  return { bytes: parseKey(bytes.toString("utf8").trim(), origin), origin };
}

function keyPath({ folder }: KeySource): string {
  return join(folder, KEY_FILE);
}

function parseKey(text: string, origin: string): Buffer {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return Buffer.from(text, "base64");
  throw new UserError(
    "store_key_invalid",
    `${origin} holds no key of 32 bytes`,
    origin === STORE_KEY_VARIABLE
      ? "Write 64 hex digits, or 44 characters of Base64; openssl rand -hex 32 makes one."
      : `Bring the file back from a backup, or give the key in ${STORE_KEY_VARIABLE}. Nothing was changed.`,
  );
}
