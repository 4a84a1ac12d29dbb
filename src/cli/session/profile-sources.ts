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
  userSettings,
}: Pick<
  CommandContext,
  "files" | "env" | "cwd" | "folders" | "openSecretStore" | "userSettings"
>): ProfileSources {
  return {
    files,
    env,
    cwd,
    configFolder: folders.config,
    settings: userSettings(),
    secretStore: secretStoreOf({ folders, openSecretStore }),
  };
}
