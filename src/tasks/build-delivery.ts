/** Puts together what `fire-webhook` sends: events or given bytes, the user's changes, the signature. */
import { UserError } from "../core/errors.js";
import { type HeaderPair, withHeader } from "../core/http.js";
import { suggestionHint } from "../core/suggest.js";
import { type Override, parseOverride } from "../profile/overrides.js";
import { renderPath } from "../profile/problems.js";
import type { WebhookSettings } from "../profile/webhook-settings.js";
import {
  signDelivery,
  type WebhookFormat,
} from "../protocols/webhook/delivery.js";
import {
  isWebhookEventName,
  sampleEvent,
  WEBHOOK_EVENTS,
  type WebhookEvent,
} from "../protocols/webhook/events.js";
import { convertToGateway } from "../protocols/webhook/gateway.js";
import type { SignatureForm } from "../protocols/webhook/signature.js";

export interface DeliveryOrder {
  readonly events: readonly string[];
  /** Exact bytes instead of events. */
  readonly data: Uint8Array | null;
  readonly format: WebhookFormat;
  readonly form: SignatureForm;
  readonly callbackId: string | null;
  /** `body.…` and `header.…` overrides, as given. */
  readonly changes: readonly string[];
  readonly nowMs: number;
  /** An identifier for a label, new in every call of the command. */
  readonly ids: (label: string) => string;
}

export interface FireableDelivery {
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
  /** Events in the body. */
  readonly count: number;
}

/**
 * `body.*` applies before signing, `header.*` after it.
 *
 * @throws {UserError} `unknown_event`, `event_unmapped`, `set_*`, `secret_empty`
 */
export function buildFireable(
  settings: WebhookSettings,
  order: DeliveryOrder,
): FireableDelivery {
  const changes = order.changes.map(parseOverride);
  const body = changedBody(
    order.data ?? eventBody(settings, order),
    changes.filter(({ path }) => path[0] === "body"),
  );
  const signed = signDelivery(body, {
    signature: order.form,
    secret: settings.secrets[0].value,
    timestampSec: Math.floor(order.nowMs / 1000),
    mapping: settings.mapping,
  });
  return {
    ...signed,
    headers: changes
      .filter(({ path }) => path[0] === "header")
      .reduce(changedHeaders, signed.headers),
  };
}

function eventBody(
  settings: WebhookSettings,
  order: DeliveryOrder,
): Uint8Array {
  const events = order.events.map((name, at) => eventOf(name, at, order));
  if (order.format === "playcamp")
    return Buffer.from(JSON.stringify({ events }));
  const { body, unmapped } = convertToGateway(events, settings.mapping);
  const [first] = unmapped;
  if (first === undefined) return Buffer.from(JSON.stringify(body));
  throw new UserError(
    "event_unmapped",
    `the gateway format does not carry ${first}`,
    "Fire it with --format playcamp, or map it under webhook.gateway.events in the profile.",
  );
}

function eventOf(name: string, at: number, order: DeliveryOrder): WebhookEvent {
  if (!isWebhookEventName(name)) {
    throw new UserError(
      "unknown_event",
      `there is no event "${name}"`,
      suggestionHint(name, WEBHOOK_EVENTS),
    );
  }
  return sampleEvent(name, {
    timestampMs: order.nowMs,
    ids: (label) => order.ids(`${at}/${label}`),
    ...(order.callbackId === null ? {} : { callbackId: order.callbackId }),
  });
}

function changedBody(
  body: Uint8Array,
  changes: readonly Override[],
): Uint8Array {
  if (changes.length === 0) return body;
  const value = changes.reduce(
    (before, { path, raw, isJson }) =>
      assign(before, path.slice(1), valueOf(path, raw, isJson), path),
    parseBody(body),
  );
  return Buffer.from(JSON.stringify(value));
}

function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")) as unknown;
  } catch (error) {
    throw new UserError(
      "set_type",
      "--set body.… changes JSON, and the body given with --data is none",
      "Change the file itself, or leave --set body.… out.",
      { cause: error },
    );
  }
}

/** Plain text stays text, except where it can only be meant as a number, a boolean or null. */
function valueOf(
  path: Override["path"],
  raw: string,
  isJson: boolean,
): unknown {
  if (!isJson)
    return /^(-?(0|[1-9]\d{0,14})(\.\d+)?|true|false|null)$/.test(raw)
      ? JSON.parse(raw)
      : raw;
  try {
    return JSON.parse(raw);
  } catch (error) {
    throw new UserError(
      "set_type",
      `--set ${renderPath(path)}:= takes JSON; this is none: ${(error as Error).message}`,
      "Quote it for the shell, and use = instead of := for plain text.",
      { cause: error },
    );
  }
}

function assign(
  target: unknown,
  path: Override["path"],
  value: unknown,
  whole: Override["path"],
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const isList = Array.isArray(target);
  if (typeof step === "number" ? !isList && target !== undefined : isList) {
    throw new UserError(
      "set_unknown_path",
      `--set ${renderPath(whole)}: ${typeof step === "number" ? `there is no list for [${step}]` : `"${step}" is asked of a list`}`,
      "Write the place in a list as events[0].",
    );
  }
  if (typeof step === "number") {
    const list = isList ? [...(target as unknown[])] : [];
    if (step > list.length) {
      throw new UserError(
        "set_unknown_path",
        `--set ${renderPath(whole)}: the list has only ${list.length} items`,
        `The next free place is [${list.length}].`,
      );
    }
    list[step] = assign(list[step], rest, value, whole);
    return list;
  }
  const object =
    typeof target === "object" && target !== null
      ? (target as Record<string, unknown>)
      : {};
  return { ...object, [step]: assign(object[step], rest, value, whole) };
}

function changedHeaders(
  headers: readonly HeaderPair[],
  { path, raw }: Override,
): readonly HeaderPair[] {
  const [, name, ...deeper] = path;
  if (typeof name === "string" && deeper.length === 0)
    return withHeader(headers, name, raw);
  throw new UserError(
    "set_unknown_path",
    `--set ${renderPath(path)} names no header`,
    "Write --set header.X-Webhook-Count=3.",
  );
}
