/** How a stored delivery looks on a terminal: pretty, or as raw HTTP. */
import { renderDuration } from "../../core/duration.js";
import type { JournalEntry } from "../../journal/entry.js";
import { prettyJson } from "../../core/json/layout.js";
import {
  displayText,
  isText,
  type RedactedBody,
  type RedactedHeader,
} from "../../journal/redacted.js";
import { exactLine, printable } from "../../reports/printable.js";
import { fold } from "./fold.js";

/** What is known of it beside the messages. */
export function renderFacts(entry: JournalEntry): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ["id", entry.id],
    ["time", entry.at],
    ["command", [entry.command, entry.step].filter(Boolean).join(": ")],
    ["direction", entry.direction],
    ["environment", entry.environment],
    ["verdict", entry.verdict],
    ["took", tookText(entry)],
    ["remote", entry.remoteAddress],
    ["note", entry.note],
  ];
  return facts
    .flatMap(([name, value]) =>
      value === null || value === "" ? [] : [`${name.padEnd(12)}${exactLine(value)}`],
    )
    .join("\n");
}

function tookText({ durationMs, headMs }: JournalEntry): string {
  const head = headMs === null ? "" : ` (${renderDuration(headMs)} to the reply's head)`;
  return renderDuration(durationMs) + head;
}

export interface Look {
  /** As it went over the wire, not indented. */
  readonly raw: boolean;
  /** Long bodies as their beginning. */
  readonly isFolded: boolean;
}

export function renderRequest(entry: JournalEntry, look: Look): string {
  const { request, method } = entry;
  const url = displayText(request.url);
  const target = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? url;
  const first = look.raw
    ? `${method} ${target === "" ? "/" : target} HTTP/1.1`
    : `${method} ${url}`;
  return renderMessage(first, request.headers, request.body, look);
}

export function renderResponse(entry: JournalEntry, look: Look): string {
  const { status, response, failure, failureMessage } = entry;
  if (status === null || response === null)
    return printable(`no reply: ${failureMessage ?? failure ?? "unknown"}`);
  const first = look.raw ? `HTTP/1.1 ${status}` : String(status);
  return renderMessage(first, response.headers, response.body, look);
}

function renderMessage(
  first: string,
  headers: readonly RedactedHeader[],
  body: RedactedBody | null,
  { raw, isFolded }: Look,
): string {
  const text = body === null ? "" : fold(renderBody(body, raw), isFolded);
  return [
    exactLine(first),
    ...headers.map(([name, value]) => exactLine(`${name}: ${displayText(value)}`)),
    ...(text === "" ? [] : ["", text]),
  ].join("\n");
}

/** Secrets as marks; JSON indented unless raw. */
export function renderBody(body: RedactedBody, raw: boolean): string {
  if (!isText(body.content)) return `(${body.size} bytes that are no UTF-8)`;
  const text = displayText(body.content);
  const shown = raw ? text : (prettyJson(text) ?? text);
  const cut = body.truncated === true ? `\n… of ${body.size} bytes` : "";
  return printable(shown + cut);
}
