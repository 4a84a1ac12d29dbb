/** What a sandbox sends its deliveries with; opened with the first of them, which most calls never see. */
import type { Http, HttpClient } from "../../core/http.js";
import type { CommandContext } from "../command.js";
import { readCa } from "./http.js";

export interface SandboxHttp {
  readonly http: Http;
  readonly close: () => Promise<void>;
}

export function createSandboxHttp(context: CommandContext): SandboxHttp {
  let client: Promise<HttpClient> | null = null;
  const open = async () => context.openHttp({ extraCa: await readCa(context) });
  return {
    http: async (request, signal) => {
      client ??= open();
      return (await client).http(request, signal);
    },
    close: async () => {
      if (client !== null) await (await client).close();
    },
  };
}
