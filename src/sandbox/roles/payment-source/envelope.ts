/** The replies of a payment query, in the agreement's words. */
import type { HeaderPair } from "../../../core/http.js";
import type { ServedReply } from "../../../core/server.js";
import { type JsonValue, jsonNumber, renderJson } from "../../../core/json/value.js";
import type { PaymentSource, SuccessRule } from "../../../protocols/payments/mapping.js";
import { parsePath } from "../../../core/json/path.js";
import { pageServerOf } from "../../../protocols/payments/paging.js";
import type { GivenPage } from "../../../protocols/payments/paging/page-server.js";
import { pagingOf } from "../../../protocols/payments/request.js";
import { placeValues } from "../../../core/json/place.js";

export interface ReplyPage extends GivenPage {
  /** `null` and `absent` are other ways to write that there are none. */
  readonly records: readonly JsonValue[] | "null" | "absent";
}

export function successReply(source: PaymentSource, page: ReplyPage): ServedReply {
  let body: JsonValue = successBody(source.success);
  if (page.records !== "absent") {
    const records = page.records === "null" ? null : page.records;
    body = placeAt(body, source.records ?? "", records);
  }
  const { fields, headers } = pageServerOf(pagingOf(source)).write(page);
  for (const [path, value] of Object.entries(fields)) body = placeAt(body, path, value);
  return jsonText(200, renderJson(body), headers);
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

function jsonText(status: number, text: string, headers: readonly HeaderPair[] = []): ServedReply {
  return {
    status,
    headers: [["Content-Type", "application/json; charset=utf-8"], ...headers],
    body: Buffer.from(text, "utf8"),
  };
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
