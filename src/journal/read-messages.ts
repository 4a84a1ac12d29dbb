/** Reads requests from a file of whatever kind: bundle, HAR, curl commands, raw HTTP. */
import { UserError } from "../core/errors.js";
import { BUNDLE_FORMAT, readBundle } from "./bundle.js";
import { readEvent } from "./event.js";
import { readHar } from "./har.js";
import type { StoredMessage } from "./message.js";
import { parseCurl } from "./parse-curl.js";
import { parseRawHttp } from "./raw-http.js";

/** What a file of requests may be. */
export type CaptureKind = "bundle" | "har" | "curl" | "http" | "event";

export interface Capture {
  readonly kind: CaptureKind;
  /** At least one, in the file's order. */
  readonly messages: readonly StoredMessage[];
}

/**
 * @returns at least one message, in the file's order
 * @throws {UserError} `replay_unreadable` and what the readers throw
 */
export function readMessages(bytes: Uint8Array): readonly StoredMessage[] {
  return readCapture(bytes).messages;
}

/**
 * Tells by its content what kind of file it is, and reads it.
 *
 * @throws {UserError} `replay_unreadable` and what the readers throw
 */
export function readCapture(given: Uint8Array): Capture {
  const bytes = inUtf8(given);
  const text = Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const capture = captureIn(text, bytes);
  if (capture.messages.length > 0) return capture;
  throw unreadable("there is no request in it");
}

/** PowerShell's > writes UTF-16; its mark tells. */
function inUtf8(bytes: Uint8Array): Uint8Array {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  if (!isLittle && !(first === 0xfe && second === 0xff)) return bytes;
  return Buffer.from(new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(bytes));
}

function captureIn(text: string, bytes: Uint8Array): Capture {
  if (/^\s*\{/.test(text)) return captureInJson(text);
  if (/^\s*(?:\$ )?(?:curl\s|printf %s \S+ \|)/m.test(firstLine(text)))
    return { kind: "curl", messages: parseCurl(text) };
  return { kind: "http", messages: parseRawHttp(bytes) };
}

/** The first line that says something. */
function firstLine(text: string): string {
  return text.split("\n").find((line) => !/^\s*(?:#(?!##).*)?$/.test(line)) ?? "";
}

function captureInJson(text: string): Capture {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unreadable(`it begins like JSON, and is none: ${(error as Error).message}`);
  }
  if (typeof json !== "object" || json === null) throw unreadable("it is JSON and no object");
  const capture = readJson(json);
  if (capture.messages.every(isMessage)) return capture;
  throw unreadable("one of its entries has no request");
}

/** A HAR may come whole, or as one of its entries. */
function readJson(json: object): Capture {
  const event = readEvent(json);
  if (event !== null) return { kind: "event", messages: [event] };
  if ("log" in json) return { kind: "har", messages: readHar(json) };
  return "request" in json && !("format" in json)
    ? { kind: "har", messages: readHar({ log: { entries: [json] } }) }
    : { kind: "bundle", messages: readBundle(json) };
}

/** Files come from anywhere; what is written here must hold before it is sent. */
function isMessage(message: StoredMessage): boolean {
  const { request } = message as Partial<StoredMessage>;
  if (typeof request !== "object") return false;
  const { method, url, headers, body } = request as Partial<StoredMessage["request"]>;
  return (
    typeof method === "string" &&
    isRedacted(url) &&
    Array.isArray(headers) &&
    headers.every(
      (pair: unknown) => Array.isArray(pair) && typeof pair[0] === "string" && isRedacted(pair[1]),
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
    `no request can be read from this: ${why}`,
    `It takes a bundle (${BUNDLE_FORMAT}), a HAR, curl commands, or raw HTTP text.`,
  );
}
