/**
 * The `SecretStore` port: one sealed file and a lock. What is there and cannot
 * be read is an error, never an empty store, and is never written over.
 */
import { join } from "node:path";
import type { SecretStore } from "../../core/ports.js";
import { withFileLock } from "../files/file-lock.js";
import { makeFolder } from "../files/make-folder.js";
import {
  assertOwnerOnly,
  readIfThere,
  unusable,
  writeOwnerOnly,
} from "../files/owner-only-file.js";
import type { Disk } from "../files/write-file.js";
import { parseSealed, seal, type Secrets, unseal } from "./sealed-secrets.js";
import { existingKey, existingOrNewKey } from "./store-key.js";

export interface SecretStoreOptions {
  /** Absolute; made when the first secret is stored. */
  readonly folder: string;
  /** 32 bytes as hex or Base64; null for the key file. */
  readonly key: string | null;
  readonly disk: Disk;
}

const STORE_FILE = "secrets.json";
const LOCK_FILE = "secrets.lock";

export function createSecretStore(options: SecretStoreOptions): SecretStore {
  const { folder, disk } = options;
  const path = join(folder, STORE_FILE);
  const read = async (): Promise<Secrets> => {
    const bytes = await readIfThere(path);
    if (bytes === null) return new Map();
    const sealed = parseSealed(bytes.toString("utf8"), path);
    const secrets = unseal(sealed, await existingKey(options, path), path);
    await assertOwnerOnly(path, "store_exposed");
    return secrets;
  };
  const change = async (edit: (secrets: Map<string, string>) => boolean) => {
    makePrivate(folder);
    return withFileLock(join(folder, LOCK_FILE), async () => {
      const secrets = new Map(await read());
      if (!edit(secrets)) return false;
      const key = await existingOrNewKey(options, disk);
      await writeOwnerOnly(path, seal(secrets, key), disk);
      return true;
    });
  };
  return {
    get: async (name) => (await read()).get(name) ?? null,
    names: async () => [...(await read()).keys()].sort(),
    set: async (name, value) => {
      await change((secrets) => {
        secrets.set(name, value);
        return true;
      });
    },
    delete: async (name) => (await read()).has(name) && change((secrets) => secrets.delete(name)),
  };
}

function makePrivate(folder: string): void {
  try {
    makeFolder(folder, 0o700);
  } catch (error) {
    throw unusable(folder, "made", error);
  }
}
