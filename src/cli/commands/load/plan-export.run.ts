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
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { SecretReader } from "../../../profile/secrets.js";
import type { CommandRun } from "../../define-command.js";
import { writeNamedFile } from "../../session/named-files.js";
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
  await refuseSecrets(exported, needed, profile);
  const files: string[] = [];
  for (const [script, text] of scripts) {
    const path = join(folder, script);
    // The tool's own words in it may read like a secret.
    await writeNamedFile(path, text, { ...session, redact: (each) => each });
    files.push(path);
  }
  session.result(session.flags.json ? JSON.stringify({ files }, null, 2) : files.join("\n"));
  session.say(`it reads from the environment: ${needed.join(", ")}`);
  return "done";
};

/** A plan, or a profile, may repeat what only the environment should say. */
async function refuseSecrets(
  plan: ExportedPlan,
  names: readonly string[],
  { secrets }: ResolvedProfile,
): Promise<void> {
  for (const name of names) if (name !== "TARGET_URL") await readWhereThere(name, secrets);
  const said = saidIn(plan);
  const held = secrets.known().find((secret) => createRedactor([secret]).text(said) !== said);
  if (held === undefined) return;
  throw new UserError(
    "export_impossible",
    `the script would hold the value of ${held.label}`,
    "Take it out of the plan or of the profile's headers: a script is handed on.",
  );
}

async function readWhereThere(name: string, secrets: SecretReader): Promise<void> {
  try {
    await secrets.read(name, { env: name }, "there");
  } catch (error) {
    const isNone =
      error instanceof UserError && ["secret_missing", "secret_empty"].includes(error.code);
    if (!isNone) throw error;
  }
}

/** What a script holds of plan and profile, less the tool's own words. */
function saidIn({ name, stages, data }: ExportedPlan): string {
  const { headers, mix, target, liveHosts } = data;
  return JSON.stringify([
    ...[name, stages.map((stage) => stage.name), target?.replace(/^https?:/i, ""), liveHosts],
    headers.map((header) => [header.name, header.value]),
    mix.map(({ body }) => body),
  ]);
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
