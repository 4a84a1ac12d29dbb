/** One sandbox for many runs: its postback section, as a profile file that names as many users as a test wants. */
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import { systemClock, systemFiles, systemRandom } from "../../../src/adapters/process/system.js";
import type { ConformanceReport } from "../../../src/core/report.js";
import { SANDBOX_SECRETS } from "../../../src/tasks/sandbox/index.js";
import { openSandbox } from "../../../src/tasks/sandbox/open-sandbox.js";
import { HERE, memoryFiles, runRecorded } from "../../cli/recording-world.js";

type PostbackSection = Readonly<Record<string, unknown>> & {
  readonly url: string;
  readonly uids: readonly string[];
};

export interface RunningSandbox {
  readonly postback: PostbackSection;
  /** Runs a command line against it, with these changes to the section; null takes a key out. */
  readonly run: (
    argv: readonly string[],
    changes?: Readonly<Record<string, unknown>>,
  ) => ReturnType<typeof runRecorded>;
  readonly close: () => Promise<void>;
}

export async function startPostbackSandbox(
  ...deviations: readonly string[]
): Promise<RunningSandbox> {
  const { profile, close } = await openSandbox(
    { base: null, host: "127.0.0.1", port: 0, deviations },
    {
      listen: listenOnNode,
      clock: systemClock,
      random: systemRandom,
      files: systemFiles,
    },
  );
  const postback = profile.profile.postback as unknown as PostbackSection;
  return {
    postback,
    close,
    run: (argv, changes = {}) => {
      const section = Object.fromEntries(
        Object.entries({ ...postback, ...changes }).filter(([, value]) => value !== null),
      );
      const file = JSON.stringify({ partner: "acme", postback: section });
      return runRecorded(argv, {
        files: memoryFiles({ [`${HERE}/playcamp-gw.json`]: file }),
        env: SANDBOX_SECRETS,
      });
    },
  };
}

export function reportOf({ out }: { out: string }): ConformanceReport {
  return JSON.parse(out) as ConformanceReport;
}

/** Everything that did not pass, one line each, in the order of the ids. */
export function unmet({ checks }: ConformanceReport): readonly string[] {
  return checks
    .filter(({ status }) => status !== "pass")
    .map(({ id, status, message }) => `${id}: ${status}: ${message}`)
    .sort();
}
