/** Command lines of HTTPie (`http`, `https`) and of xh, which takes the same words. */
import { parsePlainJson } from "../../core/json/read.js";
import { incompleteCapture } from "../incomplete.js";
import type { StoredMessage } from "../message.js";
import { basicHeader, composedMessage, FORM_TYPE, formBody, notInFile } from "./composed.js";
import { programLine } from "./shell-line.js";

const PROGRAM = /^(?:https?|xhs?)$/;
const LINE =
  /^[ \t]*(?:\$ )?(?:(?:echo|printf)[ \t][^\r\n]*\|[ \t]*)?(?:https?|xhs?)[ \t]+(?!\/|\d{4}-\d\d-\d\dT)/;

export function isHttpie(text: string): boolean {
  return text.split(/\r?\n/).some((line) => LINE.test(line));
}

type Pair = readonly [name: string, value: string];

interface Items {
  readonly headers: Pair[];
  readonly query: Pair[];
  readonly fields: (readonly [name: string, json: string, text: string])[];
}

/** @throws {UserError} `capture_incomplete` */
export function readHttpie(text: string): readonly StoredMessage[] {
  const { program, words, piped } = programLine(text, PROGRAM);
  const { rest, flags } = withoutOptions(words);
  const isForm = flags.has("--form");
  const hasMethod = /^[A-Za-z]+$/.test(rest[0] ?? "") && rest.length > 1;
  const [address = "", ...given] = hasMethod ? rest.slice(1) : rest;
  const items: Items = { headers: [], query: [], fields: [] };
  given.forEach((word) => {
    addItem(word, items);
  });
  const { fields } = items;
  const raw = flags.get("--raw") ?? piped;
  if (raw !== null && fields.length > 0)
    throw incompleteCapture("it has both fields and a body of its own");
  const isJson = raw !== null || !isForm;
  const made = isForm
    ? formBody(fields.map(([name, , value]) => [name, value]))
    : jsonOf(fields, program.startsWith("xh"));
  const body = raw ?? (fields.length === 0 ? null : made);
  return [
    composedMessage(
      {
        method: hasMethod ? (rest[0] ?? "") : body === null ? "GET" : "POST",
        url: withQuery(urlOf(address, program), items.query),
        headers: [...items.headers, ...authOf(flags)],
        body,
        contentType: body === null ? null : isJson ? "application/json" : FORM_TYPE,
      },
      null,
    ),
  ];
}

/** Options with a value; all but the body and the credentials change nothing of the request. */
const VALUED =
  /^(?:--(?:raw|auth|auth-type|timeout|verify|session|print|pretty|style|proxy|cert|max-redirects|output)|-[aApso])$/;
const PLAIN =
  /^(?:--(?:json|form|verbose|headers|body|follow|ignore-stdin|check-status|quiet|stream|download|offline)|-[jfvhbFIqSd]+)$/;

function withoutOptions(words: readonly string[]) {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const [name = "", value] = /^(--[\w-]+)=([\s\S]*)$/.exec(word)?.slice(1) ?? [word];
    if (!/^-/.test(word)) rest.push(word);
    else if (VALUED.test(name)) {
      flags.set(
        name === "-a" ? "--auth" : name === "-A" ? "--auth-type" : name,
        value ?? words[at + 1] ?? "",
      );
      if (value === undefined) at += 1;
    } else if (PLAIN.test(name)) flags.set(/^-\w*f/.test(name) ? "--form" : name, "");
    else
      throw incompleteCapture(
        `the option ${name} of HTTPie is not known here, or makes another request`,
      );
  }
  return { flags, rest };
}

/** `Name:Value` is a header, `name==value` goes into the query, `name=text` and `name:=json` into the body. */
function addItem(word: string, { headers, query, fields }: Items): void {
  const [, name = "", separator, value = ""] =
    /^((?:[^:=@;\\]|\\[^])*)(:=@|=@|:=|==|:|=|@|;)([^]*)$/.exec(word) ?? [];
  const key = name.replaceAll(/\\([^])/g, "$1");
  switch (separator) {
    case ":":
      if (value !== "") headers.push([key, value]);
      return;
    case ";":
      headers.push([key, ""]);
      return;
    case "==":
      query.push([key, value]);
      return;
    case "=":
    case ":=":
      if (/[[\]]/.test(key))
        throw incompleteCapture(`the nested field ${key} of HTTPie is not known here`);
      fields.push([key, separator === "=" ? JSON.stringify(value) : value, value]);
      return;
    default:
      throw notInFile(`its part ${JSON.stringify(word)} stands in a file`);
  }
}

/** HTTPie writes JSON as Python does, xh as Rust does. */
function jsonOf(fields: Items["fields"], isCompact: boolean): string {
  const members = fields.map(([name, json]) => {
    const reading = parsePlainJson(json);
    if (!reading.ok) throw incompleteCapture(`the field ${name} is no JSON`);
    return [name, spaced(json, isCompact)] as const;
  });
  const [comma, colon] = isCompact ? [",", ":"] : [", ", ": "];
  const all = members.map(
    ([name, json]) => asciiJson(JSON.stringify(name), isCompact) + colon + json,
  );
  return `{${all.join(comma)}}`;
}

function spaced(json: string, isCompact: boolean): string {
  const tokens = json.match(/"(?:[^"\\]|\\[^])*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  return tokens
    .map((token) => {
      if (token.startsWith('"')) return asciiJson(token, isCompact);
      return !isCompact && (token === "," || token === ":") ? `${token} ` : token;
    })
    .join("");
}

function asciiJson(text: string, isCompact: boolean): string {
  return isCompact
    ? text
    : text.replaceAll(
        /[\u0080-\uffff]/g,
        (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
}

/** `:3000/x` is this machine; without a scheme, that of the program. */
function urlOf(address: string, program: string): string {
  if (/^https?:\/\//i.test(address)) return address;
  const scheme = /s$/.test(program) ? "https" : "http";
  const host = /^:(?=\d)/.test(address)
    ? `localhost${address}`
    : address.replace(/^:(?=\/|$)/, "localhost");
  return `${scheme}://${host.replace(/^:\/\//, "")}`;
}

function withQuery(url: string, query: readonly Pair[]): string {
  if (query.length === 0) return url;
  return `${url}${url.includes("?") ? "&" : "?"}${formBody(query)}`;
}

function authOf(flags: ReadonlyMap<string, string>): readonly Pair[] {
  const auth = flags.get("--auth");
  if (auth === undefined) return [];
  const type = flags.get("--auth-type") ?? "basic";
  if (type === "bearer") return [["Authorization", `Bearer ${auth}`]];
  if (type !== "basic")
    throw incompleteCapture(`HTTPie makes its credentials (${type}) anew for each request`);
  const [user = "", ...password] = auth.split(":");
  return [basicHeader(user, password.join(":"))];
}
