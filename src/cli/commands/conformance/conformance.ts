/** `conformance`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { integerFlag } from "../../parsers.js";
import { PAYMENTS_SANDBOX_OPTIONS } from "../../session/sandbox-options.js";
import { REPORT_FORMAT_IDS } from "../../../reports/formats/index.js";

export const conformance: CommandDefinition = {
  name: "conformance",
  group: "Conformance",
  summary: "run checks against the target and report",
  description:
    "Runs the conformance checks against the targets of the profile and prints a report.\nWithout suite names it runs every suite whose section the profile has.",
  arguments: [{ name: "[suite...]", description: "entry, webhook, …" }],
  options: [
    {
      flags: "--sandbox",
      description: "judge the embedded reference servers instead of a target",
    },
    {
      flags: "--fault <id>",
      description: "break the sandbox in this way (needs --sandbox)",
      repeatable: true,
    },
    {
      flags: "--variant <id>",
      description: "make the sandbox odd but legal (needs --sandbox)",
      repeatable: true,
    },
    ...PAYMENTS_SANDBOX_OPTIONS,
    {
      flags: "--only <glob>",
      description: "report only checks that match",
      repeatable: true,
    },
    {
      flags: "--skip <glob>",
      description: "leave out checks that match",
      repeatable: true,
    },
    {
      flags: "--level <level>",
      description: "lowest level that runs",
      choices: ["must", "should", "may"],
    },
    { flags: "--strict", description: "a SHOULD that is not met is red too" },
    {
      flags: "--seed <n>",
      description: "seed of the test data (default: 1)",
      parse: integerFlag("--seed", 0, 2 ** 32),
    },
    {
      flags: "--run-id <id>",
      description: "part of every identifier sent (default: random)",
    },
    { flags: "--shard <i/n>", description: "run the i-th of n parts" },
    {
      flags: "--concurrency <n>",
      description: "scenarios at a time (default: 4)",
      parse: integerFlag("--concurrency", 1, 64),
    },
    {
      flags: "--rate <n>",
      description: "at most n requests a second",
      parse: integerFlag("--rate", 1, 10_000),
    },
    {
      flags: "--bail",
      description: "start nothing new after the first failure",
    },
    {
      flags: "--baseline <file>",
      description: "known failures: excused while they last, red once fixed",
    },
    {
      flags: "--update-baseline",
      description: "write the failures of this whole run to the baseline",
    },
    {
      flags: "--list",
      description: "print the checks instead of running them",
    },
    {
      flags: "--reporter <name[=file]>",
      description: `report format, to stdout or a file: ${REPORT_FORMAT_IDS.join(", ")}`,
      repeatable: true,
    },
  ],
  examples: [
    "playcamp-gw conformance --sandbox",
    "playcamp-gw conformance webhook --sandbox --fault webhook.accepts-bad-signature",
    "playcamp-gw conformance --sandbox --only 'entry.*' --reporter junit=report.xml --reporter table",
  ],
  load: () => import("./conformance.run.js"),
};
