/** Requests as API clients store them: composed of parts, with variables for what differs between environments. */
import { urlPart } from "../../core/url-part.js";
import { incompleteCapture } from "../incomplete.js";
import { bareMessage, storedRequest, type StoredMessage } from "../message.js";

export interface ComposedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  /** Sent where no header of this name is given; null for none. */
  readonly contentType: string | null;
}

/** Name of a variable → its value, which may name others. */
export type Variables = ReadonlyMap<string, string>;

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list; none where it is no list. */
export function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A member that is text; empty where it is not. */
export function textOf(record: JsonRecord, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}

/**
 * @param variables null where `{{…}}` means nothing and stays as it is
 * @throws {UserError} `capture_incomplete` for a variable without a value, or an address that is none
 */
export function composedMessage(
  { method, url, headers, body, contentType }: ComposedRequest,
  variables: Variables | null,
): StoredMessage {
  const fill = (text: string) => (variables === null ? text : filled(text, variables));
  const address = fill(url).trim();
  const given = headers.map(([name, value]) => [fill(name), fill(value)] as const);
  const hasType = given.some(([name]) => name.toLowerCase() === "content-type");
  const implied = hasType || contentType === null ? [] : [["Content-Type", contentType] as const];
  return bareMessage(
    storedRequest(
      (method === "" ? "GET" : method).toUpperCase(),
      absolute(address),
      [...given, ...implied],
      body === null ? null : fill(body),
    ),
  );
}

/** Clients take `localhost:3000/x` for plain HTTP. */
function absolute(address: string): string {
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  if (address !== "" && /^https?:\/\/[^/?#]/i.test(url) && URL.canParse(url)) return url;
  throw incompleteCapture(
    `its address is ${JSON.stringify(address)}, which is no http:// or https:// one`,
  );
}

/** A variable may hold others; more levels are a circle. */
const MOST_LEVELS = 8;
/** Variables of variables multiply. */
const LONGEST_FILLED = 16 * 1024 * 1024;

function filled(text: string, variables: Variables): string {
  let all = text;
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    let length = all.length;
    const next = all.replaceAll(VARIABLE, (whole, name: string) => {
      const value = variables.get(name) ?? whole;
      length += value.length;
      if (length > LONGEST_FILLED)
        throw incompleteCapture(`its variables fill more than ${LONGEST_FILLED} characters`);
      return value;
    });
    if (next === all) break;
    all = next;
  }
  const missing = new RegExp(VARIABLE.source).exec(all)?.[0];
  if (missing === undefined) return all;
  throw incompleteCapture(
    `the variable ${missing} has no value in it: write the value into the file, or export it with its environment`,
  );
}

/** Postman and Bruno write `{{name}}`; Insomnia writes `{{ _.name }}`. */
const VARIABLE = /\{\{\s*(?:_\.)?([\w$.@:-]+)\s*\}\}/g;

/** `name=value` pairs as a form sends them. */
export function formBody(pairs: readonly (readonly [string, string])[]): string {
  const encode = (text: string) => urlPart(text).replaceAll("%20", "+");
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

export const FORM_TYPE = "application/x-www-form-urlencoded";

export function basicHeader(user: string, password: string): readonly [string, string] {
  return ["Authorization", `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`];
}

/** What is not in the file, in words for {@link incompleteCapture}. */
export function notInFile(what: string): Error {
  return incompleteCapture(`${what}, which is not in this file`);
}
