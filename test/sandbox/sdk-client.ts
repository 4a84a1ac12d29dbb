/** Calls the sandbox's SDK API as the holder of its server key. */
import type { HttpReply } from "../../src/core/http.js";
import { TIMEOUTS, type SandboxAtHand } from "./sandbox-for.js";

const SERVER_KEY = "ak_server_sandbox:sdk-secret-known-to-everyone";

export interface SdkAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it freely
  readonly body: any;
}

export async function ask(
  at: SandboxAtHand,
  method: string,
  url: string,
  headers: readonly (readonly [string, string])[] = [],
  body: string | null = null,
): Promise<HttpReply> {
  const { reply, failure } = await at.http({
    method,
    url,
    headers,
    body: body === null ? null : Buffer.from(body),
    timeouts: TIMEOUTS,
  });
  if (reply === null) throw new Error(failure.message);
  return reply;
}

export function sdkClient(at: SandboxAtHand) {
  return async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<SdkAnswer> => {
    const reply = await ask(
      at,
      method,
      `${at.profile.profile.sdkApi?.url ?? ""}/v1/server/${path}`,
      [["Authorization", `Bearer ${SERVER_KEY}`]],
      body === undefined ? null : JSON.stringify(body),
    );
    const text = Buffer.from(reply.body).toString();
    return {
      status: reply.status,
      body: text === "" ? null : JSON.parse(text),
    };
  };
}
