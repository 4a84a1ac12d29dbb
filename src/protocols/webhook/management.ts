/**
 * PlayCamp's webhook management: which requests there are, what their fields
 * may be, and what a registered webhook looks like. Replies in general are read
 * in `api-reply.ts`; sending is for others.
 */
import { urlPart } from "../../core/url-part.js";
import { joinUrl } from "../../core/http.js";

/** @source PlayCamp SDK API, `POST /v1/server/webhooks` */
export const RETRY_COUNT_RANGE = { min: 0, max: 10 } as const;
/** Milliseconds. @source PlayCamp SDK API, `POST /v1/server/webhooks` */
export const TIMEOUT_MS_RANGE = { min: 1_000, max: 30_000 } as const;

export interface NewWebhook {
  readonly eventType: string;
  readonly url: string;
  readonly retryCount?: number;
  readonly timeoutMs?: number;
}

export interface WebhookChange {
  readonly url?: string;
  readonly isActive?: boolean;
  readonly retryCount?: number;
  readonly timeoutMs?: number;
}

/** A registered webhook; null where PlayCamp does not say. */
export interface ManagedWebhook {
  readonly id: string;
  readonly eventType: string;
  readonly url: string;
  readonly isActive: boolean | null;
  readonly retryCount: number | null;
  readonly timeoutMs: number | null;
  readonly createdAt: string | null;
}

/** One delivery of a webhook and how it went; null where PlayCamp does not say. */
export interface DeliveryLog {
  readonly id: string;
  readonly eventType: string;
  /** `PENDING`, `PROCESSING`, `SUCCESS`, `FAILED` or `RETRYING`. */
  readonly status: string;
  readonly attempt: number | null;
  readonly maxAttempts: number | null;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly createdAt: string | null;
  readonly completedAt: string | null;
  readonly nextRetryAt: string | null;
  /** What was delivered, as JSON. */
  readonly payload: unknown;
}

/** What became of a test delivery. */
export interface TestResult {
  readonly success: boolean;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly error: string | null;
}

/** @param path of one webhook: its id, and `logs` or `test` below it */
export function webhooksUrl(
  base: string,
  path: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
): string {
  return serverUrl(base, ["webhooks", ...path], query);
}

/** @param path below `/v1/server`, such as `["payments", "tx-1", "refund"]` */
export function serverUrl(
  base: string,
  path: readonly string[],
  query: Readonly<Record<string, string>> = {},
): string {
  const segments = path.map((part) => `/${urlPart(part)}`).join("");
  const search = new URLSearchParams(query).toString();
  const url = joinUrl(base, `/v1/server${segments}`);
  if (search === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${search}`;
}

/** @returns null for what is no webhook */
export function readWebhook(value: unknown): ManagedWebhook | null {
  const id = idOf(value);
  const eventType = textAt(value, "eventType");
  const url = textAt(value, "url");
  if (id === null || eventType === null || url === null) return null;
  const isActive = at(value, "isActive");
  return {
    id,
    eventType,
    url,
    isActive: typeof isActive === "boolean" ? isActive : null,
    retryCount: numberAt(value, "retryCount"),
    timeoutMs: numberAt(value, "timeoutMs"),
    createdAt: textAt(value, "createdAt"),
  };
}

/** The signing secret, which only the reply to `create` holds. */
export function readWebhookSecret(value: unknown): string | null {
  const secret = textAt(value, "secret");
  return secret === "" ? null : secret;
}

/** @returns null for what is no log */
export function readDeliveryLog(value: unknown): DeliveryLog | null {
  const id = idOf(value);
  const status = textAt(value, "status");
  if (id === null || status === null) return null;
  return {
    id,
    status,
    eventType: textAt(value, "eventType") ?? "",
    attempt: numberAt(value, "attempt"),
    maxAttempts: numberAt(value, "maxAttempts"),
    responseStatus: numberAt(value, "responseStatus"),
    responseBody: textAt(value, "responseBody"),
    createdAt: textAt(value, "createdAt"),
    completedAt: textAt(value, "completedAt"),
    nextRetryAt: textAt(value, "nextRetryAt"),
    payload: at(value, "payload") ?? null,
  };
}

/** @returns null for what is no result of a test */
export function readTestResult(value: unknown): TestResult | null {
  const success = at(value, "success");
  if (typeof success !== "boolean") return null;
  return {
    success,
    responseStatus: numberAt(value, "responseStatus"),
    responseBody: textAt(value, "responseBody"),
    error: textAt(value, "error"),
  };
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function textAt(value: unknown, key: string): string | null {
  const found = at(value, key);
  return typeof found === "string" ? found : null;
}

function numberAt(value: unknown, key: string): number | null {
  const found = at(value, key);
  return typeof found === "number" ? found : null;
}

/** Numbers and texts both serve as ids. */
function idOf(value: unknown): string | null {
  const found = at(value, "id");
  if (typeof found === "number") return String(found);
  return typeof found === "string" && found !== "" ? found : null;
}
