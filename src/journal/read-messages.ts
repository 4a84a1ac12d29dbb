/** Reads requests from a file of whatever kind: bundle, HAR, curl commands, raw HTTP. */
import { UserError } from "../core/errors.js";
import { BUNDLE_FORMAT, readBundle } from "./bundle.js";
import { readHar } from "./har.js";
import type { StoredMessage } from "./message.js";
import { parseCurl } from "./parse-curl.js";
import { parseRawHttp } from "./raw-http.js";

/**
 * @returns at least one message, in the file's order
 * @throws {UserError} `replay_unreadable` and what the readers throw
 */
export function readMessages(bytes: Uint8Array): readonly StoredMessage[] {
  const text = Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const messages = messagesIn(text);
  if (messages.length > 0) return messages;
  throw unreadable("there is no request in it");
}

function messagesIn(text: string): readonly StoredMessage[] {
  if (/^\s*\{/.test(text)) return messagesInJson(text);
  if (/^\s*(?:\$ )?(?:curl\s|printf %s \S+ \|)/m.test(firstLine(text)))
    return parseCurl(text);
  return parseRawHttp(text);
}

/** The first line that says something. */
function firstLine(text: string): string {
  return (
    text.split("\n").find((line) => !/^\s*(?:#(?!##).*)?$/.test(line)) ?? ""
  );
}

function messagesInJson(text: string): readonly StoredMessage[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unreadable(
      `it begins like JSON, and is none: ${(error as Error).message}`,
    );
  }
  const messages =
    typeof json === "object" && json !== null && "log" in json
      ? readHar(json)
      : readBundle(json);
  if (messages.every(isMessage)) return messages;
  throw unreadable("one of its entries has no request");
}

/** Files come from anywhere; what is written here must hold before it is sent. */
function isMessage(message: StoredMessage): boolean {
  const { request } = message as Partial<StoredMessage>;
  if (typeof request !== "object") return false;
  const { method, url, headers, body } = request as Partial<
    StoredMessage["request"]
  >;
  return (
    typeof method === "string" &&
    isRedacted(url) &&
    Array.isArray(headers) &&
    headers.every(
      (pair: unknown) =>
        Array.isArray(pair) &&
        typeof pair[0] === "string" &&
        isRedacted(pair[1]),
    ) &&
    (body === null || isRedacted(body))
  );
}

function isRedacted(value: unknown): boolean {
  if (typeof value === "string") return true;
  return (
    Array.isArray(value) &&
    value.every((segment: unknown) => {
      if (typeof segment === "string") return true;
      if (typeof segment !== "object" || segment === null) return false;
      if ("bytes" in segment) return typeof segment.bytes === "string";
      if ("base64" in segment) return isRedacted(segment.base64);
      return (
        "secret" in segment &&
        typeof segment.secret === "string" &&
        "as" in segment &&
        typeof segment.as === "string"
      );
    })
  );
}

function unreadable(why: string): UserError {
  return new UserError(
    "replay_unreadable",
    `the file cannot be replayed: ${why}`,
    `It takes a bundle (${BUNDLE_FORMAT}), a HAR, curl commands, or raw HTTP text.`,
  );
}
