/** `explain`: its declaration. */
import { defineCommand } from "../../define-command.js";

export const explain = defineCommand({
  name: "explain",
  group: "Conformance",
  summary: "say what a check requires, why, and how to meet it",
  description:
    "Says what a check requires, where that comes from, why it matters and how to fix it,\nand how to see it fail on the sandbox. A pattern with * lists the checks that match.",
  arguments: [
    {
      name: "<check-id>",
      description:
        "id of a check, the beginning of just one, a pattern with *, or last: the last run's first failure",
      values: { ask: "checks" },
    },
  ],
  options: {},
  examples: [
    "playcamp-gw explain webhook.signature.stale-refused",
    "playcamp-gw explain 'entry.*'",
  ],
  load: () => import("./explain.run.js"),
});
