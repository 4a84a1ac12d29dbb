/** `plan split`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { folder, type OptionsOf } from "../../options.js";

const options = {
  outDir: folder(
    "--out-dir <folder>",
    "write the parts into this folder (default: beside the plan)",
  ),
};
export type Options = OptionsOf<typeof options>;

export const planSplit = defineCommand({
  name: "plan split",
  group: "Load",
  summary: "split a load plan into parts for several machines",
  description:
    "Writes one plan file for each part: load.1-of-4.json and so on. Together they send exactly what the plan sends, each at the plan's times; no two send the same, and no two play on the same account. plan run --shard i/n runs a part without a file. Start the parts at the same time.",
  arguments: [
    { name: "<n>", description: "how many parts" },
    { name: "<file>", description: "the plan", values: { files: "plain" } },
  ],
  options,
  examples: ["playcamp-gw plan split 4 load.json --out-dir parts"],
  load: () => import("./plan-split.run.js"),
});
