/** `plan export`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, folder, type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";

const options = {
  artillery: flag("--artillery", "write an Artillery script and the processor that signs"),
  k6: flag("--k6", "write one k6 script"),
  outDir: folder("--out-dir <folder>", "write into this folder (default: beside the plan)"),
  ...sandboxOption("for a sandbox's recipes and secrets; name its address in TARGET_URL"),
};
export type Options = OptionsOf<typeof options>;

export const planExport = defineCommand({
  name: "plan export",
  group: "Load",
  summary: "write a load plan as a script for k6 or Artillery",
  description:
    "Writes what k6 (and its operator) or Artillery (on Fargate or ACI) run: the same deliveries, signed as the profile says. The scripts hold no secret: they read the profile's variable, or WEBHOOK_SECRET where the profile names none. They send to this machine only, unless ALLOW_REMOTE_LOAD=1 is set, and to no live host of the profile without ALLOW_LIVE=1. TARGET_URL is where to send, in place of webhook.url; RUN_ID makes the same identifiers again.\n\nPlans of rounds are not exported: those engines keep no books of money. Artillery has stages with a rate only.",
  arguments: [{ name: "<file>", description: "the plan", values: { files: "plain" } }],
  options,
  examples: [
    "playcamp-gw plan export load.json --k6 --sandbox",
    "playcamp-gw plan export load.json --artillery --out-dir artillery --sandbox",
  ],
  load: () => import("./plan-export.run.js"),
});
