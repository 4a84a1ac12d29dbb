/**
 * The `SecretStore` port: one file, sealed with AES-256-GCM. The key comes from
 * the environment, or from a file beside it that only this user can read.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../core/errors.js";
import type { SecretStore } from "../core/ports.js";
import { withFileLock } from "./file-lock.js";

export interface SecretStoreOptions {
  /** Absolute; made when the first secret is stored. */
  readonly folder: string;
  /** 32 bytes as hex or Base64; null for the key file. */
  readonly key: string | null;
}

/** Where the key may also be given. */
export const STORE_KEY_VARIABLE = "PLAYCAMP_GW_STORE_KEY";

const STORE_FILE = "secrets.json";
const KEY_FILE = "store.key";
const LOCK_FILE = "secrets.lock";

const FORMAT = "playcamp-gw/secrets@1";
const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OWNER_ONLY = 0o600;

type Secrets = ReadonlyMap<string, string>;

export function createSecretStore(options: SecretStoreOptions): SecretStore {
  const path = join(options.folder, STORE_FILE);
  const read = async (): Promise<Secrets> => {
    const sealed = await readIfThere(path);
    if (sealed === null) return new Map();
    const parts = partsOf(sealed, path);
    return unseal(parts, await existingKey(options), path);
  };
  return {
    get: async (name) => (await read()).get(name) ?? null,
    set: async (name, value) => {
      await explained(path, () =>
        mkdir(options.folder, { recursive: true, mode: 0o700 }),
      );
      await withFileLock(join(options.folder, LOCK_FILE), async () => {
        const secrets = new Map(await read());
        const key = await existingOrNewKey(options);
        secrets.set(name, value);
        await writeOwnerOnly(path, seal(secrets, key));
      });
    },
  };
}

/** A nonce is never used twice with a key: each write draws its own. */
function seal(secrets: Secrets, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(FORMAT));
  const plain = JSON.stringify([...secrets]);
  const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const sealed = {
    format: FORMAT,
    nonce: nonce.toString("base64"),
    data: data.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
  };
  return `${JSON.stringify(sealed, null, 2)}\n`;
}

function unseal(parts: SealedParts, key: Buffer, path: string): Secrets {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, parts.nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(FORMAT));
    decipher.setAuthTag(parts.tag);
    const plain = Buffer.concat([
      decipher.update(parts.data),
      decipher.final(),
    ]);
    return new Map(JSON.parse(plain.toString("utf8")) as [string, string][]);
  } catch (error) {
    throw new UserError(
      "store_unreadable",
      `the secrets in ${path} cannot be decrypted: the key is not the one they were stored with, or the file was changed`,
      `Check ${STORE_KEY_VARIABLE} and ${KEY_FILE} beside the file, or bring both back from a backup. Nothing was changed.`,
      { cause: error },
    );
  }
}

interface SealedParts {
  readonly nonce: Buffer;
  readonly data: Buffer;
  readonly tag: Buffer;
}

function partsOf(sealed: Buffer, path: string): SealedParts {
  const json = parseObject(sealed.toString("utf8"));
  const part = (name: string) => {
    const text = json?.[name];
    return typeof text === "string" ? strictBase64(text) : null;
  };
  const [nonce, data, tag] = [part("nonce"), part("data"), part("tag")];
  if (
    json?.["format"] === FORMAT &&
    data !== null &&
    nonce?.length === NONCE_BYTES &&
    tag?.length === TAG_BYTES
  )
    return { nonce, data, tag };
  throw new UserError(
    "store_unreadable",
    `${path} is no secret store that this version can read, or it was changed`,
    "Bring it back from a backup, or move it away and store the secrets again. Nothing was changed.",
  );
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Null for anything that is not written the one right way. */
function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** The key of a store that is there: a new one could never open it. */
async function existingKey(options: SecretStoreOptions): Promise<Buffer> {
  const key = await keyAtHand(options);
  if (key !== null) return key;
  const { folder } = options;
  throw new UserError(
    "store_key_missing",
    `${join(folder, STORE_FILE)} holds secrets, but its key ${join(folder, KEY_FILE)} is gone`,
    `Bring the key file back, or give the key in ${STORE_KEY_VARIABLE}. Without it the secrets are lost: move the store away and store them again.`,
  );
}

/** Called under the lock, so that two first writers do not make two keys. */
async function existingOrNewKey(options: SecretStoreOptions): Promise<Buffer> {
  const key = await keyAtHand(options);
  if (key !== null) return key;
  const made = randomBytes(KEY_BYTES);
  const path = join(options.folder, KEY_FILE);
  await writeOwnerOnly(path, `${made.toString("hex")}\n`);
  return made;
}

async function keyAtHand({
  folder,
  key,
}: SecretStoreOptions): Promise<Buffer | null> {
  if (key !== null) return parseKey(key, STORE_KEY_VARIABLE);
  const path = join(folder, KEY_FILE);
  const bytes = await readIfThere(path);
  if (bytes === null) return null;
  await assertOwnerOnly(path);
  return parseKey(bytes.toString("utf8").trim(), path);
}

function parseKey(text: string, where: string): Buffer {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return Buffer.from(text, "base64");
  throw new UserError(
    "store_key_invalid",
    `${where} is no key of 32 bytes`,
    "Write 64 hex digits, or 44 characters of Base64; openssl rand -hex 32 makes one.",
  );
}

async function assertOwnerOnly(path: string): Promise<void> {
  // Windows has other means, and reports every file as readable by all.
  if (process.platform === "win32") return;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  throw new UserError(
    "store_key_exposed",
    `${path} can be read by others on this machine`,
    `Run chmod 600 ${path}, and renew the secrets if somebody may have read it.`,
  );
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw unusable(path, error);
  }
}

/** The whole new content or the old one, whenever the machine stops. */
async function writeOwnerOnly(path: string, content: string): Promise<void> {
  await explained(path, async () => {
    const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      const handle = await open(temporary, "wx", OWNER_ONLY);
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

/** Makes a rename last; where folders cannot be opened, the file system sees to it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}

async function explained<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): UserError {
  return new UserError(
    "store_unavailable",
    `the secret store ${path} cannot be used: ${(error as Error).message}`,
    "Check the folder's owner, its permissions and the room on the disk.",
    { cause: error },
  );
}
