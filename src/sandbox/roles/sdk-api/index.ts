/**
 * PlayCamp: the SDK API on the server key's side (who may call, and which
 * endpoints answer), the WebView, and the webhooks that both make it send.
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
import { createAnnouncer } from "./deliver.js";
import type { SdkEndpoints } from "./endpoints.js";
import { createPaymentEndpoints } from "./payments.js";
import { CONDITIONS, FAULTS, RIGHT, type SdkApiPolicy } from "./sdk-api-policy.js";
import { errorReply } from "./sdk-api-replies.js";
import { createWebhookBook } from "./webhook-book.js";
import { createWebhookEndpoints } from "./webhooks.js";
import { createWebView } from "./webview.js";

export type { SdkApiAgreement } from "./agreement.js";

const PREFIX = "/playcamp";
const BASE = "/v1/server/";

export const sdkApiRole = defineRole<SdkApiPolicy, { readonly sdkApi: SdkApiAgreement }>({
  id: "sdk-api",
  title: "PlayCamp SDK API",
  paths: {
    [`${PREFIX}${BASE}payments`]: "payments: one, /bulk, /{id}, /user/{id}, /{id}/refund",
    [`${PREFIX}${BASE}webhooks`]: "webhooks: list, create, /{id}, /{id}/logs, /{id}/test",
    [`${PREFIX}${BASE}webview/ott`]: "POST: a one-time token for the WebView",
    "/webview/": "the WebView, opened by ?ott=",
  },
  policy: RIGHT,
  faults: FAULTS,
  variants: [],
  conditions: CONDITIONS,
  start: ({ sdkApi }, policy, world) => {
    const book = createWebhookBook();
    const announcer = createAnnouncer(book, world);
    const webView = createWebView(announcer, world, policy.ottUses);
    const endpoints = [
      createPaymentEndpoints(policy, announcer),
      createWebhookEndpoints({ book, announcer, world }),
      webView.endpoints,
    ];
    return {
      routes: [
        {
          prefix: PREFIX,
          handle: createSdkApi(sdkApi, policy, endpoints, world),
        },
        {
          prefix: "/webview",
          handle: async (request) => webView.handle(request),
        },
      ],
    };
  },
});

function createSdkApi(
  agreement: SdkApiAgreement,
  policy: SdkApiPolicy,
  endpoints: readonly SdkEndpoints[],
  world: SandboxWorld,
) {
  let requests = 0;
  return async (request: ServedRequest): Promise<ServedOutcome> => {
    requests += 1;
    const trouble = policy.trouble(requests);
    if (trouble?.kind === "instead") return trouble.outcome;
    if (trouble?.kind === "delay") await world.clock.sleep(trouble.ms);
    const reply =
      refuse(agreement, request) ?? (await answer(endpoints, request, world.clock.nowMs()));
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

async function answer(
  endpoints: readonly SdkEndpoints[],
  request: ServedRequest,
  nowMs: number,
): Promise<ServedReply> {
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
    const reply = await each.answer(call);
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
