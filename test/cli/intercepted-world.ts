/** Between the command and its target: sees every request, and may answer in the target's place. */
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import type { CliWorld } from "../../src/cli/command.js";
import type { HttpOutcome, HttpRequest } from "../../src/core/http.js";
import { fakeTerminal, HERE, memoryFiles } from "./recording-world.js";

export interface SeenRequest extends HttpRequest {
  /** The last segment of its path: `auth`, `withdraw`, … */
  readonly name: string;
  readonly text: string;
  /** The body as JSON; null where it is none. */
  readonly json: Readonly<Record<string, unknown>> | null;
}

/**
 * @param forward sends the request on
 * @param number of this request, from 1
 */
export type Interception = (
  request: SeenRequest,
  forward: () => Promise<HttpOutcome>,
  number: number,
) => HttpOutcome | Promise<HttpOutcome>;

export function intercepted(
  handle: Interception = (_, forward) => forward(),
): Pick<CliWorld, "openHttp"> & { readonly seen: readonly SeenRequest[] } {
  const seen: SeenRequest[] = [];
  return {
    seen,
    openHttp: ({ extraCa }) => {
      const client = createHttpClient({ extraCa, proxy: {} });
      return Promise.resolve({
        ...client,
        http: async (request, signal) => {
          const text = Buffer.from(request.body ?? []).toString();
          const name = new URL(request.url).pathname.split("/").at(-1) ?? "";
          const one = { ...request, name, text, json: parsed(text) };
          seen.push(one);
          const number = seen.length;
          return handle(one, () => client.http(request, signal), number);
        },
      });
    },
  };
}

function parsed(text: string): SeenRequest["json"] {
  try {
    return JSON.parse(text) as SeenRequest["json"];
  } catch {
    return null;
  }
}

/** A terminal that hands on whatever is said, in order, as it is said. */
export function recordedTerminal(onText: (text: string) => void): CliWorld["terminal"] {
  return fakeTerminal({ out: onText, err: onText });
}

/** A profile beside which commands run; its wallet needs `WALLET_SECRET`. */
export function withWalletProfile(
  wallet: object = {},
  others: object = {},
): Pick<CliWorld, "files" | "env"> {
  const profile = {
    partner: "acme",
    wallet: {
      url: "https://wallet.example.com/gp",
      publicKey: "acme-key",
      secret: { env: "WALLET_SECRET" },
      player: {
        userToken: "the-user-token",
        sessionToken: "the-session-token",
        currency: "USD",
      },
      ...wallet,
    },
    ...others,
  };
  return {
    files: memoryFiles({
      [`${HERE}/playcamp-gw.json`]: JSON.stringify(profile),
    }),
    env: { WALLET_SECRET: "the-wallet-secret" },
  };
}
