/** Pipeline files for partners' CI. A new CI system is a file beside this one, a line here and its name in `pipeline.ts`. */
import { renderGithubWorkflow } from "./github.js";
import { renderGitlabPipeline } from "./gitlab.js";
import { renderJenkinsfile } from "./jenkins.js";
import {
  assertPipelineOptions,
  type PipelineFile,
  type PipelineKind,
  type PipelineOptions,
  type RenderPipeline,
} from "./pipeline.js";

const RENDERERS: Readonly<Record<PipelineKind, RenderPipeline>> = {
  github: renderGithubWorkflow,
  gitlab: renderGitlabPipeline,
  jenkins: renderJenkinsfile,
};

/**
 * A pipeline that judges the profile's target in shards, merges their reports
 * and ends with the verdict's exit code.
 *
 * @throws {UserError} `pipeline_invalid`
 */
export function renderPipeline(kind: PipelineKind, options: PipelineOptions): PipelineFile {
  assertPipelineOptions(options);
  const profilePath = options.profilePath.replaceAll("\\", "/");
  return RENDERERS[kind]({ ...options, profilePath });
}
