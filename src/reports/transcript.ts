/** Exchanges as text, request lines marked `>`, replies `<`, failures `!`. Bodies are laid out for reading. */
import { renderDuration } from "../core/duration.js";
import type { Exchange, RecordedBody } from "../core/http-exchange.js";
import type { HeaderPair } from "../core/http.js";
import { prettyJson } from "../core/json/layout.js";
import { cutToBytes, exactLine, oneLine, printable } from "./printable.js";

/** More of a body than this helps nobody in a terminal or a CI log. */
export const SHOWN_BODY_BYTES = 4 * 1024;
/** Of a long transcript (a race fires dozens), the first and last exchanges are shown whole. */
const WHOLE_AT_EITHER_END = 4;

/** The lines of a check's transcript; every exchange has at least its one line. */
export function renderTranscript(evidence: readonly Exchange[]): string[] {
  const isLong = evidence.length > 2 * WHOLE_AT_EITHER_END;
  return evidence.flatMap((exchange, index) => {
    const heading = `[${index + 1}] ${exchangeHeading(exchange)}`;
    const fromEnd = evidence.length - 1 - index;
    if (isLong && Math.min(index, fromEnd) >= WHOLE_AT_EITHER_END) {
      return [heading, "    (headers and bodies: see the json or html report)"];
    }
    return [heading, ...requestLines(exchange), ...replyLines(exchange)];
  });
}

/** Such as `the second withdraw: 200 in 12 ms`. */
export function exchangeHeading({ step, response, failure, durationMs }: Exchange): string {
  const outcome = response === null ? (failure?.kind ?? "no reply") : `status ${response.status}`;
  return `${oneLine(step)}: ${outcome} in ${renderDuration(durationMs)}`;
}

function requestLines({ request }: Exchange): string[] {
  const head = [
    `${exactLine(request.method)} ${exactLine(request.url)}`,
    ...headerLines(request.headers),
  ];
  const body = request.body === null ? [] : ["", ...bodyLines(request.body)];
  return [...head, ...body].map((line) => mark(">", line));
}

function replyLines({ response, failure }: Exchange): string[] {
  const failureLines =
    failure === null ? [] : [mark("!", `${failure.kind}: ${oneLine(failure.message)}`)];
  if (response === null) return failure === null ? [mark("!", "no reply")] : failureLines;
  const lines = [
    `HTTP ${response.status}`,
    ...headerLines(response.headers),
    "",
    ...bodyLines(response.body),
  ];
  return [...lines.map((line) => mark("<", line)), ...failureLines];
}

function mark(sign: string, line: string): string {
  return line === "" ? sign : `${sign} ${line}`;
}

function headerLines(headers: readonly HeaderPair[]): string[] {
  return headers.map(([name, value]) => `${exactLine(name)}: ${exactLine(value)}`);
}

/** A body laid out for reading and cut, each omission said. */
function bodyLines(body: RecordedBody, limitBytes = SHOWN_BODY_BYTES): string[] {
  const { text, omittedBytes } = cutToBytes(bodyText(body), limitBytes);
  const lines = printable(text).split("\n");
  if (body.bytes === 0) return ["(empty body)"];
  return [
    ...(body.text === undefined ? [`(${body.bytes} bytes that are not UTF-8, in Base64)`] : []),
    ...lines,
    ...(omittedBytes > 0 ? [`(cut here: ${omittedBytes} more bytes are recorded)`] : []),
    ...(body.truncated === true
      ? [`(the body had ${body.bytes} bytes; its end was not kept)`]
      : []),
  ];
}

/** Compact JSON indented; JSON with white space of its own and other text as it is, since that may be what is under test; binary as Base64 lines. */
export function bodyText(body: RecordedBody): string {
  const { text } = body;
  if (text !== undefined) return (isCompact(text) ? prettyJson(text) : null) ?? text;
  return (body.base64 ?? "").replaceAll(/(.{76})(?=.)/g, "$1\n");
}

/** Whether there is no white space but in strings. */
function isCompact(json: string): boolean {
  return !/\s/.test(json.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '""'));
}
