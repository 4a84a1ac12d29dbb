/**
 * The `UserSettings` port, kept by the npm package conf: written whole, and for
 * this user alone. The package is loaded only where there is something to read or
 * to write: that takes longer than a short command runs.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type Conf from "conf";
import { UserError } from "../../core/errors.js";
import type { UserSettings } from "../../core/ports.js";

const NAME = "settings";
const OWNER_ONLY = 0o600;

/** @param folder absolute; made when something is set */
export function createUserSettings(folder: string): UserSettings {
  return {
    chosenProfile: async () => {
      const path = pathIn(folder);
      if (!existsSync(path)) return null;
      const chosen = (await read(folder, path)).get("profile") ?? null;
      if (chosen === null || typeof chosen === "string") return chosen;
      throw invalid(path, new TypeError("the profile is no text"));
    },
    chooseProfile: async (choice) => {
      const path = pathIn(folder);
      const settings = await read(folder, path);
      try {
        settings.set("profile", choice);
      } catch (error) {
        throw unwritable(path, error);
      }
    },
  };
}

function pathIn(folder: string): string {
  return join(folder, `${NAME}.json`);
}

async function read(folder: string, path: string): Promise<Conf> {
  const { Conf: Store } = await import("./load-conf.js");
  try {
    return new Store({ cwd: folder, configName: NAME, configFileMode: OWNER_ONLY });
  } catch (error) {
    throw error instanceof SyntaxError ? invalid(path, error) : unwritable(path, error);
  }
}

function invalid(path: string, cause: unknown): UserError {
  return new UserError(
    "settings_invalid",
    `${path} is not what profile use writes`,
    "Delete the file, and choose a profile again with playcamp-gw profile use.",
    { cause },
  );
}

function unwritable(path: string, cause: unknown): UserError {
  return new UserError(
    "settings_unwritable",
    `${path} cannot be opened or written: ${cause instanceof Error ? cause.message : String(cause)}`,
    "Check the folder's owner, its permissions and the room on the disk.",
    { cause },
  );
}
