/** `sandbox`: serves until it is asked to stop. */
import { SANDBOX_CONDITIONS, SANDBOX_FAULTS, SANDBOX_VARIANTS } from "../../../sandbox/sandbox.js";
import { untilAborted } from "../../../core/until-aborted.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./sandbox.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  if (options.listFaults) {
    session.result(renderFaults(session));
    return "done";
  }
  const { host = "127.0.0.1", port = 0 } = options;
  const { server, profile } = await session.openSandbox(options, { host, port });
  session.result(
    JSON.stringify({
      event: "ready",
      url: server.url,
      port: server.port,
      profile: profile.profile,
    }),
  );
  session.say(`sandbox on ${server.url}; GET / lists what is there; Ctrl-C stops it`);
  await untilAborted(session.signal);
  return "done";
};

function renderFaults({ flags }: CommandContext): string {
  if (flags.json) {
    return JSON.stringify(
      {
        faults: SANDBOX_FAULTS,
        variants: SANDBOX_VARIANTS,
        conditions: SANDBOX_CONDITIONS,
      },
      null,
      2,
    );
  }
  const all = [...SANDBOX_FAULTS, ...SANDBOX_VARIANTS, ...SANDBOX_CONDITIONS];
  const width = Math.max(...all.map(({ id }) => id.length));
  const lines = (deviations: typeof SANDBOX_FAULTS) =>
    deviations.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}`).join("\n");
  return `Faults (--fault):\n${lines(SANDBOX_FAULTS)}\n\nOdd but legal (--variant):\n${lines(SANDBOX_VARIANTS)}\n\nTrouble that no suite judges (--fault):\n${lines(SANDBOX_CONDITIONS)}`;
}
