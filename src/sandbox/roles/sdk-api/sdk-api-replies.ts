/** PlayCamp's replies: `{data}`, or `{error, code}` with details. */
import type { HeaderPair } from "../../../core/http.js";
import type { ServedReply } from "../../../core/server.js";
import {
  type JsonObject,
  type JsonValue,
  jsonNumber,
  renderJson,
} from "../../../core/json/value.js";

const JSON_HEADERS: readonly HeaderPair[] = [["Content-Type", "application/json; charset=utf-8"]];

const CODES = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  422: "UNPROCESSABLE_ENTITY",
} as const;

export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** @param data JSON text */
export function dataReply(status: 200 | 201, data: string, more: JsonObject = {}): ServedReply {
  const rest = renderJson(more).slice(1);
  return textReply(status, `{"data":${data}${rest === "}" ? "" : ","}${rest}`);
}

export function errorReply(status: keyof typeof CODES, error: string): ServedReply {
  return reply(status, { error, code: CODES[status] });
}

/** @param target where the members stand */
export function validationError(
  details: readonly ErrorDetail[],
  target: "body" | "query" = "body",
): ServedReply {
  return reply(400, {
    error: "Validation failed",
    code: "VALIDATION_ERROR",
    details: details.map(({ path, message }) => ({ message, path, target })),
  });
}

function reply(status: number, body: JsonObject): ServedReply {
  return textReply(status, renderJson(body));
}

function textReply(status: number, json: string): ServedReply {
  return bytesReply(status, Buffer.from(json, "utf8"));
}

/** @param json a whole body, as UTF-8 */
export function bytesReply(status: number, json: Uint8Array): ServedReply {
  return { status, headers: JSON_HEADERS, body: json };
}

export function count(value: number): JsonValue {
  return jsonNumber(String(value));
}
