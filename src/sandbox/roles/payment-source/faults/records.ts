/** Ways in which records or replies cannot be read as agreed. */
import { withHeader } from "../../../../core/http.js";
import type { ServedReply } from "../../../../core/server.js";
import {
  type JsonObject,
  type JsonValue,
  isJsonArray,
  isJsonObject,
  renderJson,
} from "../../../../core/json/value.js";
import { parseJson } from "../../../../core/json/read.js";
import { fieldRule, type PaymentField } from "../../../../protocols/payments/mapping.js";
import { parsePath } from "../../../../core/json/path.js";
import { placeValues } from "../../../../core/json/place.js";
import type { PaymentSourceAgreement } from "../agreement.js";
import { statusReply } from "../envelope.js";
import { deviation } from "../payment-source-policy.js";

/** Writes another value where the mapping looks for a field. */
export function withField(
  record: JsonObject,
  { map }: PaymentSourceAgreement,
  field: PaymentField,
  value: JsonValue,
): JsonObject {
  const rule = fieldRule(map[field] ?? {});
  return withValueAt(record, rule.sum ?? rule.path, value);
}

/** @param path undefined where there is no such place */
export function withValueAt(
  record: JsonObject,
  path: string | undefined,
  value: JsonValue,
): JsonObject {
  return path === undefined
    ? record
    : (placeValues(record, parsePath(path), [value]) as JsonObject);
}

/** One payment in so many, so that the others are the accepted controls. */
const SOME = 7;

export const RECORD_FAULTS = [
  deviation("reuses-ids", "two different payments share an id", {
    record: (record, { index }, agreement) =>
      index % SOME === 1 ? withField(record, agreement, "amount", "1234.00") : record,
    payment: (payment) =>
      payment.index % SOME === 1 ? { ...payment, index: payment.index - 1 } : payment,
  }),
  deviation("writes-amounts-by-range", "an amount depends on the range that was asked for", {
    payment: (payment, inRange) => ({ ...payment, minor: payment.minor + BigInt(2 * inRange) }),
  }),
  deviation("writes-thousands-separators", "amounts of a thousand and more have a comma", {
    record: (record, { index }, agreement) =>
      index % SOME === 0 ? withField(record, agreement, "amount", "1,299.00") : record,
  }),
  deviation("omits-users", "some payments belong to nobody", {
    record: (record, { index }, agreement) =>
      index % SOME === 0 ? withField(record, agreement, "userId", "") : record,
  }),
  deviation("writes-new-platforms", "some payments come from a store that was not agreed", {
    record: (record, { index }, agreement) =>
      index % SOME === 0 ? withField(record, agreement, "distributionType", "console") : record,
  }),
  deviation("writes-times-in-utc", "zone-less times are those of UTC, not of the agreed zone", {
    record: (record, { purchasedAtMs }, agreement) =>
      withField(record, agreement, "purchasedAt", zoneLess(purchasedAtMs, agreement)),
  }),
];

function zoneLess(instantMs: number, { source, map }: PaymentSourceAgreement): string {
  const zone = fieldRule(map["purchasedAt"] ?? {}).zone ?? source.range?.zone;
  // Where times name their offset, the mistake is to name the wrong one.
  const shiftMs = zone === undefined ? 8 * 3_600_000 : 0;
  const written = new Date(instantMs + shiftMs);
  const text = written.toISOString().slice(0, 19);
  return zone === undefined ? `${text}Z` : text.replace("T", " ");
}

function rewriting(
  name: string,
  title: string,
  rewrite: (text: string) => string,
  encoding: BufferEncoding = "utf8",
) {
  return deviation(name, title, {
    finish: (reply: ServedReply) => {
      const text = Buffer.from(reply.body).toString("utf8");
      return { ...reply, body: Buffer.from(rewrite(text), encoding) };
    },
  });
}

/** What happens to a list in languages whose arrays are maps. */
function withoutLists(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return Object.fromEntries(value.entries());
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutLists(each)]));
}

export const REPLY_FAULTS = [
  deviation("reads-parameters-by-place", "parameters are read by their order", {
    readsByPlace: true,
  }),
  deviation("crashes-on-malformed-bodies", "a body that cannot be read ends in a 500", {
    malformedBody: () => statusReply(500, "internal error"),
  }),
  rewriting(
    "prints-warnings",
    "a warning of the runtime stands before the JSON",
    (text) => `<br />\n<b>Notice</b>: Undefined index in query.php on line 12<br />\n${text}`,
  ),
  rewriting("breaks-off", "the JSON ends in the middle", (text) => text.slice(0, -2)),
  rewriting(
    "writes-latin1",
    "the reply is not UTF-8",
    (text) => text.replaceAll(/[^\x00-\x7f]/g, "é"),
    "latin1",
  ),
  rewriting("keys-records-by-number", "the records are an object, not a list", (text) => {
    const document = parseJson(text);
    return document.ok ? renderJson(withoutLists(document.value)) : text;
  }),
  deviation("answers-202", "every poll is answered 202: the payments are still being gathered", {
    refusesAll: () => ({
      status: 202,
      headers: [["Content-Type", "application/json"]],
      body: Buffer.from('{"status":"accepted"}', "utf8"),
    }),
  }),
  deviation("labels-as-html", "the reply says that it is a web page", {
    finish: (reply) => ({
      ...reply,
      headers: withHeader(reply.headers, "Content-Type", "text/html; charset=utf-8"),
    }),
  }),
];
