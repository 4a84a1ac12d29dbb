/** `sandbox`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, integer, text, type OptionsOf } from "../../options.js";
import { deviationOptions, soldPaymentsOptions } from "../../session/sandbox-options.js";

const options = {
  port: integer("--port <port>", "port to listen on (default: a free one)", {
    min: 0,
    max: 65_535,
  }),
  host: text("--host <address>", "address to listen on (default: 127.0.0.1)"),
  ...deviationOptions,
  ...soldPaymentsOptions,
  listFaults: flag("--list-faults", "print the faults and variants instead of running"),
};
export type Options = OptionsOf<typeof options>;

export const sandbox = defineCommand({
  name: "sandbox",
  group: "Sandbox",
  isStreaming: true,
  summary: "run every counterpart on this machine",
  description:
    "Runs every counterpart in one process on one port, until it is interrupted.\nPrints one JSON line when it is ready, on a terminal what a person needs; GET / lists roles, URLs,\ncredentials and faults. The SDK API takes the key of SANDBOX_SDK_API_KEY, or a new one with each start.\nWith a profile at hand it takes over that profile's recipes.",
  options,
  examples: ["playcamp-gw sandbox --list-faults"],
  load: () => import("./sandbox.run.js"),
});
