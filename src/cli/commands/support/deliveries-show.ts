/** `deliveries show`: its declaration. */
import type { CommandDefinition } from "../../command.js";

export const deliveriesShow: CommandDefinition = {
  name: "deliveries show",
  group: "Support",
  summary: "show one delivery whole, or what differs between two",
  arguments: [
    {
      name: "<id>",
      description: "its id, the id's beginning or end, or last",
    },
  ],
  options: [
    { flags: "--raw", description: "as it went over the wire, not indented" },
    { flags: "--diff <id>", description: "what differs from this one" },
  ],
  examples: ["playcamp-gw deliveries show last"],
  load: () => import("./deliveries-show.run.js"),
};
