/** `sandbox`: serves until it is asked to stop. */
import { SANDBOX_CONDITIONS, SANDBOX_FAULTS, SANDBOX_VARIANTS } from "../../../sandbox/sandbox.js";
import { SANDBOX_ROLES } from "../../../sandbox/roles/index.js";
import { shellQuote } from "../../../core/shell.js";
import { untilAborted } from "../../../core/until-aborted.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { API_KEY_VARIABLE, apiKeyOf } from "./api-key.js";
import type { Options } from "./sandbox.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  if (options.listFaults) {
    session.result(renderFaults(session));
    return "done";
  }
  const { host = "127.0.0.1", port = 0 } = options;
  const apiKey = apiKeyOf(session);
  const { server, profile } = await session.openSandbox(options, { host, port, apiKey });
  if (session.terminal.outIsTerminal && !session.flags.json) {
    session.result(renderStart(server.url, apiKey));
  } else {
    session.result(
      JSON.stringify({
        event: "ready",
        url: server.url,
        port: server.port,
        profile: profile.profile,
        credentials: { [API_KEY_VARIABLE]: apiKey },
      }),
    );
    session.say(`sandbox on ${server.url}; GET / lists what is there; Ctrl-C stops it`);
  }
  await untilAborted(session.signal);
  return "done";
};

/** For a person: where everything is, and what is needed to use it. */
function renderStart(url: string, apiKey: string): string {
  const paths = SANDBOX_ROLES.flatMap(({ paths: each }) => Object.entries(each));
  const width = Math.max(...paths.map(([path]) => path.length));
  return [
    `sandbox on ${url}`,
    ...paths.map(([path, what]) => `  ${path.padEnd(width)}  ${what}`),
    "",
    `export ${API_KEY_VARIABLE}=${shellQuote(apiKey)}`,
    `GET ${url}/ lists the other credentials and all faults. Ctrl-C stops the sandbox.`,
  ].join("\n");
}

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
