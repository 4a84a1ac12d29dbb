/**
 * What a pipeline of every CI system does alike: its shards run and leave their
 * reports, and the merge of those alone says whether the target conforms. How a
 * system writes that down is its own file's business.
 */
import { UserError } from "../../../../core/errors.js";
import type { ReportFormatId } from "../../../../reports/formats/index.js";

export const PIPELINE_KINDS = ["github", "gitlab", "jenkins"] as const;
export type PipelineKind = (typeof PIPELINE_KINDS)[number];

export interface PipelineOptions {
  /** From the repository's root. */
  readonly profilePath: string;
  /** Of the profile; null runs without one. */
  readonly environment: string | null;
  /** From 1; as many machines run at a time. */
  readonly shards: number;
  /** Of this tool: what wrote the pipeline is what runs in it. */
  readonly version: string;
  /** What npx installs: a packed tarball in the repository, a URL, or a package of a registry. */
  readonly packageSpec: string;
  /** Environment variables that the profile's secrets are read from. */
  readonly secretVariables: readonly string[];
}

export interface PipelineFile {
  /** Where the CI system looks for it, from the repository's root. */
  readonly path: string;
  readonly text: string;
}

export type RenderPipeline = (options: PipelineOptions) => PipelineFile;

export const REPORT_FOLDER = "playcamp-reports";
export const JUNIT_FILE = `${REPORT_FOLDER}/junit.xml`;
export const NODE_VERSION = 22;

const MAX_SHARDS = 64;

/** @throws {UserError} `pipeline_invalid` for what no pipeline file could carry safely */
export function assertPipelineOptions({
  profilePath,
  environment,
  shards,
  packageSpec,
  secretVariables,
}: PipelineOptions): void {
  if (!Number.isInteger(shards) || shards < 1 || shards > MAX_SHARDS) {
    throw invalid(`${shards} is no number of shards`, `Choose 1 to ${MAX_SHARDS}.`);
  }
  for (const text of [profilePath, environment ?? ""]) {
    // The CI systems would expand a dollar, and end a line at a control character.
    if (/[$\p{Cc}]/u.test(text))
      throw invalid(
        `${JSON.stringify(text)} cannot stand in a pipeline file`,
        "Use a name without $ and control characters.",
      );
  }
  // It stands in shell lines, in YAML and in Groovy.
  if (!/^[\w@.][\w@.:/#+~^-]*$/.test(packageSpec))
    throw invalid(
      `${JSON.stringify(packageSpec)} names no package that a pipeline could install`,
      "Use a path such as ./playcamp-gw.tgz, a URL, or name@version.",
    );
  const odd = secretVariables.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (odd !== undefined)
    throw invalid(
      `${JSON.stringify(odd)} is no name of an environment variable`,
      "Use letters, digits and underscores.",
    );
}

function invalid(message: string, hint: string): UserError {
  return new UserError("pipeline_invalid", message, hint);
}

/**
 * What every shard's process is told besides its secrets. The journal would
 * outlive the job on a machine that others use.
 */
export function shardVariables({
  profilePath,
  environment,
}: PipelineOptions): Readonly<Record<string, string>> {
  return {
    PLAYCAMP_GW_PROFILE: profilePath,
    ...(environment === null ? {} : { PLAYCAMP_GW_ENV: environment }),
    PLAYCAMP_GW_NO_JOURNAL: "1",
  };
}

/** The start of every line that runs this tool. */
function toolWords({ packageSpec }: PipelineOptions): string {
  return `npx --yes --package=${packageSpec} playcamp-gw`;
}

/**
 * @param shard a number, or the shell's or the CI system's variable that holds it
 * @param before put before the command, such as a variable set for it alone
 * @returns lines that succeed when the shard left a report, whatever that says
 */
export function shardScript(
  options: PipelineOptions,
  shard: string,
  before = "",
): readonly string[] {
  const report = `${REPORT_FOLDER}/shard-${shard}.json`;
  return [
    `rm -rf ${REPORT_FOLDER}`,
    `${before}${toolWords(options)} conformance --shard "${shard}/${options.shards}" --reporter json="${report}" || code=$?`,
    `test -s "${report}" || exit "\${code:-1}"`,
  ];
}

/**
 * Every shard is named, so that a lost one is an error and not a smaller run.
 *
 * @param shown format of what the log shows
 * @param junit whether this CI system shows JUnit reports
 */
export function verdictScript(
  options: PipelineOptions,
  shown: ReportFormatId,
  { junit }: { readonly junit: boolean },
): string {
  const reporters = [
    shown,
    `html=${REPORT_FOLDER}/report.html`,
    `json=${REPORT_FOLDER}/report.json`,
    ...(junit ? [`junit=${JUNIT_FILE}`] : []),
  ];
  return [
    `${toolWords(options)} merge-reports`,
    ...shardNumbers(options).map((shard) => `${REPORT_FOLDER}/shard-${shard}.json`),
    ...reporters.map((reporter) => `--reporter ${reporter}`),
  ].join(" ");
}

/** 1, 2, … as text. */
export function shardNumbers({ shards }: PipelineOptions): readonly string[] {
  return Array.from({ length: shards }, (_, at) => String(at + 1));
}

export function indented(columns: number, lines: readonly string[]): string {
  return lines.map((line) => " ".repeat(columns) + line).join("\n");
}
