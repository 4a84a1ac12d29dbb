/** `conformance`: its declaration. */
import { REQUIREMENT_SETS } from "../../../conformance/requirements/requirement.js";
import { REPORT_FORMAT_IDS } from "../../../reports/formats/index.js";
import { defineCommand } from "../../define-command.js";
import {
  duration,
  file,
  flag,
  flagOr,
  integer,
  list,
  oneOf,
  text,
  url,
  value,
  type OptionsOf,
} from "../../options.js";
import { parseRunId, parseShard } from "../../run-flags.js";
import type { LinePlace } from "../../session/line-context.js";
import {
  keyOptions,
  lineProfile,
  type LineValues,
  playerOptions,
  recipeOption,
  saveOptions,
  secretOptions,
  toOption,
} from "../../session/line-profile.js";
import { suiteOnLine } from "../../session/line-suite.js";
import { sandboxOptions } from "../../session/sandbox-options.js";

/** Apart from the suites, which are too heavy to load for their names. */
const SUITE_IDS = ["entry", "webhook", "wallet", "payments", "postback", "flow", "client"];

const options = {
  ...toOption("the target of the one suite that is named, instead of the profile's"),
  ...secretOptions,
  ...keyOptions,
  ...recipeOption,
  ...playerOptions,
  ...saveOptions,
  ...sandboxOptions("judge the embedded reference servers instead of a target"),
  only: list(text("--only <glob>", "report only checks that match", { ask: "checks" })),
  skip: list(text("--skip <glob>", "leave out checks that match", { ask: "checks" })),
  level: oneOf("--level <level>", "lowest level that runs", ["must", "should", "may"]),
  strict: flag("--strict", "a SHOULD that is not met is red too"),
  seed: integer("--seed <n>", "seed of the test data (default: 1)", { min: 0, max: 2 ** 32 }),
  runId: value("--run-id <id>", "part of every identifier sent (default: random)", parseRunId),
  shard: value("--shard <i/n>", "run the i-th of n parts", parseShard),
  concurrency: integer("--concurrency <n>", "scenarios at a time (default: 4)", {
    min: 1,
    max: 64,
  }),
  rate: integer("--rate <n>", "at most n requests a second", { min: 1, max: 10_000 }),
  bail: flag("--bail", "start nothing new after the first failure"),
  baseline: file("--baseline <file>", "known failures: excused while they last, red once fixed"),
  updateBaseline: flag("--update-baseline", "write the failures of this whole run to the baseline"),
  start: text("--start <command>", "start the server under test for the run, and end it after"),
  readyOn: url("--ready-on <url>", "with --start: run once this answers (default: the target)"),
  listen: flagOr(
    integer("--listen [port]", "client: be PlayCamp for your server, and judge what it sends", {
      min: 0,
      max: 65_535,
    }),
  ),
  host: text("--host <address>", "with --listen: address to listen on (default: 127.0.0.1)"),
  for: duration("--for <duration>", "with --listen: at most so long (default: 1h)"),
  idle: duration("--idle <duration>", "with --listen: so long without a call (default: 5m)"),
  watch: flag("--watch", "run again what was not met when files change or the server answers anew"),
  list: flag("--list", "print the checks instead of running them"),
  coverage: flag("--coverage", "print every requirement and the checks that judge it"),
  requirements: text(
    "--requirements <yyyy-mm>",
    "requirement set to judge by; checks that came later only inform",
    { words: REQUIREMENT_SETS },
  ),
  reporter: list(
    text(
      "--reporter <name[=file]>",
      `report format, to stdout or a file: ${REPORT_FORMAT_IDS.join(", ")}`,
      { words: REPORT_FORMAT_IDS },
    ),
  ),
};
export type Options = OptionsOf<typeof options>;

/** A sandbox that was called is asked with its own key, not with that of PlayCamp. */
function ofClient(values: LineValues, { words }: LinePlace): LineValues {
  const { to, keyEnv, keyFile, secretEnv, secretFile } = values;
  const isNamed = [keyEnv, keyFile, secretEnv, secretFile].some((each) => each !== undefined);
  return words[0] === "client" && to !== undefined && !isNamed
    ? { ...values, keyEnv: "SANDBOX_SDK_API_KEY" }
    : values;
}

export const conformance = defineCommand({
  name: "conformance",
  group: "Conformance",
  summary: "run checks against the target and report",
  description:
    "Runs the conformance checks against the targets of the profile and prints a report.\nWithout suite names it runs every suite whose section the profile has.",
  arguments: [
    { name: "[suite...]", description: "entry, webhook, …", values: { words: SUITE_IDS } },
  ],
  options,
  line: (values, place) => lineProfile(suiteOnLine(values, place), ofClient(values, place), place),
  examples: [
    "playcamp-gw conformance --sandbox",
    "playcamp-gw conformance webhook --sandbox --fault webhook.accepts-bad-signature",
    "playcamp-gw conformance --sandbox --only 'entry.*' --reporter junit=report.xml --reporter table",
  ],
  load: () => import("./conformance.run.js"),
});
