/** Reads requests from a file of whatever kind: each has a file of its own, and a line in one of the tables here. */
import { inUtf8 } from "../core/decode-utf8.js";
import { UserError } from "../core/errors.js";
import { renderFault } from "../core/json/fault.js";
import { type JsonFault, scanJson } from "../core/json/scan.js";
import { BUNDLE_FORMAT, readBundle } from "./bundle.js";
import { isBru, isBrunoJson, readBru, readBrunoJson } from "./captures/bruno.js";
import { isFetch, readFetch } from "./captures/fetch-call.js";
import { isHttpie, readHttpie } from "./captures/httpie.js";
import { isInsomnia, readInsomnia } from "./captures/insomnia.js";
import { withoutSurroundings } from "./captures/pasted.js";
import { isPostman, readPostman } from "./captures/postman.js";
import { isPowerShell, readPowerShell } from "./captures/powershell.js";
import { isWget, readWget } from "./captures/wget.js";
import { readEvent } from "./event.js";
import { readHar } from "./har.js";
import type { StoredMessage } from "./message.js";
import { parseCurl } from "./parse-curl.js";
import { parseRawHttp } from "./raw-http.js";

/** What a file of requests may be. */
export type CaptureKind = keyof typeof CAPTURE_KINDS;

/** In words, as in "read as a HAR". */
export const CAPTURE_KINDS = {
  bundle: "a bundle",
  har: "a HAR",
  curl: "a curl command",
  http: "raw HTTP text",
  event: "an event in JSON",
  postman: "a Postman collection",
  insomnia: "an Insomnia export",
  bruno: "a request of Bruno",
  powershell: "a PowerShell command",
  fetch: "a fetch(…) call",
  wget: "a wget command",
  httpie: "an HTTPie command",
} as const;

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
  const whole = Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const text = withoutSurroundings(whole);
  const capture = captureIn(text, text === whole ? bytes : Buffer.from(text));
  if (capture.messages.length > 0) return capture;
  throw unreadable("there is no request in it");
}

function captureIn(text: string, bytes: Uint8Array): Capture {
  if (/^\s*[{[](?!\d{2,4}[-/]\w)/.test(text)) return captureInJson(text);
  const first = firstLine(text);
  const format = TEXT_FORMATS.find(({ fits }) => fits(first, text));
  return format === undefined
    ? { kind: "http", messages: parseRawHttp(bytes) }
    : { kind: format.kind, messages: format.read(text) };
}

interface TextFormat {
  readonly kind: CaptureKind;
  readonly fits: (firstLine: string, text: string) => boolean;
  readonly read: (text: string) => readonly StoredMessage[];
}

/** The first that fits; what fits none is read as raw HTTP. */
const TEXT_FORMATS: readonly TextFormat[] = [
  {
    kind: "curl",
    fits: (first) =>
      /^\s*(?:\$ )?(?:curl(?:\.exe)?\s|printf %s \S+ \|\s*(?:base64 -d \|\s*)?curl)/.test(first),
    read: parseCurl,
  },
  { kind: "powershell", fits: (_, text) => isPowerShell(text), read: readPowerShell },
  { kind: "fetch", fits: (_, text) => isFetch(text), read: readFetch },
  { kind: "bruno", fits: (_, text) => isBru(text), read: readBru },
  { kind: "wget", fits: isWget, read: readWget },
  { kind: "httpie", fits: isHttpie, read: readHttpie },
];

/** The first line that says something. */
function firstLine(text: string): string {
  return text.split("\n").find((line) => !/^\s*(?:#(?!##).*)?$/.test(line)) ?? "";
}

function captureInJson(text: string): Capture {
  const captures = jsonValues(text).map((json) => {
    if (typeof json !== "object" || json === null || Array.isArray(json))
      throw unreadable("it is JSON and no object");
    return readJson(json);
  });
  const messages = captures.flatMap((each) => each.messages);
  if (!messages.every(isMessage)) throw unreadable("one of its entries has no request");
  return { kind: captures[0]?.kind ?? "bundle", messages };
}

/** One document, a list of them, or one a line, as logs have it. */
function jsonValues(text: string): readonly unknown[] {
  const fault = jsonFault(text);
  if (fault === null) return [JSON.parse(text) as unknown].flat();
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > 1 && lines.every((line) => jsonFault(line) === null))
    return lines.map((line): unknown => JSON.parse(line));
  // JSON.parse would quote the text, which may hold what must not be shown.
  const what = fault.kind === "depth" ? "cannot be read" : "is none";
  throw unreadable(`it begins like JSON, and ${what}: ${renderFault(fault, text)}`);
}

/** Too deep is a fault as well: those who read it walk down in it. */
function jsonFault(text: string): JsonFault | null {
  const nothing = () => undefined;
  return scanJson(text, { open: nothing, close: nothing, key: nothing, scalar: nothing });
}

interface JsonFormat {
  readonly kind: CaptureKind;
  readonly fits: (json: object) => boolean;
  readonly read: (json: object) => readonly StoredMessage[];
}

/** The first that fits; what fits none is read as a bundle. A HAR may come whole, or as one of its entries. */
const JSON_FORMATS: readonly JsonFormat[] = [
  { kind: "postman", fits: isPostman, read: readPostman },
  { kind: "insomnia", fits: isInsomnia, read: readInsomnia },
  { kind: "bruno", fits: isBrunoJson, read: readBrunoJson },
  { kind: "har", fits: (json) => "log" in json, read: readHar },
  {
    kind: "har",
    fits: (json) => "request" in json && !("format" in json),
    read: (json) => readHar({ log: { entries: [json] } }),
  },
];

function readJson(json: object): Capture {
  const event = readEvent(json);
  if (event !== null) return { kind: "event", messages: [event] };
  const format = JSON_FORMATS.find(({ fits }) => fits(json));
  return format === undefined
    ? { kind: "bundle", messages: readBundle(json) }
    : { kind: format.kind, messages: format.read(json) };
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
    `It takes a bundle (${BUNDLE_FORMAT}), a HAR, exports of Postman, Insomnia and Bruno, events of Lambda and Workers, commands of curl, PowerShell, HTTPie and wget, fetch(…) calls, or raw HTTP text.`,
  );
}
