import { createProcessWorld } from "../src/adapters/process-world.js";
import { runCli } from "../src/cli/main.js";
process.exitCode = await runCli(process.argv.slice(2), createProcessWorld("0", new AbortController().signal));
