/** Where this platform keeps what a program must remember between runs. */
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** @returns an absolute path; nothing is created */
export function stateFolder(
  env: Env,
  platform: NodeJS.Platform = process.platform,
  home: string = os().homedir(),
): string {
  return join(baseOf(env, platform, env["HOME"] ?? home), "playcamp-gw");
}

function baseOf(env: Env, platform: NodeJS.Platform, home: string): string {
  switch (platform) {
    case "win32":
      return env["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
    case "darwin":
      return join(home, "Library", "Application Support");
    default:
      return env["XDG_STATE_HOME"] ?? join(home, ".local", "state");
  }
}

/**
 * Where this platform keeps what a program is set up with.
 *
 * @returns an absolute path, nothing being created; null where the environment names no home
 */
export function configFolder(
  env: Env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const home = env["HOME"] ?? env["USERPROFILE"];
  const own = platform === "win32" ? env["APPDATA"] : env["XDG_CONFIG_HOME"];
  if (own !== undefined && own !== "") return join(own, "playcamp-gw");
  if (home === undefined || home === "") return null;
  switch (platform) {
    case "win32":
      return join(home, "AppData", "Roaming", "playcamp-gw");
    case "darwin":
      return join(home, "Library", "Application Support", "playcamp-gw");
    default:
      return join(home, ".config", "playcamp-gw");
  }
}

/**
 * Where journals are when nobody says otherwise.
 *
 * @returns null where the environment names no home: then there is nowhere to keep one
 */
export function journalFolder(
  env: Env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const base = namedStateFolder(env, platform);
  return base === null ? null : join(base, "playcamp-gw", "journal");
}

function namedStateFolder(env: Env, platform: NodeJS.Platform): string | null {
  const home = env["HOME"] ?? env["USERPROFILE"];
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"];
    if (local) return local;
    return home ? join(home, "AppData", "Local") : null;
  }
  const xdg = env["XDG_STATE_HOME"];
  if (xdg) return xdg;
  if (!home) return null;
  return platform === "darwin"
    ? join(home, "Library", "Application Support")
    : join(home, ".local", "state");
}

/**
 * For files that do not outlive their process and have a name that nobody can guess.
 * A folder in it would belong to whoever makes it first, and to nobody else.
 */
export function temporaryFolder(): string {
  return os().tmpdir();
}

/** Few calls ask it. */
function os() {
  return process.getBuiltinModule("node:os");
}
