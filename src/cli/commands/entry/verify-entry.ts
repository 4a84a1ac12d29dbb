/** `verify-entry`: its declaration. */
import type { CommandDefinition } from "../../command.js";

export const verifyEntry: CommandDefinition = {
  name: "verify-entry",
  group: "Entry",
  summary: "say whether an entry URL or token would be accepted, and why not",
  description:
    "Judges an entry URL or token as the gateway would by the profile's recipe.\nWhen it would be refused, says which part is wrong; causes marked proved were recomputed.",
  arguments: [
    {
      name: "<url|token|->",
      description: "the URL or the token; - reads it from stdin",
    },
  ],
  options: [
    { flags: "--usn <id>", description: "the user that the entry must be for" },
    {
      flags: "--campaign <id>",
      description: "the campaign, where a bare token does not tell it",
    },
    {
      flags: "--at <iso time>",
      description: "judge as of this time instead of now",
    },
    {
      flags: "--sandbox",
      description: "judge by the sandbox's recipe and key",
    },
  ],
  examples: ["playcamp-gw verify-entry '100001|1700000000|a1b2c3d4' --sandbox"],
  load: () => import("./verify-entry.run.js"),
};
