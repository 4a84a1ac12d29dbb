/** `deliveries show`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, text, type OptionsOf } from "../../options.js";

const options = {
  raw: flag("--raw", "as it went over the wire, not indented"),
  diff: text("--diff <id>", "what differs from this one", { ask: "deliveries" }),
};
export type Options = OptionsOf<typeof options>;

export const deliveriesShow = defineCommand({
  name: "deliveries show",
  group: "Support",
  summary: "show one delivery whole, or what differs between two",
  arguments: [
    {
      name: "<id>",
      description: "its id, the id's beginning or end, or last",
      values: { ask: "deliveries" },
    },
  ],
  options,
  examples: ["playcamp-gw deliveries show last"],
  load: () => import("./deliveries-show.run.js"),
});
