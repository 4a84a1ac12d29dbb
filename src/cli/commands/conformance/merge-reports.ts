/** `merge-reports`: its declaration. */
import { REPORT_FORMAT_IDS } from "../../../reports/formats/index.js";
import { defineCommand } from "../../define-command.js";
import { list, text, type OptionsOf } from "../../options.js";

const options = {
  reporter: list(
    text(
      "--reporter <name[=file]>",
      `report format, to stdout or a file: ${REPORT_FORMAT_IDS.join(", ")}`,
      { words: REPORT_FORMAT_IDS },
    ),
  ),
};
export type Options = OptionsOf<typeof options>;

export const mergeReports = defineCommand({
  name: "merge-reports",
  group: "Conformance",
  summary: "join the json reports of shards into one report",
  description: `Joins the reports that conformance --shard i/n --reporter json=FILE wrote, and ends as one run would have:
0 conformant, 1 not conformant, 3 incomplete. A missing shard or one of another run is refused.

Also joins what sync-payments --shard i/n --report FILE wrote: counts and sums are those of one run, to the
smallest unit, and a payment that two shards were given counts once. Complete is only what every shard
completed; one of another range, profile or version is refused.`,
  arguments: [
    { name: "<file...>", description: "json reports of the shards", values: { files: "plain" } },
  ],
  options,
  examples: [
    "playcamp-gw conformance --sandbox --shard 1/2 --reporter json=shard-1.json",
    "playcamp-gw conformance --sandbox --shard 2/2 --reporter json=shard-2.json",
    "playcamp-gw merge-reports shard-1.json shard-2.json --reporter html=report.html",
  ],
  load: () => import("./merge-reports.run.js"),
});
