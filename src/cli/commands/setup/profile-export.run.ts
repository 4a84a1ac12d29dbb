/** `profile export`: the profile for others. Every secret that can be read here is looked for in it first. */
import { UserError } from "../../../core/errors.js";
import { createRedactor, type KnownSecret } from "../../../core/redaction.js";
import { type ExportedProfile, exportProfile } from "../../../profile/export.js";
import { inspectProfile } from "../../../profile/inspect.js";
import { parseProfileJson } from "../../../profile/load.js";
import { renderProblem } from "../../../profile/problems.js";
import { everySecret } from "../../../tasks/journal/profile-secrets.js";
import { resolveProfileText } from "../../../tasks/open-profile.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { writeNamedFile, writeNewNamedFile } from "../../session/named-files.js";
import { assertOutIsNotRead } from "../../session/out-file.js";
import type { Options } from "./profile-export.js";
import { type ProfileFile, readProfileFile } from "./profile-file.js";

export const run: CommandRun<Options> = async (
  session,
  { arguments: [named], options: { out, force } },
) => {
  const file = await readProfileFile(session, named);
  await assertOutIsNotRead(out, [file.path], session);
  const secrets = await knownSecrets(file);
  const exported = exportProfile(parseProfileJson(file.text, file.path), createRedactor(secrets));
  assertStillValid(exported, file.path);
  const text = `${JSON.stringify(exported.profile, null, 2)}\n`;
  if (out === undefined) session.result(text);
  else if (force) await writeNamedFile(out, text, session);
  else await writeNewNamedFile(out, text, session);
  tell(exported, session);
  return "done";
};

/** Of the base and of every environment; what cannot be read on this machine cannot be recognised. */
async function knownSecrets({ text, path, sources }: ProfileFile): Promise<readonly KnownSecret[]> {
  const choice = {
    profile: path,
    environment: null,
    overrides: [],
    timeoutMs: null,
    line: null,
  };
  const base = await resolveProfileText(text, path, choice, sources);
  for (const profile of [base.profile, ...base.alternatives.values()])
    await everySecret({ ...base, profile });
  return base.secrets.known();
}

/** A secret in a place that cannot do without it is for its owner to take out. */
function assertStillValid({ profile, changes }: ExportedProfile, path: string): void {
  const [problem] = inspectProfile(profile).problems;
  if (problem === undefined) return;
  throw new UserError(
    "export_unsafe",
    `${path} cannot be exported: without what was taken out of it, ${renderProblem(problem)}`,
    `Take the secret out of the profile itself: ${changes.map((each) => each.path).join(", ")}.`,
  );
}

function tell({ changes, needs }: ExportedProfile, context: CommandContext): void {
  for (const { path, what } of changes) context.say(`${path}: ${what}`);
  if (needs.length === 0) return;
  context.say("whoever receives it provides:");
  for (const { path, reference } of needs) context.say(`  ${path} as ${JSON.stringify(reference)}`);
}
