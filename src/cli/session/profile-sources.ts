/** Where a command's profile and its secrets come from, on the machine that it runs on. */
import { configFolder } from "../../adapters/files/state-folder.js";
import { createUserSettings } from "../../adapters/files/user-settings.js";
import type { ProfileSources } from "../../tasks/open-profile.js";
import type { CommandContext } from "../command.js";
import { secretStoreOf } from "./secret-store.js";

export function profileSources({
  files,
  env,
  cwd,
}: Pick<CommandContext, "files" | "env" | "cwd">): ProfileSources {
  const folder = configFolder(env);
  return {
    files,
    env,
    cwd,
    configFolder: folder,
    settings: folder === null ? null : createUserSettings(folder),
    secretStore: secretStoreOf({ env }),
  };
}
