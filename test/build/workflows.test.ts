/** The project's own workflows and issue forms, read by GitHub's parser and by GitHub's rules for forms. */
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadWorkflowParser } from "../cli/pipelines/workflow-parser.js";

const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } =
  await loadWorkflowParser();

const GITHUB = new URL("../../.github/", import.meta.url);
const read = (path: string) => readFile(new URL(path, GITHUB), "utf8");
const namesIn = async (folder: string) => (await readdir(new URL(folder, GITHUB))).sort();

interface Job {
  readonly steps: readonly { run?: string; uses?: string; env?: Record<string, string> }[];
  readonly needs?: string;
  readonly permissions?: Record<string, string>;
  readonly strategy?: { readonly matrix: Record<string, readonly unknown[]> };
}

async function jobsOf(name: string): Promise<Record<string, Job>> {
  return (parse(await read(`workflows/${name}`)) as { jobs: Record<string, Job> }).jobs;
}

async function errorsIn(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow(
    { name: "w.yml", content },
    new NoOperationTraceWriter(),
  );
  const errors = context.errors.getErrors().map(({ message }) => message);
  if (value === undefined || errors.length > 0) return errors;
  const { errors: more = [] } = await convertWorkflowTemplate(context, value);
  return more.map(({ Message }) => Message);
}

describe.each(await namesIn("workflows/"))("the workflow %s", (name) => {
  it("is accepted by GitHub's own parser", async () => {
    expect(await errorsIn(await read(`workflows/${name}`))).toEqual([]);
  });

  it("would not be, were it wrong", async () => {
    const text = await read(`workflows/${name}`);
    expect(await errorsIn(text.replace("runs-on:", "runs-in:"))).not.toEqual([]);
  });

  it("calls only what is there", async () => {
    const { scripts } = JSON.parse(await readFile(new URL("../package.json", GITHUB), "utf8")) as {
      scripts: Record<string, string>;
    };
    const lines = Object.values(await jobsOf(name)).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => run ?? []),
    );
    for (const line of lines) {
      const [, script] = /^npm run ([\w:]+)/.exec(line) ?? [];
      if (script !== undefined) expect(scripts).toHaveProperty([script]);
      if (line.startsWith(".ci/")) await expect(read(`../${line}`)).resolves.toMatch(/^#!/);
    }
  });

  it("may write nothing but where a job says so", async () => {
    const { permissions } = parse(await read(`workflows/${name}`)) as { permissions: unknown };
    expect(permissions).toEqual({ contents: "read" });
  });
});

it("CI runs everything on Linux, and the tests on Windows and macOS with each Node", async () => {
  const { full, platforms } = await jobsOf("ci.yml");
  expect(full?.steps.map(({ run }) => run)).toContain(".ci/run");
  expect(platforms?.strategy?.matrix).toEqual({
    os: ["windows-latest", "macos-latest"],
    node: [20, 22, 24],
  });
  expect(platforms?.steps.flatMap(({ run }) => run ?? [])).toEqual(["npm ci", "npm test"]);
});

it("a release is published only after all checks and the audit, with provenance", async () => {
  const { check, publish, executables, ...others } = await jobsOf("release.yml");
  expect(others).toEqual({});
  expect(executables?.needs).toBe("check");
  expect(executables?.permissions).toEqual({ contents: "write" });
  expect(check?.steps.flatMap(({ run }) => run ?? [])).toEqual([
    expect.stringContaining("package.json"),
    ".ci/run",
    "npm audit --audit-level=high",
  ]);
  expect(publish?.needs).toBe("check");
  expect(publish?.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(publish?.steps.at(-1)?.run).toBe("npm publish --provenance --access public");
});

const FIELDS = new Set(["markdown", "input", "textarea", "dropdown", "checkboxes"]);

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: { label?: string; value?: string; options?: readonly string[] };
}

it("has a form for each kind of issue", async () => {
  expect(await namesIn("ISSUE_TEMPLATE/")).toEqual([
    "bug.yml",
    "config.yml",
    "false-accusation.yml",
    "feature.yml",
    "missed-fault.yml",
  ]);
});

it.each(["bug.yml", "false-accusation.yml", "feature.yml", "missed-fault.yml"])(
  "the form %s is whole",
  async (name) => {
    const form = parse(await read(`ISSUE_TEMPLATE/${name}`)) as {
      name: string;
      description: string;
      labels: string[];
      body: Field[];
    };
    expect(Object.keys(form).sort()).toEqual(["body", "description", "labels", "name"]);
    const asked = form.body.filter(({ type }) => type !== "markdown");
    expect(asked.length).toBeGreaterThan(0);
    expect(form.body.filter(({ type }) => !FIELDS.has(type))).toEqual([]);
    const ids = asked.map(({ id = "" }) => id);
    expect(ids.filter((id) => !/^[\w-]+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, attributes } of form.body) {
      expect(type === "markdown" ? attributes.value : attributes.label).toMatch(/\S/);
      if (type === "dropdown") expect(attributes.options?.length).toBeGreaterThan(1);
    }
  },
);
