/**
 * PlayCamp's SDK API on the server key's side: who may call, and which endpoints
 * answer. A new group of endpoints is a file beside `payments.ts` and a line in
 * `ENDPOINTS`.
 */
import { headerValue } from "../../../core/http.js";
import {
  pathOf,
  queryOf,
  type ServedOutcome,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import { defineRole, type SandboxWorld } from "../../role.js";
import { cutInHalf } from "../../trouble.js";
import type { SdkApiAgreement } from "./agreement.js";
import { createPaymentEndpoints, type SdkEndpoints } from "./payments.js";
import { CONDITIONS, RIGHT, type SdkApiPolicy } from "./policy.js";
import { errorReply } from "./replies.js";

export type { SdkApiAgreement } from "./agreement.js";

const PREFIX = "/playcamp";
const BASE = "/v1/server/";

const ENDPOINTS: readonly ((
  policy: SdkApiPolicy,
  world: SandboxWorld,
) => SdkEndpoints)[] = [createPaymentEndpoints];

export const sdkApiRole = defineRole<
  SdkApiPolicy,
  { readonly sdkApi: SdkApiAgreement }
>({
  id: "sdk-api",
  title: "PlayCamp SDK API",
  paths: {
    [`${PREFIX}${BASE}payments`]:
      "payments: one, /bulk, /{id}, /user/{id}, /{id}/refund",
  },
  policy: RIGHT,
  faults: [],
  variants: [],
  conditions: CONDITIONS,
  start: ({ sdkApi }, policy, world) => ({
    routes: [{ prefix: PREFIX, handle: createSdkApi(sdkApi, policy, world) }],
  }),
});

function createSdkApi(
  agreement: SdkApiAgreement,
  policy: SdkApiPolicy,
  world: SandboxWorld,
) {
  const endpoints = ENDPOINTS.map((create) => create(policy, world));
  let requests = 0;
  return async (request: ServedRequest): Promise<ServedOutcome> => {
    requests += 1;
    const trouble = policy.trouble(requests);
    if (trouble?.kind === "instead") return trouble.outcome;
    if (trouble?.kind === "delay") await world.clock.sleep(trouble.ms);
    const reply =
      refuse(agreement, request) ??
      answer(endpoints, request, world.clock.nowMs());
    return trouble?.kind === "cut" ? cutInHalf(reply) : reply;
  };
}

/** 401 to strangers, 403 to those who may only read what is public. */
function refuse(
  { serverKey, clientKey }: SdkApiAgreement,
  { headers }: ServedRequest,
): ServedReply | null {
  const given = headerValue(headers, "Authorization") ?? "";
  if (given === `Bearer ${serverKey}`) return null;
  return given === `Bearer ${clientKey}`
    ? errorReply(403, "A client key cannot use server endpoints")
    : errorReply(401, "Invalid API key");
}

function answer(
  endpoints: readonly SdkEndpoints[],
  request: ServedRequest,
  nowMs: number,
): ServedReply {
  const path = pathSegments(pathOf(request.target));
  if (path === null) return errorReply(404, "Not found");
  const call = {
    method: request.method,
    path,
    query: new URLSearchParams(queryOf(request.target)),
    body: request.body,
    nowMs,
  };
  for (const each of endpoints) {
    const reply = each.answer(call);
    if (reply !== null) return reply;
  }
  return errorReply(404, "Not found");
}

/** Below `/v1/server/`, decoded; null elsewhere. */
function pathSegments(path: string): readonly string[] | null {
  if (!path.startsWith(BASE)) return null;
  try {
    return path.slice(BASE.length).split("/").map(decodeURIComponent);
  } catch {
    return null;
  }
}
