/** Where a command's profile and its secrets come from, on the machine that it runs on. */
import type { ProfileSources } from "../../tasks/open-profile.js";
import type { CommandContext } from "../command.js";
import { secretStoreOf } from "./secret-store.js";

export function profileSources({
  files,
  env,
  cwd,
  folders,
  openSecretStore,
}: Pick<CommandContext, "files" | "env" | "cwd" | "folders" | "openSecretStore">): ProfileSources {
  return {
    files,
    env,
    cwd,
    configFolder: folders.config,
    secretStore: secretStoreOf({ folders, openSecretStore }),
  };
}
