/** What a CI system would run of a pipeline file: the shell scripts, and what they find in their environment. */
import { parse } from "yaml";
import type { PipelineKind } from "../../../src/cli/commands/setup/pipelines/pipeline.js";

export interface PipelineJobs {
  /** For the shard of that number. */
  readonly shard: (number: string) => Script;
  readonly verdict: Script;
}

export interface Script {
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
}

/** @param secrets what the CI system keeps */
export function readPipeline(
  kind: PipelineKind,
  text: string,
  secrets: Readonly<Record<string, string>>,
): PipelineJobs {
  switch (kind) {
    case "github":
      return readGithub(text, secrets);
    case "gitlab":
      return readGitlab(text, secrets);
    case "jenkins":
      return readJenkins(text, secrets);
  }
}

function readGithub(text: string, secrets: Readonly<Record<string, string>>): PipelineJobs {
  const { jobs } = parse(text) as {
    jobs: Record<"shard" | "verdict", { steps: { run?: string; env?: Record<string, string> }[] }>;
  };
  const scriptOf = (job: "shard" | "verdict", number: string): Script => {
    const step = jobs[job].steps.find(({ run }) => run !== undefined);
    const filled = (value: string) =>
      value
        .replaceAll("${{ matrix.shard }}", number)
        .replaceAll(/\$\{\{ secrets\.(\w+) \}\}/g, (_, name: string) => secrets[name] ?? "");
    const env = Object.entries(step?.env ?? {}).map(([name, value]) => [name, filled(value)]);
    return {
      text: filled(step?.run ?? ""),
      env: Object.fromEntries(env) as Record<string, string>,
    };
  };
  return {
    shard: (number) => scriptOf("shard", number),
    verdict: scriptOf("verdict", ""),
  };
}

/** Its variables reach every job. */
function readGitlab(text: string, secrets: Readonly<Record<string, string>>): PipelineJobs {
  const jobs = parse(text) as Record<
    string,
    { script: string[]; variables?: Record<string, string> }
  >;
  const scriptOf = (name: string, own: Record<string, string>): Script => ({
    text: jobs[name]?.script.join("\n") ?? "",
    env: { ...secrets, ...jobs[name]?.variables, ...own },
  });
  return {
    shard: (number) => scriptOf("playcamp-shard", { SHARD: number }),
    verdict: scriptOf("playcamp-verdict", {}),
  };
}

function readJenkins(text: string, secrets: Readonly<Record<string, string>>): PipelineJobs {
  const long = /sh '''([\s\S]*?)'''/.exec(text)?.[1] ?? "";
  const short = [...text.matchAll(/sh '([^'\n]+)'/g)];
  const literals = [...text.matchAll(/(\w+) = '(.*)'/g)].map(([, name = "", value = ""]) => [
    name,
    value.replaceAll("\\'", "'"),
  ]);
  const credentials = [...text.matchAll(/(\w+) = credentials\('(\w+)'\)/g)].map(
    ([, name = "", id = ""]) => [name, secrets[id] ?? ""],
  );
  const env = Object.fromEntries([...literals, ...credentials]) as Record<string, string>;
  return {
    shard: (number) => ({ text: long, env: { ...env, SHARD: number } }),
    verdict: {
      // Between the two the reports of the shards are unpacked.
      text: short.at(-1)?.[1] ?? "",
      env: {},
    },
  };
}

/** How many more of each bracket open than close, outside of strings and comments. */
export function braceBalance(text: string): Readonly<Record<string, number>> {
  const code = text.replaceAll(
    /'''[\s\S]*?'''|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\/.*/g,
    "",
  );
  const count = (mark: string) => code.split(mark).length - 1;
  return Object.fromEntries(
    ["{}", "()", "[]"].map((pair) => [pair, count(pair.charAt(0)) - count(pair.charAt(1))]),
  );
}
