/**
 * What it means for a whole suite when its control is not accepted: the one
 * right request whose acceptance everything else builds on.
 */
import { adviceBeforeApplication, locationOf } from "../../core/answer-advice.js";
import type { Exchange } from "../../core/http-exchange.js";
import type { HttpFailure } from "../../core/http.js";
import type { CheckResult } from "../../core/report.js";
import { retryAfterMs } from "../../core/retry-schedule.js";
import { describeFailure } from "../health.js";
import { isRepetition } from "../send-steps.js";
import { isSentByTarget } from "../sent-by-target.js";
import type { NextStep, RunDiagnosis } from "./run-diagnosis.js";

/** So much of what a target says is quoted. */
const QUOTED_CHARACTERS = 200;

type Cause = Pick<RunDiagnosis, "text" | "certainty" | "next">;

/**
 * @param control the recorded result of the suite's control
 * @returns null where it was accepted, or refused in a way that tells nothing about the others
 */
export function diagnoseControl(control: CheckResult): RunDiagnosis | null {
  if (control.status !== "fail" && control.status !== "blocked") return null;
  const cause =
    isSentByTarget(control.suite) && control.status === "fail"
      ? ownCause(control)
      : firstCause(control.evidence);
  return cause === null ? null : { ...cause, suite: control.suite, checks: [control.id] };
}

/** What a target sends is judged by itself: no reply of it tells more. */
function ownCause({ title, actual = "", fix }: CheckResult): Cause {
  return {
    text: `this is not met: ${title} (${actual})`,
    certainty: "proved",
    next: { kind: "advice", text: fix },
  };
}

/** The first exchange that did not end well is the one that the others followed from. */
function firstCause(evidence: readonly Exchange[]): Cause | null {
  for (const [at, exchange] of evidence.entries()) {
    const next = evidence[at + 1];
    // What was sent once more is told by its last answer.
    if (next !== undefined && isRepetition(next)) continue;
    const { failure, response } = exchange;
    if (failure !== null) return fromFailure(failure, exchange);
    if (response !== null && response.status >= 300 && response.status !== 302)
      return fromStatus(response.status, exchange);
    if (response?.status === 302 && exchange.request.method !== "GET")
      return fromRedirect(302, exchange);
  }
  return null;
}

function fromFailure(failure: HttpFailure, exchange: Exchange): Cause {
  const { request, startedAt } = exchange;
  const text = `${requestName(exchange)}: ${describeFailure(failure)}`;
  switch (failure.kind) {
    case "dns":
    case "refused":
    case "connect-timeout":
      return { text, certainty: "proved", next: { kind: "url", suggested: null } };
    case "tls":
      return { text, certainty: "proved", next: tlsAdvice(request.url, failure.message) };
    default:
      return { text, certainty: "proved", next: { kind: "log", at: startedAt } };
  }
}

function tlsAdvice(url: string, message: string): NextStep {
  if (/^http:/i.test(url)) return { kind: "url", suggested: url.replace(/^http:/i, "https:") };
  return /does not speak TLS/.test(message)
    ? { kind: "url", suggested: url.replace(/^https:/i, "http:") }
    : {
        kind: "advice",
        text: "Give the certificate of a private authority with --cacert or in the profile's tls section, or mend the server's certificate chain.",
      };
}

function asksToWait({ response }: Exchange): boolean {
  return retryAfterMs(response?.headers ?? [], 0) !== null;
}

function fromStatus(status: number, exchange: Exchange): Cause {
  const name = requestName(exchange);
  const words = quoted(exchange);
  if (status < 400) return fromRedirect(status, exchange);
  const advice = adviceBeforeApplication({
    ...exchange.request,
    status,
    headers: exchange.response?.headers ?? [],
    text: exchange.response?.body.text ?? "",
  });
  if (advice !== null)
    return {
      text: `${name} is answered before the application: ${status}${words}`,
      certainty: "likely",
      next: { kind: "advice", text: advice },
    };
  if (status === 404 || status === 410)
    return {
      text: `nothing is served at ${name}: it answers ${status}${words}`,
      certainty: "likely",
      next: { kind: "url", suggested: null },
    };
  if (status === 405 || status === 501)
    return {
      text: `${name} does not take this method: it answers ${status}${words}`,
      certainty: "proved",
      next: { kind: "url", suggested: null },
    };
  if (status === 401)
    return {
      text: `a right credential is refused at ${name}: it answers 401${words}`,
      certainty: "likely",
      next: { kind: "credential" },
    };
  if (status === 403) return forbidden(name, words);
  if (status === 407)
    return {
      text: `a proxy before ${name} wants credentials of its own: 407`,
      certainty: "proved",
      next: {
        kind: "advice",
        text: "Put user and password into the proxy's URL, or name the host in NO_PROXY.",
      },
    };
  if (status === 429 || (status === 503 && asksToWait(exchange)))
    return {
      text: `${name} takes no more requests: it answers ${status}${words}`,
      certainty: "proved",
      next: {
        kind: "advice",
        text: "Slow the run with --rate, or lift the limit for this address.",
      },
    };
  if (status >= 500)
    return {
      text: `the target fails at a right request to ${name}: it answers ${status}${words}`,
      certainty: "proved",
      next: { kind: "log", at: exchange.startedAt },
    };
  return {
    text: `the content of a right request is refused at ${name}: it answers ${status}${words}`,
    certainty: "likely",
    next: { kind: "content" },
  };
}

function forbidden(name: string, words: string): Cause {
  return {
    text: `${name} may not be used from here, or not with this credential: it answers 403${words}`,
    certainty: "likely",
    next: {
      kind: "advice",
      text: "Look at the address list, firewall or CSRF protection before the application first, then at the secret.",
    },
  };
}

function fromRedirect(status: number, exchange: Exchange): Cause {
  const location = locationOf({
    url: exchange.request.url,
    headers: exchange.response?.headers ?? [],
  });
  // What the request itself had behind the ? does not belong into a profile.
  const [, asked] = exchange.request.url.split("?", 2);
  const target =
    location !== null && asked !== undefined && location.endsWith(`?${asked}`)
      ? location.slice(0, -asked.length - 1)
      : location;
  return {
    text: `${requestName(exchange)} redirects with ${status}${target === null ? " and no Location" : ` to ${target}`}`,
    certainty: "proved",
    next: { kind: "url", suggested: target },
  };
}

/** Method and URL, without the query, which holds what each request has of its own. */
function requestName({ request }: Exchange): string {
  return `${request.method} ${request.url.replace(/[?#].*$/s, "")}`;
}

function quoted({ response }: Exchange): string {
  const text = response?.body.text?.trim() ?? "";
  if (text === "") return "";
  const line = text.replaceAll(/\s+/g, " ");
  const cut = line.length > QUOTED_CHARACTERS ? `${line.slice(0, QUOTED_CHARACTERS)}…` : line;
  return `, ${cut}`;
}
