/** This process as a world for commands. Whatever is heavy loads when it is first used. */
import { setMaxListeners } from "node:events";
import { readFile } from "node:fs/promises";
import type { Listen } from "../core/server.js";
import {
  processTerminal,
  systemClock,
  systemFiles,
  systemRandom,
} from "./system.js";
import type { HttpClient } from "./http-client.js";

export function createProcessWorld(version: string, signal: AbortSignal) {
  const { env } = process;
  // Every request under way listens for the stop: many listeners are no leak here.
  setMaxListeners(0, signal);
  return {
    terminal: processTerminal(),
    clock: systemClock,
    random: systemRandom,
    files: systemFiles,
    env,
    cwd: process.cwd(),
    version,
    signal,
    listen: listenLazily,
    openHttp: async (options: {
      readonly extraCa: readonly string[];
    }): Promise<HttpClient> => {
      const { createHttpClient } = await import("./http-client.js");
      return createHttpClient({
        extraCa: [
          ...options.extraCa,
          ...(await nodeExtraCa(env["NODE_EXTRA_CA_CERTS"])),
        ],
        proxy: {
          ...proxyPart("http", env["http_proxy"] ?? env["HTTP_PROXY"]),
          ...proxyPart("https", env["https_proxy"] ?? env["HTTPS_PROXY"]),
          ...proxyPart("bypass", env["no_proxy"] ?? env["NO_PROXY"]),
        },
      });
    },
  };
}

const listenLazily: Listen = async (options, handler) => {
  const { listenOnNode } = await import("./node-server.js");
  return listenOnNode(options, handler);
};

function proxyPart(
  name: string,
  value: string | undefined,
): Record<string, string> {
  return value === undefined || value === "" ? {} : { [name]: value };
}

/** Node adds these to its own list, which ours replaces as soon as another CA is given. */
async function nodeExtraCa(
  path: string | undefined,
): Promise<readonly string[]> {
  if (path === undefined || path === "") return [];
  try {
    return [await readFile(path, "utf8")];
  } catch {
    // Node itself has already warned about a file that it cannot read.
    return [];
  }
}
