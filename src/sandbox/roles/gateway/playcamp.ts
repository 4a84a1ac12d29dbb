/** The gateway as PlayCamp's client: it registers its relay for webhooks and obtains WebView tokens. */
import { urlPart } from "../../../core/url-part.js";
import { WEBHOOK_EVENTS } from "../../../protocols/webhook/events.js";
import { readWebhookSecret, webhooksUrl } from "../../../protocols/webhook/management.js";
import { readApiReply } from "../../../protocols/webhook/api-reply.js";
import { call } from "../../outgoing.js";
import type { SandboxWorld } from "../../role.js";

/** Who has entered. */
export interface Entrant {
  readonly userId: string;
  /** Empty without a campaign. */
  readonly campaignId: string;
  /** What comes back in every event of this entry; null where the entry had none. */
  readonly callbackId: string | null;
}

export interface PlayCampClient {
  /** @returns where the WebView opens for this user, or null when PlayCamp gives no token */
  webViewOf(entrant: Entrant): Promise<string | null>;
  /** What PlayCamp signs its deliveries to the relay with. */
  secrets(): readonly string[];
}

/** Below the sandbox's root. */
export const RELAY_PATH = "/gateway/relay";

const TIMEOUT_MS = 5_000;
const RETRY_COUNT = 5;

export function createPlayCampClient(serverKey: string, world: SandboxWorld): PlayCampClient {
  let secrets: readonly string[] = [];
  let registration: Promise<boolean> | null = null;
  const post = (url: string, body: unknown) => postJson(url, body, serverKey, world);
  const register = async (): Promise<boolean> => {
    const replies = await Promise.all(
      WEBHOOK_EVENTS.map((eventType) =>
        post(webhooksUrl(apiBase(world)), {
          eventType,
          url: world.baseUrl() + RELAY_PATH,
          retryCount: RETRY_COUNT,
          timeoutMs: TIMEOUT_MS,
        }),
      ),
    );
    const found = replies.flatMap((reply) => readWebhookSecret(reply) ?? []);
    secrets = [...secrets, ...found];
    return found.length === WEBHOOK_EVENTS.length;
  };
  const registered = async () => {
    registration ??= register();
    // What failed half-way is tried again with the next entry.
    if (!(await registration)) registration = null;
  };
  return {
    secrets: () => secrets,
    webViewOf: async ({ userId, campaignId, callbackId }) => {
      if (world.http === null) return null;
      await registered();
      const token = await post(`${apiBase(world)}/v1/server/webview/ott`, {
        userId,
        ...(campaignId === "" ? {} : { campaignId }),
        ...(callbackId === null ? {} : { callbackId }),
      });
      const ott = (token as { readonly ott?: unknown } | null)?.ott;
      return typeof ott === "string" ? `${world.baseUrl()}/webview/?ott=${urlPart(ott)}` : null;
    },
  };
}

function apiBase({ baseUrl }: SandboxWorld): string {
  return `${baseUrl()}/playcamp`;
}

/** @returns the reply's data, or null for anything but a success */
async function postJson(
  url: string,
  body: unknown,
  serverKey: string,
  { http }: SandboxWorld,
): Promise<unknown> {
  const { reply } = await call(
    http,
    {
      method: "POST",
      url,
      headers: [
        ["Authorization", `Bearer ${serverKey}`],
        ["Content-Type", "application/json"],
      ],
      body: Buffer.from(JSON.stringify(body)),
      timeoutMs: TIMEOUT_MS,
    },
    new AbortController().signal,
  );
  if (reply === null) return null;
  const read = readApiReply(reply.status, reply.body);
  return read.kind === "data" ? read.data : null;
}
