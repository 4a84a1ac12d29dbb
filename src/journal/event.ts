/** Requests as serverless platforms hand them over and log them: Lambda's events, a Worker's record. */
import { urlPart } from "../core/url-part.js";
import { isRecord, type JsonRecord } from "./captures/composed.js";
import { incompleteCapture } from "./incomplete.js";
import { bareMessage, storedRequest, type StoredMessage } from "./message.js";
import type { Redacted, RedactedHeader } from "./redacted.js";

/**
 * @param json an object with headers and a body, and neither log nor request
 * @returns null for what is no such event
 * @throws {UserError} `capture_incomplete` where the body is not the text that came
 */
export function readEvent(json: object): StoredMessage | null {
  const event: JsonRecord = { ...json };
  const headers = headersOf(event["multiValueHeaders"]) ?? headersOf(event["headers"]);
  if (
    headers === null ||
    !["body", "rawBody"].some((each) => each in event) ||
    ["format", "log", "request"].some((each) => each in event)
  )
    return null;
  assertWhole(event["body"], event["isBase64Encoded"], headers);
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  // Azure and Firebase keep the text beside what they parsed.
  const rawBody = event["rawBody"];
  const url = textIn(event, ["url"]) ?? "";
  const path = textIn(event, ["rawPath", "path"]) ?? "/";
  const query = textIn(event, ["rawQueryString"]) ?? queryOf(event);
  const from = `https://${typeof host === "string" ? host : "event.invalid"}`;
  return bareMessage(
    storedRequest(
      textIn(event, ["httpMethod", "method"]) ?? methodOf(event["requestContext"]) ?? "POST",
      /^https?:/i.test(url) ? url : `${from}${path}${query === "" ? "" : `?${query}`}`,
      [...headers, ...cookiesOf(event["cookies"])],
      bodyOf(rawBody ?? event["body"], event["isBase64Encoded"]),
    ),
  );
}

/** Lambda's format 2 takes cookies out of the headers. */
function cookiesOf(cookies: unknown): readonly RedactedHeader[] {
  return Array.isArray(cookies) && cookies.length > 0 ? [["Cookie", cookies.join("; ")]] : [];
}

/** Of Lambda's format 2. */
function methodOf(context: unknown): string | null {
  return isRecord(context) && isRecord(context["http"])
    ? textIn(context["http"], ["method"])
    : null;
}

/** Lambda's format 1 has it decoded, a load balancer as it came. */
function queryOf(event: JsonRecord): string {
  const isRaw = isRecord(event["requestContext"]) && "elb" in event["requestContext"];
  const encode = (text: string) => (isRaw ? text : urlPart(text));
  const all = event["multiValueQueryStringParameters"] ?? event["queryStringParameters"];
  return (isRecord(all) ? Object.entries(all) : [])
    .flatMap(([name, value]) =>
      [value]
        .flat()
        .map((each) => `${encode(name)}=${encode(typeof each === "string" ? each : "")}`),
    )
    .join("&");
}

/** @throws {UserError} `capture_incomplete` where the body is shorter than its headers say */
function assertWhole(body: unknown, isBase64: unknown, headers: readonly RedactedHeader[]): void {
  if (typeof body !== "string" && body !== null) return;
  const length = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
  const bytes = Buffer.byteLength(body ?? "", isBase64 === true ? "base64" : "utf8");
  if (typeof length === "string" && /^\d{1,15}$/.test(length) && bytes < Number(length))
    throw incompleteCapture(`its Content-Length says ${length} bytes, and ${bytes} are there`);
}

function bodyOf(body: unknown, isBase64: unknown): Redacted | null {
  if (body === null || body === undefined) return null;
  if (isRecord(body) && body["type"] === "Buffer" && Array.isArray(body["data"]))
    return segmentOfBytes(Buffer.from(body["data"].map(Number)));
  if (typeof body !== "string")
    throw incompleteCapture(
      "its body was parsed before it was logged, and the text that came is lost",
    );
  if (isBase64 !== true && isBase64 !== "true") return body;
  return segmentOfBytes(Buffer.from(body, "base64"));
}

function segmentOfBytes(bytes: Buffer): Redacted {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : [{ bytes: bytes.toString("base64") }];
}

function headersOf(value: unknown): RedactedHeader[] | null {
  if (typeof value !== "object" || value === null) return null;
  const pairs: readonly unknown[] = Array.isArray(value) ? value : Object.entries(value);
  const headers = pairs.flatMap((pair): RedactedHeader[] => {
    if (!Array.isArray(pair)) return [];
    const name: unknown = pair[0];
    const text: unknown = pair[1];
    const values: readonly unknown[] = Array.isArray(text) ? text : [text];
    return typeof name === "string"
      ? values.flatMap((each): RedactedHeader[] => (typeof each === "string" ? [[name, each]] : []))
      : [];
  });
  return headers.length === 0 ? null : headers;
}

function textIn(event: JsonRecord, names: readonly string[]): string | null {
  for (const name of names) {
    const value = event[name];
    if (typeof value === "string") return value;
  }
  return null;
}
