/** Calls the sandbox's SDK API as the holder of its server key. */
import type { HttpReply } from "../../src/core/http.js";
import { TIMEOUTS, type SandboxAtHand } from "./sandbox-for.js";

const SERVER_KEY = "ak_server_sandbox:sdk-secret-known-to-everyone";

/** What replies hold; nothing of it is sure to be there. */
export interface SdkItem {
  readonly id: number;
  readonly secret: string;
  readonly isActive: boolean;
  readonly ott: string;
  readonly status: string;
  readonly payload: { readonly events: readonly object[] };
}

export interface SdkAnswer {
  readonly status: number;
  readonly text: string;
  /** `data`, where it is one thing. */
  readonly item: SdkItem;
  /** `data`, where it is a list. */
  readonly items: readonly SdkItem[];
  readonly pagination: unknown;
  readonly code: unknown;
  /** The fields that an error names. */
  readonly fields: readonly string[];
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
  return async (method: string, path: string, body?: unknown): Promise<SdkAnswer> => {
    const reply = await ask(
      at,
      method,
      `${at.profile.profile.sdkApi?.url ?? ""}/v1/server/${path}`,
      [["Authorization", `Bearer ${SERVER_KEY}`]],
      body === undefined ? null : JSON.stringify(body),
    );
    const text = Buffer.from(reply.body).toString();
    const answer = JSON.parse(text) as {
      readonly data?: unknown;
      readonly pagination?: unknown;
      readonly code?: unknown;
      readonly details?: readonly { readonly path: string }[];
    };
    return {
      status: reply.status,
      text,
      item: answer.data as SdkItem,
      items: answer.data as readonly SdkItem[],
      pagination: answer.pagination,
      code: answer.code,
      fields: (answer.details ?? []).map(({ path: field }) => field),
    };
  };
}
