/** Collections as Postman exports them (format 2.0 and 2.1). */
import { incompleteCapture } from "../incomplete.js";
import type { StoredMessage } from "../message.js";
import {
  basicHeader,
  type ComposedRequest,
  composedMessage,
  FORM_TYPE,
  formBody,
  isRecord,
  type JsonRecord,
  notInFile,
  recordsOf,
  textOf,
  type Variables,
} from "./composed.js";

export function isPostman(json: object): boolean {
  const { info, item, requests, values } = {
    info: null,
    item: null,
    requests: null,
    values: null,
    ...json,
  };
  const isCollection = isRecord(info) && Array.isArray(item);
  return (
    isCollection || (Array.isArray(requests) && "order" in json) || isEnvironment(json, values)
  );
}

function isEnvironment(json: object, values: unknown): boolean {
  return "_postman_variable_scope" in json && Array.isArray(values);
}

/** @throws {UserError} `capture_incomplete` */
export function readPostman(json: object): readonly StoredMessage[] {
  if (!("item" in json))
    throw incompleteCapture(
      "requests" in json
        ? "it is a collection of Postman's old format 1: export it as Collection v2.1"
        : "it is an environment of Postman, which holds values and no request",
    );
  const collection: JsonRecord = { ...json };
  const variables = new Map(
    recordsOf(collection["variable"]).map((each) => [keyOf(each), textOf(each, "value")]),
  );
  return readItems(collection, { variables, auth: null });
}

interface Inherited {
  readonly variables: Variables;
  readonly auth: unknown;
}

function readItems(folder: JsonRecord, inherited: Inherited): readonly StoredMessage[] {
  const auth = folder["auth"] ?? inherited.auth;
  return recordsOf(folder["item"]).flatMap((item) => {
    if (Array.isArray(item["item"])) return readItems(item, { ...inherited, auth });
    const { request } = item;
    if (typeof request === "string")
      return composedMessage(
        { method: "GET", url: request, headers: [], body: null, contentType: null },
        inherited.variables,
      );
    return isRecord(request)
      ? composedMessage(requestOf(request, request["auth"] ?? auth), inherited.variables)
      : [];
  });
}

function requestOf(request: JsonRecord, auth: unknown): ComposedRequest {
  const header = request["header"];
  const given =
    typeof header === "string"
      ? header.split(/\r?\n/).flatMap((line) => {
          const at = line.indexOf(":");
          return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trimStart()] as const];
        })
      : pairsOf(header);
  return {
    method: textOf(request, "method"),
    url: urlOf(request["url"]),
    headers: [...given, ...authHeaders(auth)],
    ...bodyOf(request["body"]),
  };
}

/** Those that are not switched off. */
function pairsOf(value: unknown): readonly (readonly [string, string])[] {
  return recordsOf(value)
    .filter((each) => each["disabled"] !== true)
    .map((each) => [textOf(each, "key"), textOf(each, "value")] as const);
}

function keyOf(variable: JsonRecord): string {
  return textOf(variable, "key") || textOf(variable, "id");
}

/** Path variables stand as `:name` in the raw address. */
function urlOf(url: unknown): string {
  if (typeof url === "string") return url;
  if (!isRecord(url)) return "";
  const raw = textOf(url, "raw");
  const named = recordsOf(url["variable"]).filter((each) => /^\w+$/.test(keyOf(each)));
  return named.reduce((all, variable) => {
    const [name, value] = [`/:${keyOf(variable)}`, textOf(variable, "value")];
    return value === "" ? all : all.replace(new RegExp(`${name}(?=[/?#]|$)`), () => `/${value}`);
  }, raw);
}

function authHeaders(auth: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(auth)) return [];
  const type = textOf(auth, "type");
  const part = (name: string): string => {
    const parts = auth[type];
    if (isRecord(parts)) return textOf(parts, name);
    return textOf(recordsOf(parts).find((each) => each["key"] === name) ?? {}, "value");
  };
  switch (type) {
    case "":
    case "noauth":
      return [];
    case "bearer":
      return [["Authorization", `Bearer ${part("token")}`]];
    case "basic":
      return [basicHeader(part("username"), part("password"))];
    case "apikey":
      if (part("in") === "query") throw incompleteCapture("Postman puts an API key into its query");
      return [[part("key"), part("value")]];
    default:
      throw incompleteCapture(`Postman makes its credentials (${type}) anew for each request`);
  }
}

function bodyOf(body: unknown): Pick<ComposedRequest, "body" | "contentType"> {
  if (!isRecord(body) || body["disabled"] === true) return { body: null, contentType: null };
  const mode = textOf(body, "mode");
  switch (mode) {
    case "":
    case "raw":
      return { body: textOf(body, "raw"), contentType: rawType(body) };
    case "urlencoded":
      return { body: formBody(pairsOf(body["urlencoded"])), contentType: FORM_TYPE };
    case "file":
      throw notInFile("its body stands in a file");
    case "graphql":
    case "formdata":
      throw incompleteCapture(`Postman makes its body (${mode}) anew for each request`);
    default:
      throw incompleteCapture(`its body is of the kind ${mode}, which is not known here`);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  json: "application/json",
  xml: "application/xml",
  html: "text/html",
  javascript: "application/javascript",
};

function rawType({ options }: JsonRecord): string {
  const raw = isRecord(options) ? options["raw"] : null;
  return TYPES[isRecord(raw) ? textOf(raw, "language") : ""] ?? "text/plain";
}
