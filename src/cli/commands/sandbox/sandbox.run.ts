/** `sandbox`: serves until it is asked to stop. */
import { SANDBOX_CONDITIONS, SANDBOX_FAULTS, SANDBOX_VARIANTS } from "../../../sandbox/sandbox.js";
import { openSandbox } from "../../../tasks/sandbox/open-sandbox.js";
import type { CommandContext, CommandRun } from "../../command.js";
import { profileAtHand } from "../../session/profile-at-hand.js";
import { createSandboxHttp } from "../../session/sandbox-http.js";
import { untilAborted } from "../../../core/until-aborted.js";
import { sandboxChoices, type SandboxFlags } from "../../session/target-profile.js";

interface Options extends SandboxFlags {
  readonly port?: number;
  readonly host?: string;
  readonly listFaults?: boolean;
}

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  if (options.listFaults === true) {
    context.result(renderFaults(context));
    return "done";
  }
  const own = createSandboxHttp(context);
  const { server, profile, close } = await openSandbox(
    {
      flags: context.flags,
      base: await profileAtHand(context),
      host: options.host ?? "127.0.0.1",
      port: options.port ?? 0,
      deviations: [...(options.fault ?? []), ...(options.variant ?? [])],
      choices: sandboxChoices(options),
    },
    { ...context, http: own.http },
  );
  context.result(
    JSON.stringify({
      event: "ready",
      url: server.url,
      port: server.port,
      profile: profile.profile,
    }),
  );
  context.say(`sandbox on ${server.url}; GET / lists what is there; Ctrl-C stops it`);
  await untilAborted(context.signal);
  await close().finally(own.close);
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
