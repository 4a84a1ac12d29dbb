/** The server key of a sandbox that others reach. */
import type { CommandContext } from "../../command.js";

export const API_KEY_VARIABLE = "SANDBOX_SDK_API_KEY";

/** With this key the sandbox sends to any URL: it is new with each start, unless the environment gives it. */
export function apiKeyOf({ env, random }: Pick<CommandContext, "env" | "random">): string {
  const given = env[API_KEY_VARIABLE] ?? "";
  return given === ""
    ? `ak_server_sandbox:${Buffer.from(random.bytes(18)).toString("base64url")}`
    : given;
}
