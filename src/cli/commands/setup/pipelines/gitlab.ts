/** A GitLab CI pipeline. Both jobs stand in the default stage `test`, so that another pipeline can include the file. */
import {
  indented,
  JUNIT_FILE,
  NODE_VERSION,
  type PipelineOptions,
  REPORT_FOLDER,
  type RenderPipeline,
  shardNumbers,
  shardScript,
  shardVariables,
  verdictScript,
} from "./pipeline.js";

export const renderGitlabPipeline: RenderPipeline = (options) => ({
  path: ".gitlab-ci.yml",
  text: `# PlayCamp conformance: the shards judge the target, the verdict job decides.
# Written by playcamp-gw ${options.version}; yours to change.
${secretsNote(options)}
playcamp-shard:
  stage: test
  image: node:${NODE_VERSION}
  timeout: 20 minutes
  variables:
${indented(4, variablesOf(options))}
  parallel:
    matrix:
      - SHARD: [${shardNumbers(options)
        .map((shard) => `"${shard}"`)
        .join(", ")}]
  script:
    - |
${indented(6, shardScript(options, "${SHARD}"))}
  artifacts:
    when: always
    expire_in: 30 days
    paths:
      - ${REPORT_FOLDER}/

playcamp-verdict:
  stage: test
  image: node:${NODE_VERSION}
  timeout: 10 minutes
  needs: [playcamp-shard]
  when: always
  script:
    - ${verdictScript(options, "table", { junit: true })}
  artifacts:
    when: always
    expire_in: 30 days
    paths:
      - ${REPORT_FOLDER}/
    reports:
      junit: ${JUNIT_FILE}
`,
});

function secretsNote({ secretVariables }: PipelineOptions): string {
  if (secretVariables.length === 0) return "";
  return `#
# Add under Settings > CI/CD > Variables, masked (a protected one reaches only
# protected branches): ${secretVariables.join(", ")}
`;
}

function variablesOf(options: PipelineOptions): readonly string[] {
  return Object.entries(shardVariables(options)).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
}
