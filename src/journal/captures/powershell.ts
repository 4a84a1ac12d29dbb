/** `Invoke-WebRequest` and `Invoke-RestMethod` of PowerShell, as browsers copy them and people write them. */
import { incompleteCapture } from "../incomplete.js";
import type { StoredMessage } from "../message.js";
import { composedMessage, FORM_TYPE } from "./composed.js";
import { tokensOf, unknownValue, type Token } from "./powershell-tokens.js";

type Value = string | ReadonlyMap<string, string>;

const COMMAND = /^(?:invoke-webrequest|invoke-restmethod|iwr|irm)$/i;

export function isPowerShell(text: string): boolean {
  return (
    /(?:^|[\s=|(])(?:invoke-webrequest|invoke-restmethod|iwr|irm)\s/im.test(text) &&
    !/^[ \t]*(?:\$ )?curl\s/m.test(text)
  );
}

/** Where the reading stands, and what variables hold whose value is known. */
interface Script {
  readonly tokens: readonly Token[];
  at: number;
  readonly variables: Map<string, Value>;
}

/** @throws {UserError} `capture_incomplete` for what only running the script would tell */
export function readPowerShell(text: string): readonly StoredMessage[] {
  const script: Script = {
    tokens: tokensOf(text.replaceAll(/`\r?\n/g, " ")),
    at: 0,
    variables: new Map(),
  };
  const messages: StoredMessage[] = [];
  while (script.at < script.tokens.length) {
    const token = script.tokens[script.at];
    script.at += 1;
    if (token?.kind === "variable") readStatement(token.text, script);
    else if (token?.kind === "word" && COMMAND.test(token.text))
      messages.push(messageFrom(readParameters(script), script));
  }
  return messages;
}

/** What is done to a variable in another way than these leaves its value unknown. */
function readStatement(name: string, script: Script): void {
  const { variables } = script;
  const [base = ""] = name.split(".");
  if (peek(script)?.text === "=") {
    script.at += 1;
    if (isCommand(peek(script))) return;
    const value = isPlainWord(peek(script)) ? null : readValue(script);
    if (value !== null && isEnd(peek(script))) variables.set(name, value);
    else variables.delete(name);
    return;
  }
  const rest = takeLine(script);
  const texts = rest.filter(({ kind }) => kind === "text").map(({ text }) => text);
  const [key = "", value = ""] = texts;
  const shape = rest.map(({ kind, text }) => (kind === "text" ? "T" : text)).join("");
  const table = variables.get(base);
  const isSet = /^\[T\]=T$/.test(shape) || (/\.Add$/i.test(name) && /^\(T,T\)$/.test(shape));
  if (/\.Cookies\.Add$/i.test(name)) {
    const known = variables.get(`${base}.cookies`);
    variables.set(
      `${base}.cookies`,
      new Map([...(known instanceof Map ? known : []), [key, value]]),
    );
  } else if (isSet && typeof table === "object")
    variables.set(base, new Map([...table, [key, value]]));
  else variables.delete(base);
}

function peek({ tokens, at }: Script): Token | undefined {
  return tokens[at];
}

function isCommand(token: Token | undefined): boolean {
  return token?.kind === "word" && COMMAND.test(token.text);
}

/** The name of another command, whose result is not known. */
function isPlainWord(token: Token | undefined): boolean {
  return token?.kind === "word" && !["@{", "("].includes(token.text);
}

function isEnd(token: Token | undefined): boolean {
  return token === undefined || token.kind === "line";
}

function takeLine(script: Script): readonly Token[] {
  const start = script.at;
  while (!isEnd(peek(script))) script.at += 1;
  return script.tokens.slice(start, script.at);
}

/** @returns name of the parameter in lower case → its value */
function readParameters(script: Script): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  for (;;) {
    const token = peek(script);
    if (token === undefined || isEnd(token) || token.kind === "pipe") return given;
    if (token.text === ")" && token.kind === "word") return given;
    const isNamed = token.kind === "parameter";
    const name = isNamed ? token.text.toLowerCase() : "uri";
    if (isNamed) script.at += 1;
    if (FLAGS.has(name)) continue;
    if (REFUSED.has(name)) throw incompleteCapture(`-${token.text} takes its value from elsewhere`);
    if (!KNOWN.has(name)) throw incompleteCapture(`the parameter -${token.text} is not known here`);
    const holder = peek(script);
    const value = name === "websession" ? (holder?.text ?? "") : readValue(script);
    if (name === "websession") script.at += 1;
    if (value === null && USED.has(name))
      throw unknownValue(isNamed ? `-${token.text}` : token.text);
    if (value !== null) given.set(name, value);
  }
}

const USED = new Set(["uri", "method", "headers", "body", "contenttype", "useragent"]);
/** Those, and others with a value that change nothing of the request. */
const KNOWN = new Set([
  ...USED,
  ...["websession", "sessionvariable", "timeoutsec", "maximumredirection", "outfile", "proxy"],
  ...["sslprotocol", "httpversion", "erroraction", "transferencoding"],
]);
const FLAGS = new Set([
  "usebasicparsing",
  "skipcertificatecheck",
  "skiphttperrorcheck",
  "passthru",
  "verbose",
  "disablekeepalive",
  "skipheadervalidation",
]);
const REFUSED = new Set([
  "infile",
  "form",
  "credential",
  "usedefaultcredentials",
  "certificate",
  "authentication",
  "token",
]);

function messageFrom(given: ReadonlyMap<string, Value>, { variables }: Script): StoredMessage {
  const text = (name: string) => {
    const value = given.get(name) ?? "";
    if (typeof value !== "string") throw unknownValue(`-${name}`);
    return value;
  };
  const headers = given.get("headers") ?? new Map<string, string>();
  if (typeof headers === "string") throw unknownValue("-Headers");
  const { body = null } = { body: given.get("body") };
  if (body !== null && typeof body !== "string")
    throw incompleteCapture(
      "its body is a table, which PowerShell writes as a form in an order of its own",
    );
  const type = text("contenttype");
  const session = text("websession");
  const kept = variables.get(`${session}.UserAgent`);
  const agent = text("useragent") || (typeof kept === "string" ? kept : "");
  const cookies = variables.get(`${session}.cookies`);
  return composedMessage(
    {
      method: text("method"),
      url: text("uri"),
      headers: [
        ...headers,
        ...(type === "" ? [] : [["Content-Type", type] as const]),
        ...(cookies instanceof Map
          ? [["Cookie", [...cookies].map((pair) => pair.join("=")).join("; ")] as const]
          : []),
        ...(agent === "" ? [] : [["User-Agent", agent] as const]),
      ],
      body,
      contentType: body === null ? null : FORM_TYPE,
    },
    null,
  );
}

/** @returns null for an expression, or a variable whose value is not known */
function readValue(script: Script): Value | null {
  const token = peek(script);
  if (token === undefined) return null;
  script.at += 1;
  if (token.kind === "text") return token.text;
  if (token.kind === "variable") return script.variables.get(token.text) ?? null;
  if (token.kind !== "word") return null;
  if (token.text === "@{") return readTable(script);
  return token.text === "(" ? readBytes(script) : token.text;
}

function readTable(script: Script): Value | null {
  const table = new Map<string, string>();
  for (;;) {
    const token = peek(script);
    if (token === undefined) return null;
    script.at += 1;
    if (token.kind === "line") continue;
    if (token.text === "}" && token.kind === "word") return table;
    if (peek(script)?.text !== "=") return null;
    script.at += 1;
    // No header holds a table.
    const value = peek(script)?.text === "@{" ? null : readValue(script);
    if (typeof value !== "string") throw unknownValue(token.text);
    table.set(token.text, value);
  }
}

/** `([System.Text.Encoding]::UTF8.GetBytes("…"))`, which browsers write for a body that is not ASCII. */
function readBytes(script: Script): Value | null {
  if (!/^\[(?:System\.)?Text\.Encoding\]::UTF8\.GetBytes$/i.test(peek(script)?.text ?? ""))
    return null;
  script.at += 2;
  const inner = peek(script);
  const value = inner?.kind === "word" ? null : readValue(script);
  script.at += 2;
  return value;
}
