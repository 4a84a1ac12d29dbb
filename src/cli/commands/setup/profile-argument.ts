/** What the `profile` commands are about. */
import type { ArgumentSpec } from "../../command.js";

export const PROFILE_ARGUMENT: ArgumentSpec = {
  name: "[profile]",
  description: "a file or a name (default: the one in effect here)",
  values: { ask: "profiles", files: "plain" },
};
