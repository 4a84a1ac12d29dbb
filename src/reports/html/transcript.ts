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
): Markup {
  const lines = headers.map(([name, value]) => `${exactLine(name)}: ${exactLine(value)}`);
  return markup`<b>${firstLine}</b>
<span class="head">${lines.join("\n")}</span>${body !== null && body.bytes > 0 && bodyMarkup(body, view)}`;
}

function bodyMarkup(body: RecordedBody, view: "pretty" | "raw"): Markup {
  const whole = view === "pretty" ? bodyText(body) : (body.text ?? body.base64 ?? "");
  const { text, omittedBytes } = cutToBytes(whole, SHOWN_BODY_BYTES);
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
