/** Pipeline files, read by parsers that are not ours: the official one for GitHub, a YAML parser for GitLab; for Jenkins there is none outside Jenkins. */
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderPipeline } from "../../../src/cli/commands/setup/pipelines/index.js";
import {
  PIPELINE_KINDS,
  type PipelineKind,
  type PipelineOptions,
} from "../../../src/cli/commands/setup/pipelines/pipeline.js";
import { braceBalance } from "./read-pipeline.js";
import { loadWorkflowParser } from "./workflow-parser.js";

const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } =
  await loadWorkflowParser();

const OPTIONS: PipelineOptions = {
  profilePath: "partners/acme's game/playcamp-gw.json",
  environment: "staging",
  shards: 3,
  version: "4.5.6",
  packageSpec: "./tools/playcamp-gw-4.5.6.tgz",
  secretVariables: ["ACME_KEY", "ACME_WEBHOOK_SECRET"],
};

const textOf = (kind: PipelineKind, overrides: Partial<PipelineOptions> = {}): string =>
  renderPipeline(kind, { ...OPTIONS, ...overrides }).text;

describe.each(PIPELINE_KINDS)("%s", (kind) => {
  it("runs the package that it was given, and no other", () => {
    const calls = textOf(kind).match(/npx .*/g) ?? [];
    expect(calls).toHaveLength(2);
    for (const call of calls)
      expect(call).toMatch(/^npx --yes --package=\.\/tools\/playcamp-gw-4\.5\.6\.tgz playcamp-gw /);
  });

  it.each(["./a b.tgz", "x;reboot", "$HOME/x.tgz", "'x'", "--yes", ""])(
    "installs nothing called %j",
    (packageSpec) => {
      expect(() => textOf(kind, { packageSpec })).toThrow("names no package");
    },
  );

  it("merges every shard by name", () => {
    const merge = /merge-reports.*/.exec(textOf(kind))?.[0] ?? "";
    expect(merge.match(/shard-\d+\.json/g)).toEqual([
      "shard-1.json",
      "shard-2.json",
      "shard-3.json",
    ]);
  });

  it("is whole with one shard, no environment and no secret", () => {
    const text = textOf(kind, {
      shards: 1,
      environment: null,
      secretVariables: [],
    });
    expect(text).not.toMatch(/undefined|null|PLAYCAMP_GW_ENV|ACME/);
    expect(text).not.toMatch(/\n\n\n|[ \t]\n/);
    expect(text.endsWith("}\n") || /[^\n]\n$/.test(text)).toBe(true);
  });

  it.each([
    [{ shards: 0 }, "0 is no number of shards"],
    [{ shards: 1.5 }, "1.5 is no number"],
    [{ shards: 65 }, "65 is no number"],
    [{ profilePath: "a\nb" }, "cannot stand in a pipeline"],
    [{ profilePath: "${{ secrets.X }}" }, "cannot stand in a pipeline"],
    [{ environment: "$HOME" }, "cannot stand in a pipeline"],
    [{ secretVariables: ["A-B"] }, '"A-B" is no name'],
    [{ secretVariables: ["A }}"] }, '"A }}" is no name'],
  ])("refuses %j", (overrides, message) => {
    expect(() => textOf(kind, overrides)).toThrow(message);
  });
});

describe("the GitHub workflow", () => {
  it.each([1, 3])("is accepted by GitHub's own parser: %i shards", (shards) => {
    const { path, text } = renderPipeline("github", { ...OPTIONS, shards });
    expect(path).toMatch(/^\.github\/workflows\/[\w-]+\.yml$/);
    expect(workflowErrors(text)).toEqual([]);
  });

  it("would not be, were it wrong", () => {
    const broken = textOf("github").replace("runs-on:", "runs-in:");
    expect(workflowErrors(broken)).not.toEqual([]);
    const unknown = textOf("github").replace("matrix.shard", "matriks.shard");
    expect(workflowErrors(unknown)).not.toEqual([]);
  });

  it("runs the verdict after the shards, whatever they said", async () => {
    const { context, value } = parseWorkflow(
      { name: "p.yml", content: textOf("github") },
      new NoOperationTraceWriter(),
    );
    const { jobs, errors } = await convertWorkflowTemplate(context, value!);
    expect(errors ?? []).toEqual([]);
    const [shard, verdict] = jobs as unknown as {
      id: { value: string };
      needs?: { value: string }[];
      if: { expression: string };
    }[];
    expect(shard?.id.value).toBe("shard");
    expect(verdict?.needs?.map(({ value: id }) => id)).toEqual(["shard"]);
    expect(verdict?.if.expression).toContain("!cancelled()");
  });

  it("hands over secrets by name, to the one step that needs them", () => {
    const { jobs } = parse(textOf("github")) as {
      jobs: Record<string, { steps: { env?: object }[] }>;
    };
    const given = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ env }) => (env === undefined ? [] : [env])),
    );
    expect(given).toEqual([
      {
        PLAYCAMP_GW_PROFILE: OPTIONS.profilePath,
        PLAYCAMP_GW_ENV: "staging",
        PLAYCAMP_GW_NO_JOURNAL: "1",
        ACME_KEY: "${{ secrets.ACME_KEY }}",
        ACME_WEBHOOK_SECRET: "${{ secrets.ACME_WEBHOOK_SECRET }}",
      },
    ]);
  });
});

it("the GitLab pipeline has shards as a matrix, and a verdict with JUnit", () => {
  const { path, text } = renderPipeline("gitlab", OPTIONS);
  expect(path).toBe(".gitlab-ci.yml");
  expect(text).toContain("ACME_KEY, ACME_WEBHOOK_SECRET");
  const jobs = parse(text) as Record<string, Record<string, unknown>>;
  expect(Object.keys(jobs)).toEqual(["playcamp-shard", "playcamp-verdict"]);
  expect(jobs["playcamp-shard"]).toMatchObject({
    parallel: { matrix: [{ SHARD: ["1", "2", "3"] }] },
    variables: { PLAYCAMP_GW_PROFILE: OPTIONS.profilePath },
    artifacts: { when: "always", paths: ["playcamp-reports/"] },
  });
  expect(jobs["playcamp-verdict"]).toMatchObject({
    needs: ["playcamp-shard"],
    when: "always",
    artifacts: {
      when: "always",
      reports: { junit: "playcamp-reports/junit.xml" },
    },
  });
});

it("the Jenkinsfile's braces match, and its stages, credentials and reports are there", () => {
  const { path, text } = renderPipeline("jenkins", OPTIONS);
  expect(path).toBe("Jenkinsfile");
  expect(braceBalance(text)).toEqual({ "{}": 0, "()": 0, "[]": 0 });
  expect(text.match(/stage\('\w+'\)/g)).toEqual([
    "stage('Shards')",
    "stage('Judge')",
    "stage('Verdict')",
  ]);
  expect(text).toContain("values '1', '2', '3'");
  expect(text).toContain("ACME_KEY = credentials('ACME_KEY')");
  expect(text).toContain("PLAYCAMP_GW_PROFILE = 'partners/acme\\'s game/playcamp-gw.json'");
  expect(text).toContain("junit allowEmptyResults: true");
  expect(text.match(/unstash 'playcamp-shard-\d'/g)).toHaveLength(3);
});

it("a profile's path on Windows is written for the CI system's machines", () => {
  expect(textOf("gitlab", { profilePath: "games\\acme.json" })).toContain(
    'PLAYCAMP_GW_PROFILE: "games/acme.json"',
  );
});

function workflowErrors(content: string): readonly string[] {
  const { context } = parseWorkflow({ name: "p.yml", content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}
