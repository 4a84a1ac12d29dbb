/** Makes a journal entry of what was sent or received, with nothing secret left in it. */
import {
  type HeaderPair,
  type HttpOutcome,
  type HttpRequest,
  isUnreachable,
} from "../core/http.js";
import type { ServedOutcome, ServedRequest } from "../core/server.js";
import type { JournalEntry, Verdict } from "./entry.js";
import { messageFacts } from "./message-facts.js";
import { createIsoTimes } from "../core/iso-time.js";
import { once } from "../core/memoize.js";
import { learntInExchange, type RedactionRules } from "../core/redaction.js";
import { tellingParts } from "../core/redaction/learnt.js";
import { compileNeedles, type KnownSecret } from "../core/redaction/needles.js";
import { createPlainCheck } from "../core/redaction/plain-messages.js";
import {
  createExchangeRedactor,
  KEEPS_ALL,
  type ExchangeRedactor,
  type KeptMessage,
  type RedactedMessage,
} from "./redact.js";
import { displayText } from "./redacted.js";

/** What is known of an exchange beside its bytes. */
export interface CaptureFacts {
  readonly id: string;
  readonly command: string;
  readonly step: string;
  readonly environment: string | null;
  readonly partner: string | null;
  readonly tool: string;
  readonly live: boolean;
  readonly note: string | null;
  readonly keys: Readonly<Record<string, string>>;
}

export interface Capture {
  sent(facts: CaptureFacts, request: HttpRequest, outcome: HttpOutcome): JournalEntry;
  received(facts: CaptureFacts, served: ServedExchange): JournalEntry;
}

export interface ServedExchange {
  readonly request: ServedRequest;
  readonly outcome: ServedOutcome;
  /** The URL at which it came in. */
  readonly url: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/**
 * @param secrets known by their value
 * @param rules in force for every exchange captured with this
 */
export function createCapture(secrets: readonly KnownSecret[], rules: RedactionRules): Capture {
  const { personal, requestNames, replyNames } = rules;
  const needles = compileNeedles(secrets);
  const partsKnown = once(() => tellingParts(secrets, rules));
  const requests = { personal, names: requestNames };
  const replies = { personal, names: replyNames };
  const plainRequests = createPlainCheck(needles, requests);
  const plainReplies = createPlainCheck(needles, replies);
  const isoTime = createIsoTimes();
  /** @param words about the exchange */
  const redactorFor = (
    asked: KeptMessage,
    answered: KeptMessage | null,
    words: readonly (string | null)[],
  ) => {
    const isPlain =
      plainRequests.message(asked) &&
      (answered === null || plainReplies.message(answered)) &&
      words.every((text) => text === null || plainRequests.words(text));
    if (isPlain) return KEEPS_ALL;
    return createExchangeRedactor(needles, learntInExchange(asked, answered, rules, partsKnown));
  };
  const keepReply = (redactor: ExchangeRedactor, reply: KeptMessage) => {
    const { headers, body } = redactor.message(reply, replies);
    return { headers, body: body ?? { size: 0, content: "" } };
  };
  return {
    sent: (facts, request, outcome) => {
      const asked = sentMessage(request, outcome);
      const answered = replyMessage(outcome);
      const { trace, reply, failure } = outcome;
      const words = [facts.step, facts.note, failure?.message ?? null];
      const redactor = redactorFor(asked, answered, words);
      const kept = redactor.message(asked, requests);
      return entryOf(facts, asked, redactor, {
        at: isoTime(trace.startedAtMs),
        direction: "sent",
        method: request.method,
        status: reply?.status ?? null,
        durationMs: trace.totalMs,
        failure: failure?.kind ?? null,
        verdict: verdictOf(outcome),
        remoteAddress: trace.remoteAddress,
        localPort: trace.localPort,
        headMs: trace.headMs === null ? null : round(trace.headMs),
        failureMessage: failure === null ? null : shown(failure.message, redactor),
        request: keptRequest(kept, trace.sentHead !== null),
        response: answered === null ? null : keepReply(redactor, answered),
      });
    },
    received: (facts, { request, outcome, url, startedAtMs, durationMs }) => {
      const asked = { url, headers: request.headers, body: request.body };
      const answered =
        outcome === "reset" ? null : { url: "", headers: outcome.headers, body: outcome.body };
      const redactor = redactorFor(asked, answered, [facts.step, facts.note]);
      const kept = redactor.message(asked, requests);
      return entryOf(facts, asked, redactor, {
        at: isoTime(startedAtMs),
        direction: "received",
        method: request.method,
        status: outcome === "reset" ? null : outcome.status,
        durationMs,
        failure: outcome === "reset" ? "reset" : null,
        verdict: outcome === "reset" ? "unanswered" : statusVerdict(outcome.status),
        remoteAddress: request.remoteAddress,
        localPort: null,
        headMs: null,
        failureMessage: null,
        request: keptRequest(kept, true),
        response: answered === null ? null : keepReply(redactor, answered),
      });
    },
  };
}

/** What an entry says of the exchange, besides what is found in the request. */
type Told = Pick<
  JournalEntry,
  | "at"
  | "direction"
  | "method"
  | "status"
  | "durationMs"
  | "failure"
  | "verdict"
  | "remoteAddress"
  | "localPort"
  | "headMs"
  | "failureMessage"
  | "request"
  | "response"
>;

/** Each member by its name: to spread objects takes longer than all the rest of this. */
function entryOf(
  facts: CaptureFacts,
  asked: KeptMessage,
  redactor: ExchangeRedactor,
  told: Told,
): JournalEntry {
  const found = messageFacts(asked.url, asked.body);
  const each = (text: string) => shown(text, redactor);
  return {
    id: facts.id,
    at: told.at,
    direction: told.direction,
    command: facts.command,
    step: each(facts.step),
    environment: facts.environment,
    method: told.method,
    url: displayText(told.request.url),
    status: told.status,
    failure: told.failure,
    verdict: told.verdict,
    durationMs: round(told.durationMs),
    events: redactor === KEEPS_ALL ? found.events : found.events.map(each),
    transactions: redactor === KEEPS_ALL ? found.transactions : found.transactions.map(each),
    tool: facts.tool,
    partner: facts.partner,
    live: facts.live,
    remoteAddress: told.remoteAddress,
    localPort: told.localPort,
    headMs: told.headMs,
    failureMessage: told.failureMessage,
    note: facts.note === null ? null : each(facts.note),
    keys: facts.keys,
    request: told.request,
    response: told.response,
  };
}

function keptRequest(
  { url, headers, body }: RedactedMessage,
  onWire: boolean,
): JournalEntry["request"] {
  return { url, headers, onWire, body };
}

function shown(text: string, redactor: ExchangeRedactor): string {
  return displayText(redactor.text(text));
}

/** The headers as they went over the wire, where they did. */
function sentMessage(request: HttpRequest, { trace }: HttpOutcome): KeptMessage {
  return {
    url: request.url,
    headers: trace.sentHead === null ? request.headers : headersOf(trace.sentHead),
    body: request.body,
  };
}

function replyMessage({ reply }: HttpOutcome): KeptMessage | null {
  if (reply === null) return null;
  const { headers, body, bodyBytes } = reply;
  return { url: "", headers, body, bodyBytes, isCut: bodyBytes > body.length };
}

function headersOf(head: string): readonly HeaderPair[] {
  return head
    .split("\r\n")
    .slice(1)
    .flatMap((line) => {
      const at = line.indexOf(":");
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
    });
}

function verdictOf({ reply, failure }: HttpOutcome): Verdict {
  if (reply !== null) return statusVerdict(reply.status);
  return isUnreachable(failure) ? "unreachable" : "unanswered";
}

function statusVerdict(status: number): Verdict {
  if (status >= 200 && status < 300) return "accepted";
  return status >= 300 && status < 400 ? "redirected" : "refused";
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
