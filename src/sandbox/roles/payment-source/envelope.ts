/** The replies of a payment query, in the agreement's words. */
import type { HeaderPair } from "../../../core/http.js";
import type { ServedReply } from "../../../core/server.js";
import { type JsonValue, jsonNumber, renderJson } from "../../../core/json/value.js";
import type { PaymentSource, SuccessRule } from "../../../protocols/payments/mapping.js";
import { parsePath } from "../../../core/json/path.js";
import { pagingOf } from "../../../protocols/payments/request.js";
import { placeValues } from "../../../core/json/place.js";

export interface ReplyPage {
  /** `null` and `absent` are other ways to write that there are none. */
  readonly records: readonly JsonValue[] | "null" | "absent";
  readonly total: number;
  /** The next page's token or URL; null at the end. */
  readonly next: string | null;
}

export function successReply(
  source: PaymentSource,
  page: ReplyPage,
  noNext: JsonValue | undefined,
): ServedReply {
  const paging = pagingOf(source);
  let body: JsonValue = successBody(source.success);
  if (page.records !== "absent") {
    const records = page.records === "null" ? null : page.records;
    body = placeAt(body, source.records ?? "", records);
  }
  if (paging.kind === "page" && paging.total !== undefined)
    body = placeAt(body, paging.total, jsonNumber(String(page.total)));
  if (paging.kind === "cursor" || paging.kind === "next-url") {
    const next = page.next ?? noNext;
    if (next !== undefined) body = placeAt(body, paging.next, next);
  }
  return jsonText(200, renderJson(body));
}

function successBody(success: SuccessRule | undefined): JsonValue {
  if (success === undefined) return {};
  return placeAt({ msg: "ok" }, success.path, literal(success.equals));
}

/**
 * A refusal or a failure: HTTP 200 and another value where success is told by
 * the body, the status where it is told by HTTP.
 */
export function failureReply(
  { success }: PaymentSource,
  status: number,
  message: string,
): ServedReply {
  return success === undefined
    ? statusReply(status, message)
    : jsonText(
        200,
        renderJson(placeAt({ msg: message }, success.path, otherValue(success, status))),
      );
}

export function statusReply(status: number, message: string): ServedReply {
  return jsonText(status, renderJson({ error: message }));
}

function jsonText(
  status: number,
  text: string,
  headers: readonly HeaderPair[] = [["Content-Type", "application/json; charset=utf-8"]],
): ServedReply {
  return { status, headers, body: Buffer.from(text, "utf8") };
}

function placeAt(body: JsonValue, path: string, value: JsonValue): JsonValue {
  return placeValues(body, parsePath(path), [value]);
}

function otherValue({ equals }: SuccessRule, status: number): JsonValue {
  if (typeof equals === "number") return jsonNumber(String(status * 100 + 1));
  return typeof equals === "boolean" ? !equals : "FAILED";
}

function literal(value: SuccessRule["equals"]): JsonValue {
  return typeof value === "number" ? jsonNumber(String(value)) : value;
}
