/** Requests as serverless platforms hand them over and log them: Lambda's events, a Worker's record. */
import { incompleteCapture } from "./incomplete.js";
import { bareMessage, storedRequest, type StoredMessage } from "./message.js";
import type { Redacted, RedactedHeader } from "./redacted.js";

/**
 * @param json an object with headers and a body, and neither log nor request
 * @returns null for what is no such event
 * @throws {UserError} `capture_incomplete` where the body is not the text that came
 */
export function readEvent(json: object): StoredMessage | null {
  const event: Readonly<Record<string, unknown>> = { ...json };
  const headers = headersOf(event["multiValueHeaders"]) ?? headersOf(event["headers"]);
  if (
    headers === null ||
    !("body" in event) ||
    ["format", "log", "request"].some((each) => each in event)
  )
    return null;
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  const url = textIn(event, ["url"]) ?? "";
  const path = textIn(event, ["rawPath", "path"]) ?? "/";
  const query = textIn(event, ["rawQueryString"]) ?? "";
  const from = `https://${typeof host === "string" ? host : "event.invalid"}`;
  return bareMessage(
    storedRequest(
      textIn(event, ["httpMethod", "method"]) ?? "POST",
      /^https?:/i.test(url) ? url : `${from}${path}${query === "" ? "" : `?${query}`}`,
      headers,
      bodyOf(event["body"], event["isBase64Encoded"]),
    ),
  );
}

function bodyOf(body: unknown, isBase64: unknown): Redacted | null {
  if (body === null || body === undefined) return null;
  if (typeof body !== "string")
    throw incompleteCapture(
      "its body was parsed before it was logged, and the text that came is lost",
    );
  if (isBase64 !== true && isBase64 !== "true") return body;
  const bytes = Buffer.from(body, "base64");
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : [{ bytes: body }];
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

function textIn(event: Readonly<Record<string, unknown>>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = event[name];
    if (typeof value === "string") return value;
  }
  return null;
}
