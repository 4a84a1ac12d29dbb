/** This process as a world for commands. Whatever is heavy loads when it is first used. */
import { setMaxListeners } from "node:events";
import { readProxySettings } from "../../core/proxy.js";
import type { Listen } from "../../core/server.js";
import { processTerminal, systemClock, systemFiles, systemRandom } from "./system.js";
import { nodeExtraCa } from "../http/extra-ca.js";
import type { HttpClient } from "../http/http-client.js";

export function createProcessWorld(
  version: string,
  signal: AbortSignal,
  atOnce: (lastWords: () => string | null) => void,
) {
  const { env } = process;
  // Every request under way listens for the stop: many listeners are no leak here.
  setMaxListeners(0, signal);
  return {
    terminal: processTerminal(signal),
    clock: systemClock,
    random: systemRandom,
    files: systemFiles,
    env,
    cwd: process.cwd(),
    version,
    signal,
    atOnce,
    listen: listenLazily,
    openPrompter: async () => {
      const { createPrompter } = await import("./prompter.js");
      return createPrompter(signal);
    },
    openHttp: async (options: { readonly extraCa: readonly string[] }): Promise<HttpClient> => {
      const { createHttpClient } = await import("../http/http-client.js");
      return createHttpClient({
        extraCa: [...options.extraCa, ...(await nodeExtraCa(env))],
        proxy: readProxySettings(env),
      });
    },
  };
}

const listenLazily: Listen = async (options, handler) => {
  const { listenOnNode } = await import("../http/node-server.js");
  return listenOnNode(options, handler);
};
