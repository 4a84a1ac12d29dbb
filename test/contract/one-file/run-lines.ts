/** Runs the command lines that come as JSON on stdin, one after another, in the folder that it is started in. */
import { readFileSync } from "node:fs";
import { systemFiles } from "../../../src/adapters/process/system.js";
import { runRecorded, type RecordedRun } from "../../cli/recording-world.js";

const lines = JSON.parse(readFileSync(0, "utf8")) as readonly (readonly string[])[];
const env = { HOME: process.cwd(), PAYMENTS_KEY: "key-of-the-payments", ENTRY_KEY: "entry-key" };
const runs: RecordedRun[] = [];
for (const line of lines)
  runs.push(await runRecorded(line, { files: systemFiles, cwd: process.cwd(), env }));
process.stdout.write(JSON.stringify(runs));
