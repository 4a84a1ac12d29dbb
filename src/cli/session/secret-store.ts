/** The user's encrypted secrets; nothing of it is loaded or touched before the first one is wanted. */
import { UserError } from "../../core/errors.js";
import type { SecretStore } from "../../core/ports.js";
import type { CommandContext } from "../command.js";

type StorePlace = Pick<CommandContext, "folders" | "openSecretStore">;

export function secretStoreOf(place: StorePlace): SecretStore {
  let opened: Promise<SecretStore> | null = null;
  const store = async () => (opened ??= openStore(place));
  return {
    get: async (name) => (await store()).get(name),
    set: async (name, value) => (await store()).set(name, value),
    names: async () => (await store()).names(),
    delete: async (name) => (await store()).delete(name),
  };
}

function openStore({ folders, openSecretStore }: StorePlace): Promise<SecretStore> {
  if (folders.config !== null) return openSecretStore(folders.config);
  throw new UserError(
    "store_unavailable",
    "the environment names no home folder, so there is no secret store",
    "Set HOME (or XDG_CONFIG_HOME), or refer to the secret by env or file instead.",
  );
}
