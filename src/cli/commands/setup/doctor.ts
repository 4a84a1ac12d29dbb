/** `doctor`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";

const options = {
  ...sandboxOption("examine a sandbox that is started for this call"),
};
export type Options = OptionsOf<typeof options>;

export const doctor = defineCommand({
  name: "doctor",
  group: "Set-up",
  summary: "examine this machine, the profile, its secrets and the way to each target",
  description:
    "Examines Node, the profile, permissions of files, secrets, proxy, DNS, TCP, TLS, clocks and whether each role answers.\nSends one request without credentials to each role's own path: nothing signed, nothing that moves money.\nA live host is left alone without --allow-live. --timeout bounds each wait (default: 5s).\nExits 0 when nothing failed, 1 when something did, 2 when there is no valid profile, 3 when a target was not reached.",
  options,
  examples: ["playcamp-gw doctor --sandbox"],
  load: () => import("./doctor.run.js"),
});
