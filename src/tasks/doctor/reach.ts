/** Whether each role answers at its own path, asked without credentials, which moves nothing; and what its `Date` says. */
import {
  adviceBeforeApplication,
  adviceOnAnswer,
  adviceOnFailure,
  isRedirect,
} from "../../core/answer-advice.js";
import {
  type ConnectionSettings,
  headerValue,
  type Http,
  type HttpFailure,
  type HttpOutcome,
  isUnreachable,
} from "../../core/http.js";
import { createSend } from "../../transport/send.js";
import type { Redactor } from "../../core/redaction.js";
import { type ClockRule, judgeSkew, measureSkew } from "./clock.js";
import { type DoctorLine, fail, pass, unreachable, warn } from "./line.js";
import { settingsOf, type Role } from "./roles.js";

export interface Asked {
  readonly role: Role;
  readonly outcome: HttpOutcome;
}

export interface AskPorts {
  readonly http: Http;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** One request to the path that the role is used at. */
export async function askRole(
  { title, url, question: { method, body } }: Role,
  connection: ConnectionSettings,
  { http, redactor, signal }: AskPorts,
): Promise<HttpOutcome> {
  const send = createSend({ http, redactor, connection, freshConnections: true, signal });
  const isPost = method === "POST";
  const { outcome } = await send(`doctor: is ${title} there?`, {
    method,
    url,
    headers: isPost ? [["Content-Type", "application/json"]] : [],
    body: isPost ? Buffer.from(body) : null,
  });
  return outcome;
}

export function judgeAnswer({ role, outcome }: Asked): DoctorLine {
  const { section, title, url, question } = role;
  const { method } = question;
  const place = { check: "role", subject: section };
  const who = `${title} at ${url.replace(/\?.*$/s, "")}`;
  if (outcome.failure !== null) return judgeSilence(place, who, role, outcome.failure);
  const { status, headers, body } = outcome.reply;
  const answer = { method, url, status, headers, text: Buffer.from(body).toString("utf8") };
  const message = `${who} answers ${status} to a ${method} without credentials`;
  const isWrong =
    [405, 407, 410, 501].includes(status) ||
    isRedirect(status) ||
    (status === 404 && !isUnknownThing(question, answer.text)) ||
    adviceBeforeApplication(answer) !== null;
  if (isWrong)
    return fail(
      place,
      message,
      adviceOnAnswer(answer) ?? `Look at the URL of ${section} in the profile.`,
    );
  if (status >= 500)
    return warn(
      place,
      message,
      adviceOnAnswer(answer) ??
        "It is there, but not well: look at its log, or at the gateway before it.",
    );
  if (status < 300 && question.refuses)
    return warn(
      place,
      message,
      "A right one refuses that: look at whether this URL is the endpoint itself, and not a page that answers at every path.",
    );
  return pass(place, message);
}

/** A target may say 404 of a user or a game; frameworks say in their own words that there is no route. */
function isUnknownThing({ notFound }: Role["question"], text: string): boolean {
  return (
    notFound === "unknown" ||
    (/^\s*\{/.test(text) && !/cannot (?:get|post)|not.?found|no route/i.test(text))
  );
}

function judgeSilence(
  place: { readonly check: string; readonly subject: string },
  who: string,
  { section, url }: Role,
  failure: HttpFailure,
): DoctorLine {
  const message = `${who}: ${failure.message}`;
  const settings = settingsOf(section);
  if (failure.kind === "tls")
    return unreachable(
      place,
      message,
      /speak/.test(failure.message)
        ? (adviceOnFailure(url, failure) ?? "Look at the port.")
        : `See the line on TLS; a CA is named with --cacert, or with ${settings}.tls.ca in the profile.`,
    );
  return isUnreachable(failure)
    ? unreachable(
        place,
        message,
        / listens at |^the proxy /.test(failure.message)
          ? (adviceOnFailure(url, failure) ?? "Look at the URL.")
          : `Look at the URL of ${section} in the profile, and whether the server runs.`,
      )
    : unreachable(place, message, "It takes connections but does not answer: look at its log.");
}

/** @returns null where there is no answer, or none that is its own */
export function judgeClock(
  origin: string,
  outcome: HttpOutcome,
  rules: readonly ClockRule[],
): DoctorLine | null {
  const { reply, trace } = outcome;
  if (reply === null || trace.headMs === null) return null;
  const place = { check: "clock", subject: new URL(origin).host };
  const date = headerValue(reply.headers, "date");
  const sentAtMs = trace.startedAtMs;
  const skew = date === null ? null : measureSkew(date, sentAtMs, sentAtMs + trace.headMs);
  if (skew === null)
    return {
      ...place,
      status: "na",
      message: "its replies have no Date to compare with",
    };
  // A cache repeats the date of the answer that it kept.
  if (Number(headerValue(reply.headers, "age") ?? 0) > 0)
    return {
      ...place,
      status: "na",
      message: "a cache answered, and its Date is not the time",
    };
  return judgeSkew(place, skew, rules);
}
