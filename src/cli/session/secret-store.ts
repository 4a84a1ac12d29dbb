/** The user's encrypted secrets; nothing of it is loaded or touched before the first one is wanted. */
import { UserError } from "../../core/errors.js";
import type { SecretStore } from "../../core/ports.js";
import type { CommandContext } from "../command.js";

export function secretStoreOf(env: CommandContext["env"]): SecretStore {
  let opened: Promise<SecretStore> | null = null;
  const store = () => (opened ??= openStore(env));
  return {
    get: async (name) => (await store()).get(name),
    set: async (name, value) => (await store()).set(name, value),
    names: async () => (await store()).names(),
    delete: async (name) => (await store()).delete(name),
  };
}

async function openStore(env: CommandContext["env"]): Promise<SecretStore> {
  const [{ createSecretStore }, { STORE_KEY_VARIABLE }, { configFolder }] = await Promise.all([
    import("../../adapters/secrets/secret-store.js"),
    import("../../adapters/secrets/store-key.js"),
    import("../../adapters/files/state-folder.js"),
  ]);
  const folder = configFolder(env);
  if (folder === null) {
    throw new UserError(
      "store_unavailable",
      "the environment names no home folder, so there is no secret store",
      "Set HOME (or XDG_CONFIG_HOME), or refer to the secret by env or file instead.",
    );
  }
  const key = env[STORE_KEY_VARIABLE] ?? "";
  return createSecretStore({ folder, key: key === "" ? null : key });
}
