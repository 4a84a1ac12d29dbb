/** `merge-reports`: its declaration. */
import { REPORT_FORMAT_IDS } from "../../../reports/formats/index.js";
import type { CommandDefinition } from "../../command.js";

export const mergeReports: CommandDefinition = {
  name: "merge-reports",
  group: "Conformance",
  summary: "join the json reports of shards into one report",
  description:
    "Joins the reports that conformance --shard i/n --reporter json=FILE wrote, and ends as one run would have:\n0 conformant, 1 not conformant, 3 incomplete. A missing shard or one of another run is refused.",
  arguments: [{ name: "<file...>", description: "json reports of the shards" }],
  options: [
    {
      flags: "--reporter <name[=file]>",
      description: `report format, to stdout or a file: ${REPORT_FORMAT_IDS.join(", ")}`,
      repeatable: true,
    },
  ],
  examples: [
    "playcamp-gw conformance --sandbox --shard 1/2 --reporter json=shard-1.json",
    "playcamp-gw conformance --sandbox --shard 2/2 --reporter json=shard-2.json",
    "playcamp-gw merge-reports shard-1.json shard-2.json --reporter html=report.html",
  ],
  load: () => import("./merge-reports.run.js"),
};
