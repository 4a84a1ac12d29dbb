/** Which files `init` writes, and whether it may. */
import { dirname, join, relative, resolve } from "node:path";
import { UserError } from "../../../core/errors.js";
import type { Prompter } from "../../../core/ports.js";
import { type Draft, profileText } from "../../../tasks/init/draft.js";
import { envExampleText, secretVariables } from "../../../tasks/init/env-example.js";
import {
  type CompanionFile,
  companionFiles,
  companionsOf,
} from "../../../tasks/init/receivers/companion-files.js";
import { receiverFile } from "../../../tasks/init/receivers/receiver-file.js";
import { type FileToWrite, standingOf } from "../../../tasks/init/write-files.js";
import { PROFILE_FILE_NAME } from "../../../tasks/locate-profile.js";
import type { CommandContext } from "../../command.js";
import type { Options } from "./init.js";
import { renderPipeline } from "./pipelines/index.js";
import type { PipelineKind } from "./pipelines/pipeline.js";

/** What the flags say of files. */
export type FileFlags = Pick<Options, "ci" | "ciPackage" | "out" | "force" | "receiver" | "with">;

/** A file that is there is replaced only when somebody says so, before anything else is asked. */
export async function targetOf(
  context: CommandContext,
  options: FileFlags,
  prompter: Prompter | null,
): Promise<string> {
  const named = options.out ?? PROFILE_FILE_NAME;
  const target = resolve(context.cwd, named);
  const isFree = options.force || !(await context.files.exists(target));
  if (isFree || prompter === null) return target;
  const replaces = await prompter.confirm(`${named} is there already. Replace it?`, false);
  if (replaces) return target;
  const other = await prompter.text({
    message: "Write to",
    byDefault: named.replace(/(\.json)?$/, ".new.json"),
    problem: (text) => (text === named ? "that one is there already" : null),
  });
  return targetOf(context, { ...options, out: other }, prompter);
}

export async function filesFor(
  draft: Draft,
  target: string,
  context: CommandContext,
  flags: FileFlags,
): Promise<readonly FileToWrite[]> {
  const envExample = join(dirname(target), ".env.example");
  const before = await context.files.readBytes(envExample);
  const text = envExampleText(
    draft.sections,
    before === null ? null : Buffer.from(before).toString("utf8"),
  );
  return [
    {
      path: target,
      text: profileText(draft, await schemaFor(target, context)),
    },
    ...(text === null ? [] : [{ path: envExample, text }]),
    ...(flags.receiver === undefined
      ? []
      : [await receiverFile(flags.receiver, draft, dirname(target))]),
    ...(await companionsFor(flags, draft, target)).map(({ file }) => file),
    ...(flags.ci === undefined
      ? []
      : [pipelineFor(flags.ci, pipelinePackage(flags, context), draft, target, context)]),
  ];
}

/**
 * Before anything is asked: no answer mends these flags.
 *
 * @throws {UserError} `usage`, `receiver_invalid`
 */
export async function assertCompanions({
  receiver,
  with: parts = [],
}: Pick<FileFlags, "receiver" | "with">): Promise<void> {
  if (parts.length === 0) return;
  if (receiver === undefined)
    throw new UserError(
      "usage",
      "--with adds to a receiver, and none is named",
      "Add --receiver express, or --receiver flask.",
    );
  await companionsOf(receiver, parts);
}

/** @throws {UserError} `receiver_invalid` */
export async function companionsFor(
  { receiver, with: parts = [] }: FileFlags,
  draft: Draft,
  target: string,
): Promise<readonly CompanionFile[]> {
  return receiver === undefined ? [] : companionFiles(receiver, parts, draft, dirname(target));
}

const SCHEMA = "playcamp-gw.schema.json";

/** What editors check the profile with: the installed package's own file. */
async function schemaFor(target: string, { files }: CommandContext): Promise<string | undefined> {
  const installed = `node_modules/playcamp-gw/dist/${SCHEMA}`;
  return (await files.exists(join(dirname(target), installed))) ? `./${installed}` : undefined;
}

/** So that a slow suite does not hold up the others, and a small run no more machines than it needs. */
const PIPELINE_SHARDS = 2;

/** No registry has to know the tool: the default is what `npm pack` makes of it. */
function pipelinePackage(
  { ciPackage }: FileFlags,
  { version }: Pick<CommandContext, "version">,
): string {
  return ciPackage ?? `./playcamp-gw-${version}.tgz`;
}

/** @returns the tarball that the pipeline installs and the repository does not have yet, or null */
export async function missingPackage(
  flags: FileFlags,
  context: CommandContext,
): Promise<string | null> {
  const spec = pipelinePackage(flags, context);
  if (flags.ci === undefined || !/^\.{1,2}\//.test(spec)) return null;
  return (await context.files.exists(resolve(context.cwd, spec))) ? null : spec;
}

function pipelineFor(
  kind: PipelineKind,
  packageSpec: string,
  { sections }: Draft,
  target: string,
  { cwd, version }: CommandContext,
): FileToWrite {
  const { path, text } = renderPipeline(kind, {
    profilePath: relative(cwd, target),
    environment: null,
    shards: PIPELINE_SHARDS,
    version,
    packageSpec,
    secretVariables: secretVariables(sections).map(({ name }) => name),
  });
  return { path: resolve(cwd, path), text };
}

/** The profile itself was asked about at the beginning. */
export async function assertMayWrite(
  files: readonly FileToWrite[],
  target: string,
  context: CommandContext,
  { force }: FileFlags,
  prompter: Prompter | null,
): Promise<void> {
  if (force) return;
  const standing: string[] = [];
  for (const file of files) {
    const isAsked = prompter !== null && file.path === target;
    if (!isAsked && (await standingOf(file, context.files)) === "other")
      standing.push(relative(context.cwd, file.path));
  }
  if (standing.length === 0) return;
  const names = standing.join(" and ");
  const may = await prompter?.confirm(
    `${names} ${standing.length === 1 ? "is" : "are"} there already and would change. Write?`,
    false,
  );
  if (may === true) return;
  throw new UserError(
    "file_exists",
    `${names} ${standing.length === 1 ? "is" : "are"} there already; nothing was written`,
    "Give --force to replace what is there (in .env.example variables are only added), or name another file with --out.",
  );
}
