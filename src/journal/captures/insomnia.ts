/** Exports of Insomnia as JSON (format 4). */
import { urlPart } from "../../core/url-part.js";
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
} from "./composed.js";

export function isInsomnia(json: object): boolean {
  return "resources" in json && "_type" in json && json._type === "export";
}

/** @throws {UserError} `capture_incomplete` */
export function readInsomnia(json: object): readonly StoredMessage[] {
  const resources = recordsOf("resources" in json ? json.resources : []);
  const ofType = (type: string) => resources.filter((each) => each["_type"] === type);
  const variables = new Map(
    ofType("environment").flatMap(({ data }) => (isRecord(data) ? leavesOf(data, "") : [])),
  );
  return ofType("request").map((request) => composedMessage(requestOf(request), variables));
}

function leavesOf(data: JsonRecord, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(data).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    if (isRecord(value)) return leavesOf(value, `${prefix}${name}.`);
    return typeof value === "string" || typeof value === "number"
      ? [[prefix + name, String(value)]]
      : [];
  });
}

function requestOf(request: JsonRecord): ComposedRequest {
  const query = pairsOf(request["parameters"])
    .map(([name, value]) => `${urlPart(name)}=${urlPart(value)}`)
    .join("&");
  const url = textOf(request, "url");
  const joint = url.includes("?") ? "&" : "?";
  const body = isRecord(request["body"]) ? request["body"] : {};
  return {
    method: textOf(request, "method"),
    url: query === "" ? url : url + joint + query,
    headers: [...pairsOf(request["headers"]), ...authHeaders(request["authentication"])],
    ...bodyOf(body),
  };
}

function pairsOf(value: unknown): readonly (readonly [string, string])[] {
  return recordsOf(value)
    .filter((each) => each["disabled"] !== true && textOf(each, "name") !== "")
    .map((each) => [textOf(each, "name"), textOf(each, "value")] as const);
}

function authHeaders(auth: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(auth) || auth["disabled"] === true) return [];
  const type = textOf(auth, "type");
  switch (type) {
    case "":
    case "none":
      return [];
    case "bearer":
      return [["Authorization", `${textOf(auth, "prefix") || "Bearer"} ${textOf(auth, "token")}`]];
    case "basic":
      return [basicHeader(textOf(auth, "username"), textOf(auth, "password"))];
    default:
      throw incompleteCapture(`Insomnia makes its credentials (${type}) anew for each request`);
  }
}

function bodyOf(body: JsonRecord): Pick<ComposedRequest, "body" | "contentType"> {
  const type = textOf(body, "mimeType");
  if ("fileName" in body) throw notInFile("its body stands in a file");
  if (type === FORM_TYPE && Array.isArray(body["params"]))
    return { body: formBody(pairsOf(body["params"])), contentType: FORM_TYPE };
  if (type.startsWith("multipart/"))
    throw incompleteCapture("Insomnia makes its body (multipart) anew for each request");
  const { text } = body;
  return {
    body: typeof text === "string" ? text : null,
    contentType: type === "" ? null : type,
  };
}
