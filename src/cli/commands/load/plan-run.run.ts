/** `plan run`: whatever kind the plan is of. */
import type { CommandRun } from "../../define-command.js";
import { runPlanFile } from "./plan-file.js";
import type { Options } from "./plan-run.js";

export const run: CommandRun<Options> = (session, { arguments: [file = ""], options }) =>
  runPlanFile(
    {
      file,
      kind: null,
      shard: options.shard ?? null,
      runId: options.runId ?? null,
      url: null,
      out: options.out ?? null,
      workers: options.workers ?? 1,
      allowRemoteLoad: options.allowRemoteLoad,
      sandbox: options,
    },
    session,
  );
