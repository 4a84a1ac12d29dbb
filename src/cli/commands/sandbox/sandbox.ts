/** `sandbox`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { integerFlag } from "../../parsers.js";
import { PAYMENTS_SANDBOX_OPTIONS } from "../../session/sandbox-options.js";

export const sandbox: CommandDefinition = {
  name: "sandbox",
  group: "Sandbox",
  summary: "run every counterpart on this machine",
  description:
    "Runs every counterpart in one process on one port, until it is interrupted.\nPrints one JSON line when it is ready; GET / lists roles, URLs, credentials and faults.\nWith a profile at hand it takes over that profile's recipes.",
  options: [
    {
      flags: "--port <port>",
      description: "port to listen on (default: a free one)",
      parse: integerFlag("--port", 0, 65_535),
    },
    {
      flags: "--host <address>",
      description: "address to listen on (default: 127.0.0.1)",
    },
    {
      flags: "--fault <id>",
      description: "break it in this way",
      repeatable: true,
    },
    {
      flags: "--variant <id>",
      description: "make it odd but legal",
      repeatable: true,
    },
    ...PAYMENTS_SANDBOX_OPTIONS,
    {
      flags: "--list-faults",
      description: "print the faults and variants instead of running",
    },
  ],
  examples: ["playcamp-gw sandbox --list-faults"],
  load: () => import("./sandbox.run.js"),
};
