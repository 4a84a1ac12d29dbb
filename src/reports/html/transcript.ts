/** What went over the wire, laid out for reading or as recorded; a switch chooses. */
import type { Exchange, RecordedBody } from "../../core/http-exchange.js";
import type { HeaderPair } from "../../core/http.js";
import { cutToBytes, exactLine, oneLine } from "../printable.js";
import { bodyText, exchangeHeading } from "../transcript.js";
import { type Markup, markup } from "./markup.js";

/** A page with more of each body would not open. */
const SHOWN_BODY_BYTES = 64 * 1024;

export function transcript(evidence: readonly Exchange[], anchor: string): Markup | null {
  if (evidence.length === 0) return null;
  return markup`<div class="transcript"><header><h4>Transcript</h4>
<fieldset class="view"><legend class="quiet">Show bodies</legend>
<label><input type="radio" name="view-${anchor}" value="pretty" checked>Pretty</label>
<label><input type="radio" name="view-${anchor}" value="raw">Raw</label></fieldset></header>
${evidence.map(exchangeBlock)}</div>`;
}

/** Of what passed, so many exchanges in a line each; the first of them whole. */
const BRIEF_LINES = 8;
/** So much of a body tells what it was. */
const BRIEF_BODY_BYTES = 256;
/** Of all that passed, whole exchanges of so many characters: a page must open anywhere. */
const BRIEF_CHARACTERS = 250_000;

/** What passed is evidence for whoever asks: folded, and each exchange shown once on the page. */
export function createBriefTranscript(): (
  evidence: readonly Exchange[],
  anchor: string,
) => Markup | null {
  const shown = new Map<string, string>();
  let left = BRIEF_CHARACTERS;
  const firstOf = (exchange: Exchange, anchor: string) => {
    const { startedAt, step, request, response } = exchange;
    const key = JSON.stringify([startedAt, step, request, response]);
    const before = shown.get(key);
    if (before !== undefined)
      return markup`<p>The first of them is shown at <a href="#${before}">${before.slice("check-".length)}</a>.</p>`;
    const block = briefExchange(exchange);
    if (block.html.length > left) return markup`<p>Whole in the json report.</p>`;
    left -= block.html.length;
    shown.set(key, anchor);
    return block;
  };
  return (evidence, anchor) => {
    const [first] = evidence;
    if (first === undefined) return null;
    const more = evidence.length - BRIEF_LINES;
    return markup`<div class="transcript"><h4>Transcript</h4>
<ol class="brief">${evidence.slice(0, BRIEF_LINES).map(briefLine)}</ol>${
      more > 0 && markup`<p>${more} more, and all of them whole, in the json report.</p>`
    }
${firstOf(first, anchor)}</div>`;
  };
}

function briefLine(exchange: Exchange): Markup {
  const { method, url } = exchange.request;
  const path = oneLine(url.replace(/^https?:\/\/[^/]*/i, ""));
  const { text, omittedBytes } = cutToBytes(path, 80);
  return markup`<li>${exchangeHeading(exchange)} <code>${exactLine(method)} ${text}${omittedBytes > 0 && "…"}</code></li>`;
}

function briefExchange({ request, response }: Exchange): Markup {
  const requestHead = `${exactLine(request.method)} ${exactLine(request.url)}`;
  const show = (head: string, headers: readonly HeaderPair[], body: RecordedBody | null) =>
    message(head, headers, body, "raw", BRIEF_BODY_BYTES);
  return markup`<div class="pair"><pre class="wire" tabindex="0" aria-label="Request">${show(requestHead, request.headers, request.body)}</pre>${
    response !== null &&
    markup`<pre class="wire" tabindex="0" aria-label="Response">${show(`HTTP ${response.status}`, response.headers, response.body)}</pre>`
  }</div>`;
}

function exchangeBlock(exchange: Exchange, index: number): Markup {
  const { startedAt, remoteAddress, failure } = exchange;
  const aside = remoteAddress === null ? startedAt : `${startedAt}, ${remoteAddress}`;
  return markup`<div class="exchange"><h5>${index + 1}. ${exchangeHeading(exchange)} <span>${aside}</span></h5>
${failure !== null && markup`<p class="failure">${failure.kind}: ${oneLine(failure.message)}</p>`}
${wire(exchange, "pretty")}${wire(exchange, "raw")}</div>`;
}

function wire({ request, response }: Exchange, view: "pretty" | "raw"): Markup {
  const requestHead = `${exactLine(request.method)} ${exactLine(request.url)}`;
  return markup`<div class="pair ${view}"><pre class="wire" tabindex="0" aria-label="Request">${message(requestHead, request.headers, request.body, view)}</pre>${
    response !== null &&
    markup`<pre class="wire" tabindex="0" aria-label="Response">${message(`HTTP ${response.status}`, response.headers, response.body, view)}</pre>`
  }</div>`;
}

function message(
  firstLine: string,
  headers: readonly HeaderPair[],
  body: RecordedBody | null,
  view: "pretty" | "raw",
  limitBytes = SHOWN_BODY_BYTES,
): Markup {
  const lines = headers.map(([name, value]) => `${exactLine(name)}: ${exactLine(value)}`);
  return markup`<b>${firstLine}</b>
<span class="head">${lines.join("\n")}</span>${body !== null && body.bytes > 0 && bodyMarkup(body, view, limitBytes)}`;
}

function bodyMarkup(body: RecordedBody, view: "pretty" | "raw", limitBytes: number): Markup {
  const whole = view === "pretty" ? bodyText(body) : (body.text ?? body.base64 ?? "");
  const { text, omittedBytes } = cutToBytes(whole, limitBytes);
  const notes = [
    body.text === undefined ? `(${body.bytes} bytes that are not UTF-8, in Base64)` : null,
    omittedBytes > 0 ? `(cut here: ${omittedBytes} more bytes are in the json report)` : null,
    body.truncated === true ? `(the body had ${body.bytes} bytes; its end was not kept)` : null,
  ].filter((note) => note !== null);
  return markup`

${text}${notes.map(
    (note) => markup`
<span class="head">${note}</span>`,
  )}`;
}
