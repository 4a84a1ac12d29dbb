/** The webhook endpoints: list, create, update, delete, logs, test. */
import type { ServedReply } from "../../../core/server.js";
import {
  isWebhookEventName,
  sampleEvent,
  WEBHOOK_EVENTS,
  type WebhookEventName,
} from "../../../protocols/webhook/events.js";
import { RETRY_COUNT_RANGE, TIMEOUT_MS_RANGE } from "../../../protocols/webhook/management.js";
import { parseJsonBytes } from "../../../protocols/webhook/signature.js";
import type { SandboxWorld } from "../../role.js";
import { type Announcer, responseText } from "./deliver.js";
import { pagedReply, plainReply } from "./plain-replies.js";
import type { SdkCall, SdkEndpoints } from "./endpoints.js";
import { errorReply, type ErrorDetail, validationError } from "./sdk-api-replies.js";
import type { LoggedDelivery, Webhook, WebhookBook } from "./webhook-book.js";

interface Desk {
  readonly book: WebhookBook;
  readonly announcer: Announcer;
  readonly world: SandboxWorld;
}

const MOST_WEBHOOKS = 100;
const DEFAULT_RETRY_COUNT = 3;
const DEFAULT_TIMEOUT_MS = 5_000;

export function createWebhookEndpoints(desk: Desk): SdkEndpoints {
  return {
    answer: (call) => {
      const [area, id, part] = call.path;
      if (area !== "webhooks" || call.path.length > 3) return null;
      if (id === undefined) return answerAll(call, desk);
      const webhook = /^\d{1,15}$/.test(id) ? desk.book.find(Number(id)) : null;
      if (webhook === null) return errorReply(404, `There is no webhook ${id}`);
      return answerOne(call, part, webhook, desk);
    },
  };
}

function answerAll(call: SdkCall, desk: Desk): ServedReply {
  switch (call.method) {
    case "GET":
      return pagedReply(call.query, desk.book.all().map(webhookJson));
    case "POST":
      return create(call, desk);
    default:
      return errorReply(405, "Method not allowed");
  }
}

function answerOne(
  call: SdkCall,
  part: string | undefined,
  webhook: Webhook,
  desk: Desk,
): ServedReply | Promise<ServedReply> | null {
  switch (`${call.method} ${part ?? ""}`.trim()) {
    case "PUT":
      return update(call, webhook, desk);
    case "DELETE":
      desk.book.remove(webhook.id);
      return plainReply(200, { success: true });
    case "GET logs":
      return pagedReply(call.query, desk.book.logsOf(webhook.id).map(deliveryJson));
    case "POST test":
      return test(webhook, desk);
    default:
      return part === undefined || part === "logs" || part === "test"
        ? errorReply(405, "Method not allowed")
        : null;
  }
}

function create(call: SdkCall, { book, world }: Desk): ServedReply {
  const body = readObject(call);
  if (body === null) return errorReply(400, "The body is not a JSON object");
  const problems = [
    ...eventProblems(body["eventType"]),
    ...urlProblems(body["url"], true),
    ...limitProblems(body),
  ];
  if (problems.length > 0) return validationError(problems);
  if (book.all().length >= MOST_WEBHOOKS)
    return errorReply(422, `No more than ${MOST_WEBHOOKS} webhooks`);
  const webhook = book.add({
    eventType: String(body["eventType"]),
    url: String(body["url"]),
    secret: Buffer.from(world.random.bytes(32)).toString("hex"),
    isActive: true,
    retryCount: Number(body["retryCount"] ?? DEFAULT_RETRY_COUNT),
    timeoutMs: Number(body["timeoutMs"] ?? DEFAULT_TIMEOUT_MS),
    createdAtMs: call.nowMs,
    updatedAtMs: call.nowMs,
  });
  // The only reply that ever shows it.
  return plainReply(201, { ...webhookJson(webhook), secret: webhook.secret });
}

function update(call: SdkCall, { id }: Webhook, { book }: Desk): ServedReply {
  const body = readObject(call);
  if (body === null) return errorReply(400, "The body is not a JSON object");
  const { isActive, url } = body;
  const problems = [
    ...urlProblems(url, false),
    ...limitProblems(body),
    ...(isActive === undefined || typeof isActive === "boolean"
      ? []
      : [{ path: "isActive", message: "must be true or false" }]),
  ];
  if (problems.length > 0) return validationError(problems);
  const changed = book.update(id, {
    ...(typeof url === "string" ? { url } : {}),
    ...(typeof isActive === "boolean" ? { isActive } : {}),
    ...(body["retryCount"] === undefined ? {} : { retryCount: Number(body["retryCount"]) }),
    ...(body["timeoutMs"] === undefined ? {} : { timeoutMs: Number(body["timeoutMs"]) }),
    updatedAtMs: call.nowMs,
  });
  return changed === null
    ? errorReply(404, `There is no webhook ${id}`)
    : plainReply(200, webhookJson(changed));
}

async function test(webhook: Webhook, { announcer, world }: Desk): Promise<ServedReply> {
  const run = Buffer.from(world.random.bytes(6)).toString("hex");
  const event = sampleEvent(webhook.eventType as WebhookEventName, {
    timestampMs: world.clock.nowMs(),
    ids: (label) => `test_${label}_${run}`,
  });
  const outcome = await announcer.tryOut(webhook, { ...event, isTest: true });
  const { reply } = outcome;
  if (reply === null) return plainReply(200, { success: false, error: responseText(outcome) });
  return plainReply(200, {
    success: reply.status >= 200 && reply.status < 300,
    responseStatus: reply.status,
    responseBody: responseText(outcome),
  });
}

function eventProblems(value: unknown): readonly ErrorDetail[] {
  if (typeof value === "string" && isWebhookEventName(value)) return [];
  return [
    {
      path: "eventType",
      message: `must be one of ${WEBHOOK_EVENTS.join(", ")}`,
    },
  ];
}

function urlProblems(value: unknown, isRequired: boolean): readonly ErrorDetail[] {
  if (value === undefined && !isRequired) return [];
  const isUrl = typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value);
  return isUrl ? [] : [{ path: "url", message: "must be an http or https URL" }];
}

function limitProblems(body: Readonly<Record<string, unknown>>): readonly ErrorDetail[] {
  const check = (path: string, { min, max }: { min: number; max: number }) => {
    const value = body[path];
    const isFine =
      value === undefined ||
      (Number.isInteger(value) && (value as number) >= min && (value as number) <= max);
    return isFine ? [] : [{ path, message: `must be an integer from ${min} to ${max}` }];
  };
  return [...check("retryCount", RETRY_COUNT_RANGE), ...check("timeoutMs", TIMEOUT_MS_RANGE)];
}

function readObject({ body }: SdkCall): Readonly<Record<string, unknown>> | null {
  const value = parseJsonBytes(body)?.value;
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function webhookJson(webhook: Webhook): Readonly<Record<string, unknown>> {
  const { id, eventType, url, isActive, retryCount, timeoutMs } = webhook;
  return {
    id,
    eventType,
    url,
    isActive,
    retryCount,
    timeoutMs,
    createdAt: iso(webhook.createdAtMs),
    updatedAt: iso(webhook.updatedAtMs),
  };
}

function deliveryJson(delivery: LoggedDelivery): Readonly<Record<string, unknown>> {
  const { createdAtMs, completedAtMs, nextRetryAtMs, ...rest } = delivery;
  const present = Object.entries(rest).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(present),
    payload: JSON.parse(delivery.payload) as unknown,
    createdAt: iso(createdAtMs),
    ...(completedAtMs === null ? {} : { completedAt: iso(completedAtMs) }),
    ...(nextRetryAtMs === null ? {} : { nextRetryAt: iso(nextRetryAtMs) }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
