/** Reads curl commands, those that browsers and this tool write, as stored requests. */
import { urlPart } from "../core/url-part.js";
import { UserError } from "../core/errors.js";
import { type Given, givenOf } from "./curl-options.js";
import { bareMessage, type StoredMessage, storedRequest } from "./message.js";
import {
  displayText,
  fromSegments,
  type Redacted,
  type RedactedHeader,
  segmentsOf,
} from "./redacted.js";
import { type ShellToken, shellTokens } from "./shell-words.js";

/** @returns one message a line that runs curl, of a POSIX shell, cmd or PowerShell (`curl.exe`); comments and empty lines are passed over */
export function parseCurl(text: string): readonly StoredMessage[] {
  const plain = isForCmd(text) ? fromCmd(text) : text.replaceAll(/`\r?\n/g, "\\\n");
  return commandLines(plain.replaceAll(/^([ \t]*(?:\$ )?curl)\.exe(?=\s)/gm, "$1")).map((line) =>
    bareMessage(parseLine(line)),
  );
}

/** Of the Windows command line: carets continue lines and escape. */
function isForCmd(text: string): boolean {
  return /\^\r?\n|\^["%]/.test(text) && !/\\\r?\n/.test(text);
}

function fromCmd(text: string): string {
  return text
    .replace(/\^\r?\n\r?\n/g, "\n")
    .replace(/(?<!\s)\s*(?:\^\r?\n\s*)+/g, " ")
    .replace(/\^([^])/g, "$1")
    .replace(/(?<=[^\\\s])""(?=\S)/g, '\\"')
    .replace(/\$/g, "\\$");
}

/** Line breaks inside quotes belong to a word, so a new command begins at a line that names curl. */
function commandLines(text: string): readonly string[] {
  const commands: string[][] = [];
  let end: LineEnd = "whole";
  for (const line of text.split(/(?<=\n)/)) {
    const begins = /^\s*(?:\$ )?(?:curl\s|printf %s )/.test(line);
    if (end !== "whole") {
      commands.at(-1)?.push(line);
      end = endOf(line, end);
    } else if (begins) {
      const command = line.replace(/^\s*\$ /, "");
      commands.push([command]);
      end = endOf(command, end);
    } else if (!/^\s*(?:#.*|echo .*|)\r?\n?$/.test(line))
      throw unreadable(
        `the line ${JSON.stringify(line.trim().slice(0, 60))} belongs to no command: a backslash is missing at the end of the line before`,
      );
  }
  return commands.map((lines) => lines.join("").replace(/\r?\n$/, ""));
}

/** How a line leaves its command: in which quotes, or continued by a backslash. */
type LineEnd = "whole" | "continued" | "'" | '"' | "$'";

/** @param before how the line before it ended */
function endOf(line: string, before: LineEnd): LineEnd {
  let quotes: LineEnd = before === "continued" ? "whole" : before;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === "\\" && quotes !== "'") {
      if (quotes === "whole" && /^\r?\n?$/.test(line.slice(at + 1, at + 3))) return "continued";
      at += 1;
    } else if (quotes === "whole") {
      if (character === '"') quotes = '"';
      else if (character === "'") quotes = line.charAt(at - 1) === "$" ? "$'" : "'";
    } else if (character === quotes.slice(-1)) quotes = "whole";
  }
  return quotes;
}

function parseLine(line: string) {
  const tokens = shellTokens(line);
  const isCurl = (at: number) => {
    const token = tokens[at];
    return token !== undefined && token !== "|" && displayText(token.word) === "curl";
  };
  // What the answer is piped into does not matter.
  const start = isCurl(0)
    ? 0
    : tokens.findLastIndex((token, at) => token === "|" && isCurl(at + 1)) + 1;
  const stop = tokens.indexOf("|", start);
  const piped = start === 0 ? null : pipedBytes(tokens.slice(0, start));
  const [program, ...rest] = tokens
    .slice(start, stop === -1 ? undefined : stop)
    .flatMap((token) => (token === "|" ? [] : [token.word]));
  if (program === undefined || displayText(program) !== "curl")
    throw unreadable("it does not run curl");
  return requestOf(givenOf(rest), piped);
}

/** `printf %s <Base64> | base64 -d |`, as this tool writes it. */
function pipedBytes(tokens: readonly ShellToken[]): Redacted {
  const words = tokens.map((token) => (token === "|" ? "|" : displayText(token.word)));
  const [printf, format, base64 = "", ...rest] = words;
  if (`${printf} ${format} ${rest.join(" ")}` !== "printf %s | base64 -d |")
    throw unreadable("what is piped into curl is not known");
  const bytes = Buffer.from(base64, "base64");
  const decoded = bytes.toString("utf8");
  return Buffer.from(decoded, "utf8").equals(bytes) ? decoded : [{ bytes: base64 }];
}

function requestOf(given: readonly Given[], piped: Redacted | null) {
  const all = (meaning: Given["meaning"]) => given.filter((each) => each.meaning === meaning);
  const last = (meaning: Given["meaning"]) => all(meaning).at(-1)?.value;
  const urls = all("url");
  if (urls.length !== 1) throw unreadable(`it names ${urls.length} URLs, and one is wanted`);
  const json = all("json").length > 0;
  const data = joinData(
    given.filter(({ meaning }) => ["data", "url-data", "json"].includes(meaning)),
    piped,
  );
  const isGet = all("get").length > 0;
  const headers = [...headersOf(given), ...(json ? jsonHeaders(headersOf(given)) : [])];
  const removed = new Set(
    all("header").flatMap(({ value }) =>
      typeof value === "string" && /^[^:;]+:\s*$/.test(value)
        ? [value.replace(/:\s*$/, "").toLowerCase()]
        : [],
    ),
  );
  const has = (name: string) =>
    removed.has(name) || headers.some(([each]) => each.toLowerCase() === name);
  if (data !== null && !isGet && !has("content-type"))
    headers.push(["Content-Type", "application/x-www-form-urlencoded"]);
  const implied = all("head").length > 0 ? "HEAD" : data === null || isGet ? "GET" : "POST";
  return storedRequest(
    displayText(last("method") ?? implied),
    withQuery(urlOf(urls[0]?.value ?? ""), isGet ? data : null),
    headers,
    isGet ? null : data,
  );
}

function headersOf(given: readonly Given[]): RedactedHeader[] {
  return given.flatMap(({ meaning, value }): RedactedHeader[] => {
    switch (meaning) {
      case "header":
        return parseHeader(value);
      case "user":
        return [["Authorization", basicOf(value)]];
      case "agent":
        return [["User-Agent", value]];
      case "bearer":
        return [["Authorization", fromSegments(["Bearer ", ...segmentsOf(value)])]];
      case "cookie":
        if (!displayText(value).includes("="))
          throw unreadable(
            `its cookies stand in a file (${displayText(value)}), which is not here`,
          );
        return [["Cookie", value]];
      case "referer":
        return [["Referer", value]];
      default:
        return [];
    }
  });
}

function basicOf(credentials: Redacted): Redacted {
  return typeof credentials === "string"
    ? `Basic ${Buffer.from(credentials, "utf8").toString("base64")}`
    : ["Basic ", { base64: credentials }];
}

/** `Name;` is a header without a value, `Name:` takes one of curl's own out. */
function parseHeader(word: Redacted): RedactedHeader[] {
  const [first = "", ...rest] = segmentsOf(word);
  if (typeof first !== "string") throw unreadable("a header has no plain name");
  if (rest.length === 0 && /^[^:]+;$/.test(first)) return [[first.slice(0, -1), ""]];
  const at = first.indexOf(":");
  if (at < 1) throw unreadable(`the header ${first} has no colon`);
  const value = fromSegments(
    [first.slice(at + 1).trimStart(), ...rest].filter((segment) => segment !== ""),
  );
  return value === "" ? [] : [[first.slice(0, at), value]];
}

function jsonHeaders(headers: readonly RedactedHeader[]): readonly RedactedHeader[] {
  const own = new Set(headers.map(([name]) => name.toLowerCase()));
  const implied: readonly RedactedHeader[] = [
    ["Content-Type", "application/json"],
    ["Accept", "application/json"],
  ];
  return implied.filter(([name]) => !own.has(name.toLowerCase()));
}

function joinData(parts: readonly Given[], piped: Redacted | null): Redacted | null {
  if (parts.length === 0) return null;
  const bodies = parts.map(({ meaning, option, value }) => {
    const [first = ""] = segmentsOf(value);
    if (meaning === "url-data") return urlEncoded(value);
    const isFile = option !== "--data-raw" && typeof first === "string" && first.startsWith("@");
    if (!isFile) return value;
    if (value === "@-" && piped !== null) return piped;
    throw unreadable(`its body stands in a file (${displayText(value)}), which is not here`);
  });
  return fromSegments(
    bodies.flatMap((body, at) => [
      ...(at === 0 || parts[at]?.meaning === "json" ? [] : ["&"]),
      ...segmentsOf(body),
    ]),
  );
}

function urlEncoded(value: Redacted): Redacted {
  if (typeof value !== "string") throw unreadable("--data-urlencode holds a variable");
  const at = value.indexOf("=");
  const name = at < 1 ? "" : `${value.slice(0, at)}=`;
  const content = value.slice(at + 1);
  if (at === -1 && value.includes("@"))
    throw unreadable("its body stands in a file, which is not here");
  // As curl encodes: a space is +, and more than JavaScript is escaped.
  return (
    name +
    urlPart(content)
      .replace(/%20/g, "+")
      .replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
  );
}

function withQuery(url: Redacted, query: Redacted | null): Redacted {
  if (query === null) return url;
  const joint = displayText(url).includes("?") ? "&" : "?";
  return fromSegments([...segmentsOf(url), joint, ...segmentsOf(query)]);
}

function urlOf(value: Redacted): Redacted {
  return /^https?:\/\//i.test(displayText(value))
    ? value
    : fromSegments(["http://", ...segmentsOf(value)]);
}

function unreadable(why: string): UserError {
  return new UserError(
    "curl_invalid",
    `this curl command cannot be repeated: ${why}`,
    "Give it as raw HTTP, or replay the journal's own entry.",
  );
}
