/** The `.env` file beside a profile, where there is one. */
import { READ_LIMITS } from "../core/read-limits.js";
import { join } from "node:path";
import { UserError } from "../core/errors.js";
import type { Files } from "../core/ports.js";
import { type DotEnv, readDotEnvBytes } from "../profile/dot-env.js";

const NONE: DotEnv = { values: {}, oddities: [] };

/**
 * @param folder the profile's
 * @throws {UserError} `dot_env_unreadable`
 */
export async function readDotEnv(folder: string, files: Pick<Files, "readBytes">): Promise<DotEnv> {
  const path = join(folder, ".env");
  try {
    const bytes = await files.readBytes(path, READ_LIMITS.secret);
    return bytes === null ? NONE : readDotEnvBytes(bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Python keeps virtual environments in folders of that name.
    if (code === "EISDIR") return NONE;
    throw new UserError(
      "dot_env_unreadable",
      `${path} cannot be read: ${message}`,
      "Check its permissions.",
      { cause: error },
    );
  }
}
