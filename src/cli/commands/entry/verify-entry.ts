/** `verify-entry`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { text, time, type OptionsOf } from "../../options.js";
import { addressOfEntry, entryLineOptions, lineProfile } from "../../session/line-profile.js";
import { sandboxOption } from "../../session/sandbox-options.js";

const options = {
  usn: text("--usn <id>", "the user that the entry must be for"),
  campaign: text("--campaign <id>", "the campaign, where a bare token does not tell it"),
  at: time("--at <iso time>", "judge as of this time instead of now"),
  ...entryLineOptions("the gateway's entry URL (default: entry.url, or that of the entry)"),
  ...sandboxOption("judge by the sandbox's recipe and key"),
};
export type Options = OptionsOf<typeof options>;

export const verifyEntry = defineCommand({
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
  options,
  line: (values, place) => lineProfile("entry", values, place, addressOfEntry(place)),
  examples: ["playcamp-gw verify-entry '100001|1700000000|a1b2c3d4' --sandbox"],
  load: () => import("./verify-entry.run.js"),
});
