/** Whether each role answers: one HEAD of `/` at its origin, which moves nothing, and what its `Date` says. */
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
  readonly origin: string;
  readonly outcome: HttpOutcome;
}

export interface AskPorts {
  readonly http: Http;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** A server that breaks off on HEAD, which is not rare, is asked once more with GET. */
export async function askOrigin(
  origin: string,
  connection: ConnectionSettings,
  { http, redactor, signal }: AskPorts,
): Promise<HttpOutcome> {
  const send = createSend({
    http,
    redactor,
    connection,
    freshConnections: true,
    signal,
  });
  const ask = async (method: string) => {
    const request = { method, url: `${origin}/`, headers: [], body: null };
    return (await send("doctor: is anybody there?", request)).outcome;
  };
  const outcome = await ask("HEAD");
  const { failure } = outcome;
  return failure?.kind === "reset" || failure?.kind === "malformed" ? ask("GET") : outcome;
}

export function judgeAnswer({ role, origin, outcome }: Asked): DoctorLine {
  const place = { check: "role", subject: role.section };
  const who = `${role.title} at ${origin}`;
  if (outcome.failure !== null) return judgeSilence(place, who, role, outcome.failure);
  const { status } = outcome.reply;
  const message = `${who} answers ${status}`;
  if (status === 407)
    return fail(
      place,
      `the proxy on the way to ${who} wants credentials (407)`,
      "Put them into the proxy's URL, or add the host to NO_PROXY.",
    );
  return status >= 500
    ? warn(
        place,
        message,
        "It is there, but not well: look at its log, or at the gateway before it.",
      )
    : pass(place, message);
}

function judgeSilence(
  place: { readonly check: string; readonly subject: string },
  who: string,
  { section }: Role,
  failure: HttpFailure,
): DoctorLine {
  const message = `${who}: ${failure.message}`;
  const settings = settingsOf(section);
  if (failure.kind === "tls")
    return unreachable(
      place,
      message,
      `See the line on TLS; a CA is named with --cacert, or with ${settings}.tls.ca in the profile.`,
    );
  return isUnreachable(failure)
    ? unreachable(
        place,
        message,
        `Look at the URL of ${section} in the profile, and whether the server runs.`,
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
