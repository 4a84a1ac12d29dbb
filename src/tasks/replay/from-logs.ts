/**
 * Rebuilds deliveries from PlayCamp's own logs. The logs hold what was
 * delivered as data: the bytes, the headers and the signature are made anew.
 */
import type { StoredMessage } from "../../journal/message.js";
import { storedRequest } from "../../journal/message.js";
import type { WebhookSettings } from "../../profile/webhook-settings.js";
import { signDelivery } from "../../protocols/webhook/delivery.js";
import { type DeliveryLog, readDeliveryLog } from "../../protocols/webhook/management.js";
import type { CallApi } from "../webhooks/call-api.js";
import { listAll, type Listed } from "../webhooks/list-webhooks.js";

/** What PlayCamp could not deliver, or has yet to try again. */
const FAILED = new Set(["FAILED", "RETRYING"]);

/** @returns oldest first */
export async function readLogs(
  callApi: CallApi,
  webhookId: string,
  onlyFailed: boolean,
): Promise<Listed<DeliveryLog>> {
  const listed = await listAll(callApi, {
    step: `logs of webhook ${webhookId}`,
    path: ["webhooks", webhookId, "logs"],
    page: null,
    limit: null,
    read: readDeliveryLog,
  });
  if (!listed.ok) return listed;
  const items = listed.items
    .filter(({ status }) => !onlyFailed || FAILED.has(status))
    .sort((a, b) => timeOf(a) - timeOf(b));
  return { ...listed, items };
}

/**
 * The delivery as PlayCamp would make it now, for the profile's receiver.
 *
 * @returns null where the log holds no payload
 * @throws {UserError} `secret_empty`
 */
export function messageOfLog(
  log: DeliveryLog,
  { url, form, secrets, mapping }: WebhookSettings,
  nowMs: number,
): StoredMessage | null {
  const body = bodyOf(log.payload);
  if (body === null) return null;
  const { headers } = signDelivery(Buffer.from(body), {
    signature: form === "timestamped" ? "timestamped" : "simple",
    secret: secrets[0].value,
    timestampSec: Math.floor(nowMs / 1000),
    mapping,
  });
  const { responseStatus, responseBody } = log;
  const content = responseBody ?? "";
  const createdMs = timeOf(log);
  return {
    id: null,
    rebuiltFrom: `log ${log.id}`,
    atMs: Number.isNaN(createdMs) ? null : createdMs,
    command: null,
    live: false,
    keys: {},
    request: storedRequest("POST", url, headers, body),
    then:
      responseStatus === null
        ? null
        : {
            status: responseStatus,
            durationMs: null,
            headers: [],
            body: { size: Buffer.byteLength(content), content },
          },
    thenFailure: responseBody ?? log.status,
  };
}

/** A log may hold the text itself, the delivery as JSON, or one event of it. */
function bodyOf(payload: unknown): string | null {
  if (typeof payload === "string") return payload === "" ? null : payload;
  if (typeof payload !== "object" || payload === null) return null;
  return JSON.stringify("event" in payload ? { events: [payload] } : payload);
}

function timeOf({ createdAt }: DeliveryLog): number {
  return Date.parse(createdAt ?? "");
}
