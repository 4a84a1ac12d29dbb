/** `plan merge`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { file, type OptionsOf } from "../../options.js";

const options = {
  out: file("--out <file>", "write the joined result to this file"),
};
export type Options = OptionsOf<typeof options>;

export const planMerge = defineCommand({
  name: "plan merge",
  group: "Load",
  summary: "join the results of a plan's parts into one",
  description:
    "Joins what plan run --out wrote, and ends as one run would have. Percentiles are exact: the parts' histograms are added up. Money: the balances of all accounts at the target beside what the reports say, to a thousandth. A missing part, one of another plan or of another version is refused.",
  arguments: [
    { name: "<file...>", description: "results of the parts", values: { files: "plain" } },
  ],
  options,
  examples: [
    "playcamp-gw plan run load.json --shard 1/2 --out result-1.json --sandbox",
    "playcamp-gw plan run load.json --shard 2/2 --out result-2.json --sandbox",
    "playcamp-gw plan merge result-1.json result-2.json",
  ],
  load: () => import("./plan-merge.run.js"),
});
