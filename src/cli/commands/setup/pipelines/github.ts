/** A GitHub Actions workflow. Its step summary and annotations come from the verdict alone. */
import {
  indented,
  NODE_VERSION,
  type PipelineOptions,
  REPORT_FOLDER,
  type RenderPipeline,
  shardNumbers,
  shardScript,
  shardVariables,
  verdictScript,
} from "./pipeline.js";

const SHARD = "${{ matrix.shard }}";

export const renderGithubWorkflow: RenderPipeline = (options) => ({
  path: ".github/workflows/playcamp-conformance.yml",
  text: `# PlayCamp conformance: the shards judge the target, the verdict job decides.
# Written by playcamp-gw ${options.version}; yours to change.
name: PlayCamp conformance

on:
  # Not pull_request: those from forks are given no secrets.
  push:
  workflow_dispatch:

permissions:
  contents: read

# Two runs at a time would share the test players and their balances.
concurrency:
  group: playcamp-conformance

jobs:
  shard:
    name: Shard ${SHARD} of ${options.shards}
    runs-on: ubuntu-latest
    timeout-minutes: 20
    strategy:
      fail-fast: false
      matrix:
        shard: [${shardNumbers(options).join(", ")}]
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with:
          node-version: ${NODE_VERSION}
      - name: Judge
        env:
${indented(10, environmentOf(options))}
        run: |
${indented(10, shardScript(options, SHARD, "GITHUB_STEP_SUMMARY= "))}
      - uses: actions/upload-artifact@v7
        with:
          name: playcamp-shard-${SHARD}
          path: ${REPORT_FOLDER}

  verdict:
    name: Verdict
    needs: shard
    if: \${{ !cancelled() }}
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with:
          node-version: ${NODE_VERSION}
      - uses: actions/download-artifact@v8
        with:
          pattern: playcamp-shard-*
          path: ${REPORT_FOLDER}
          merge-multiple: true
      - name: Merge
        run: ${verdictScript(options, "github", { junit: false })}
      - uses: actions/upload-artifact@v7
        if: \${{ !cancelled() }}
        with:
          name: playcamp-report
          path: ${REPORT_FOLDER}
`,
});

function environmentOf(options: PipelineOptions): readonly string[] {
  return [
    ...Object.entries(shardVariables(options)).map(
      ([name, value]) => `${name}: ${JSON.stringify(value)}`,
    ),
    ...options.secretVariables.map((name) => `${name}: \${{ secrets.${name} }}`),
  ];
}
