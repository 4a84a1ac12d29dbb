/** GitHub's parser of workflows, bundled first: it imports JSON without saying so, which Node refuses. */
import type * as parser from "@actions/workflow-parser";
import { build } from "esbuild";

export async function loadWorkflowParser(): Promise<typeof parser> {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export * from "@actions/workflow-parser";',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    // What it is made of is partly CommonJS.
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire('file:///');",
    },
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  return (await import(
    /* @vite-ignore */ `data:text/javascript;base64,${source}`
  )) as typeof parser;
}
