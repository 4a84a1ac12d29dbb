/** `plan export`: writes the scripts, and says what they need. */
import { basename, dirname, join } from "node:path";
import { UserError } from "../../../core/errors.js";
import { createRedactor } from "../../../core/redaction.js";
import {
  renderArtilleryProcessor,
  renderArtilleryScript,
} from "../../../tasks/load/export/artillery.js";
import { exportedPlan, type ExportedPlan } from "../../../tasks/load/export/exported-plan.js";
import { renderK6 } from "../../../tasks/load/export/k6.js";
import type { CommandRun } from "../../define-command.js";
import { writeNamedFile } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";
import { readPlan } from "./plan-file.js";
import type { Options } from "./plan-export.js";

export const run: CommandRun<Options> = async (session, { arguments: [file = ""], options }) => {
  if (options.artillery === options.k6)
    throw new UserError(
      "usage",
      options.k6 ? "--k6 and --artillery are both given" : "neither --k6 nor --artillery is given",
      "Give one of them.",
    );
  const { plan, shard } = await readPlan(file, session);
  if (shard !== null)
    throw new UserError(
      "export_impossible",
      `${file} is part ${shard.index} of ${shard.count}, and k6 and Artillery deal the load to machines by themselves`,
      "Export the whole plan.",
    );
  const profile = await session.openProfile(options);
  // A sandbox that is started for the call is gone when the script runs.
  const exported = await exportedPlan(plan, profile, file, !options.sandbox);
  const folder = options.outDir ?? dirname(file);
  const name = basename(file).replace(/\.json$/i, "");
  const scripts = options.k6 ? k6Files(exported, name) : artilleryFiles(exported, name);
  const { headers, target } = exported.data;
  const needed = [
    exported.secretEnv,
    ...headers.flatMap(({ env }) => env ?? []),
    ...(target === null ? ["TARGET_URL"] : []),
  ];
  for (const [script, text] of scripts) refuseSecrets(text, join(folder, script), needed, session);
  const files: string[] = [];
  for (const [script, text] of scripts) {
    const path = join(folder, script);
    await writeNamedFile(path, text, session);
    files.push(path);
  }
  session.result(session.flags.json ? JSON.stringify({ files }, null, 2) : files.join("\n"));
  session.say(`it reads from the environment: ${needed.join(", ")}`);
  return "done";
};

/** A plan may repeat what only the environment should say. */
function refuseSecrets(
  text: string,
  script: string,
  names: readonly string[],
  { env }: Pick<Session, "env">,
): void {
  const held = names.find((name) => {
    const value = env[name] ?? "";
    return name !== "TARGET_URL" && createRedactor([{ label: name, value }]).text(text) !== text;
  });
  if (held === undefined) return;
  throw new UserError(
    "export_impossible",
    `${script} would hold the value of ${held}`,
    "Take it out of the plan or of the profile's headers: a script is handed on.",
  );
}

type NamedText = readonly [file: string, text: string];

function k6Files(plan: ExportedPlan, name: string): readonly NamedText[] {
  return [[`${name}.k6.js`, renderK6(plan)]];
}

function artilleryFiles(plan: ExportedPlan, name: string): readonly NamedText[] {
  const processor = `${name}.processor.cjs`;
  return [
    [`${name}.artillery.yml`, renderArtilleryScript(plan, processor)],
    [processor, renderArtilleryProcessor(plan)],
  ];
}
