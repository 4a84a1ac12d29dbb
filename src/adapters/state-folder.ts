/** Where this platform keeps what a program must remember between runs. */
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** @returns an absolute path; nothing is created */
export function stateFolder(
  env: Env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
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

/** For files that do not outlive their process. */
export function temporaryFolder(): string {
  return join(tmpdir(), "playcamp-gw");
}
