/** Requests of Bruno: the `.bru` files that it stores, and the collections that it exports as JSON. */
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

type Pair = readonly [name: string, value: string];

export function isBru(text: string): boolean {
  return /^meta \{\r?$/m.test(text) && METHOD_BLOCK.test(text);
}

const METHOD_BLOCK = /^(get|post|put|patch|delete|options|head) \{\r?$/m;

/** @throws {UserError} `capture_incomplete` */
export function readBru(text: string): readonly StoredMessage[] {
  const blocks = blocksOf(text);
  const method = METHOD_BLOCK.exec(text)?.[1] ?? "get";
  const line = new Map(pairsIn(blocks.get(method)));
  const mode = line.get("body") ?? "none";
  const auth = new Map(pairsIn(blocks.get(`auth:${line.get("auth") ?? "none"}`)));
  const variables = new Map(pairsIn(blocks.get("vars:pre-request")));
  const form = pairsIn(blocks.get("body:form-urlencoded"));
  return [
    composedMessage(
      {
        method,
        url: line.get("url") ?? "",
        headers: [
          ...pairsIn(blocks.get("headers")),
          ...authHeaders(line.get("auth") ?? "none", (name) => auth.get(name) ?? ""),
        ],
        ...bodyOf(mode, blocks.get(`body:${mode}`) ?? blocks.get("body") ?? null, form),
      },
      variables,
    ),
  ];
}

/** A block ends at the first brace at the beginning of a line; what is in it is indented by two. */
function blocksOf(text: string): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>();
  let open: { readonly name: string; readonly lines: string[] } | null = null;
  for (const line of text.split("\n")) {
    if (open === null) {
      const [, name] = /^([\w:-]+) \{\r?$/.exec(line) ?? [];
      if (name !== undefined) open = { name, lines: [] };
    } else if (/^\}\r?$/.test(line)) {
      const content = open.lines.map((each) => each.replace(/^ {2}/, "")).join("\n");
      blocks.set(open.name, content.replace(/\r$/, ""));
      open = null;
    } else open.lines.push(line);
  }
  return blocks;
}

/** A `~` before a name switches it off. */
function pairsIn(block: string | undefined): readonly Pair[] {
  return (block ?? "").split(/\r?\n/).flatMap((line): Pair[] => {
    const [, name, value] = /^\s*(?!~)([^:\s]+)\s*:\s?(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value.trim()]];
  });
}

export function isBrunoJson(json: object): boolean {
  return "items" in json && recordsOf(json.items).some((each) => isItem(each));
}

function isItem(each: JsonRecord): boolean {
  return /^(?:http(?:-request)?|graphql(?:-request)?|folder)$/.test(textOf(each, "type"));
}

/** @throws {UserError} `capture_incomplete` */
export function readBrunoJson(json: object): readonly StoredMessage[] {
  const collection: JsonRecord = { ...json };
  const [environment = {}] = recordsOf(collection["environments"]);
  const variables = new Map(namedPairs(environment["variables"]));
  return readItems(collection, variables);
}

function readItems(folder: JsonRecord, variables: Variables): readonly StoredMessage[] {
  return recordsOf(folder["items"]).flatMap((item) => {
    if (Array.isArray(item["items"])) return readItems(item, variables);
    const { request } = item;
    return isRecord(request) ? composedMessage(requestOf(request), variables) : [];
  });
}

function requestOf(request: JsonRecord): ComposedRequest {
  const body = isRecord(request["body"]) ? request["body"] : {};
  const auth = isRecord(request["auth"]) ? request["auth"] : {};
  const authMode = textOf(auth, "mode") || "none";
  const parts = isRecord(auth[authMode]) ? auth[authMode] : {};
  const mode = textOf(body, "mode") || "none";
  const content = body[mode === "formUrlEncoded" ? "none" : mode];
  return {
    method: textOf(request, "method"),
    url: textOf(request, "url"),
    headers: [
      ...namedPairs(request["headers"]),
      ...authHeaders(authMode, (name) => textOf(parts, name)),
    ],
    ...bodyOf(
      mode,
      typeof content === "string" ? content : null,
      namedPairs(body["formUrlEncoded"]),
    ),
  };
}

function namedPairs(value: unknown): readonly Pair[] {
  return recordsOf(value)
    .filter((each) => each["enabled"] !== false)
    .map((each) => [textOf(each, "name"), textOf(each, "value")] as const);
}

function authHeaders(mode: string, part: (name: string) => string): readonly Pair[] {
  switch (mode) {
    case "none":
    case "inherit":
      return [];
    case "bearer":
      return [["Authorization", `Bearer ${part("token")}`]];
    case "basic":
      return [basicHeader(part("username"), part("password"))];
    default:
      throw incompleteCapture(`Bruno makes its credentials (${mode}) anew for each request`);
  }
}

function bodyOf(
  mode: string,
  content: string | null,
  form: readonly Pair[],
): Pick<ComposedRequest, "body" | "contentType"> {
  switch (mode) {
    case "none":
      return { body: null, contentType: null };
    case "json":
      return { body: content ?? "", contentType: "application/json" };
    case "text":
      return { body: content ?? "", contentType: "text/plain" };
    case "xml":
      return { body: content ?? "", contentType: "application/xml" };
    case "formUrlEncoded":
    case "form-urlencoded":
      return { body: formBody(form), contentType: FORM_TYPE };
    case "file":
      throw notInFile("its body stands in a file");
    default:
      throw incompleteCapture(`Bruno makes its body (${mode}) anew for each request`);
  }
}
