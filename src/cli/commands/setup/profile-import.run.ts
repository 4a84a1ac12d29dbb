/** `profile import`: checks a profile before anything is written, and replaces nothing unasked. */
import { resolve } from "node:path";
import { UserError } from "../../../core/errors.js";
import { inspectProfile } from "../../../profile/inspect.js";
import { loadProfile, parseProfileJson } from "../../../profile/load.js";
import { renderProblem } from "../../../profile/problems.js";
import { profileWarnings } from "../../../profile/warnings.js";
import {
  isProfileName,
  namedProfilePath,
  PROFILE_FILE_NAME,
} from "../../../tasks/locate-profile.js";
import { readProfileText } from "../../../tasks/open-profile.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { writeNamedFile, writeNewNamedFile } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./profile-import.js";

export const run: CommandRun<Options> = async (session, { arguments: [source = ""], options }) => {
  const target = targetOf(options, session);
  const text = await readSource(source, session);
  const { partner, environments, warnings } = checked(text, source);
  await write(target, text, options, session);
  if (session.flags.json) {
    const name = options.as ?? null;
    session.result(
      JSON.stringify({ path: target, name, partner, environments, warnings }, null, 2),
    );
  } else session.result(target);
  for (const warning of warnings) session.say(`warning: ${renderProblem(warning)}`);
  session.say(
    options.as === undefined
      ? `the profile of ${partner} is written`
      : `the profile of ${partner} is kept as ${options.as}; --profile ${options.as} uses it`,
  );
  return "done";
};

function targetOf({ as, out }: Options, { cwd, sources }: Session): string {
  if (as === undefined) return resolve(cwd, out ?? PROFILE_FILE_NAME);
  if (out !== undefined) {
    throw new UserError(
      "usage",
      "--as and --out exclude each other",
      "Leave one out: the profile is kept under a name, or written to a file.",
    );
  }
  if (!isProfileName(as)) {
    throw new UserError(
      "flag_invalid",
      `--as ${as}: not a name`,
      "Use letters, digits, dots, dashes and underscores; for a file there is --out.",
    );
  }
  const path = namedProfilePath(as, sources);
  if (path !== null) return path;
  throw new UserError(
    "settings_unwritable",
    "the environment names no home folder, so no profile can be kept by name",
    "Set HOME (or XDG_CONFIG_HOME), or give a file with --out.",
  );
}

async function readSource(source: string, context: CommandContext): Promise<string> {
  if (source === "-") return Buffer.from(await context.terminal.readStdin()).toString("utf8");
  // Other commands write files as @file; here that is understood too.
  const path = resolve(context.cwd, source.replace(/^@/, ""));
  try {
    return await readProfileText(path, context);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "profile_not_found") throw error;
    throw new UserError(
      "file_not_found",
      `${source}: there is no such file`,
      "Give the path of the profile, or - for stdin.",
    );
  }
}

function checked(text: string, source: string) {
  const origin = source === "-" ? "stdin" : source;
  const { profile, environments } = loadProfile(text, {
    origin,
    environment: null,
    overrides: [],
  });
  const file = parseProfileJson(text, origin);
  const warnings = profileWarnings(file, inspectProfile(file));
  return { partner: profile.partner, environments, warnings };
}

async function write(
  path: string,
  text: string,
  { force }: Options,
  context: CommandContext,
): Promise<void> {
  if (force) {
    await writeNamedFile(path, text, context);
    return;
  }
  const there = await context.files.readBytes(path).catch(() => null);
  if (there !== null && Buffer.from(there).toString("utf8") === text) {
    context.say("it is there already, byte for byte");
    return;
  }
  await writeNewNamedFile(path, text, context);
}
