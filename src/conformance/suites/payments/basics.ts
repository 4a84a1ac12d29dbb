/** What every poll relies on: an answer, in the agreed form, in time. */
import { headerValue, type HttpReply } from "../../../core/http.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import { describeReply } from "../../expect.js";
import { precondition } from "../../scenario-context.js";
import {
  answered,
  longestWindow,
  PAYMENTS_CLAUSE,
  poll,
  pollOrdinary,
  readPoll,
  type PaymentsTarget,
} from "./payments-target.js";

const LOST =
  "What cannot be polled is never reported: creators are not credited, and the verdict is short.";

const ACCEPTED: CheckDefinition = {
  id: "payments.poll.accepted",
  title: "a right poll is answered with success",
  level: "MUST",
  clause: `${PAYMENTS_CLAUSE}: the game server offers a query API that returns payment history by date range`,
  why: LOST,
  fix: "Compare key, recipe and clock with the profile; let playcamp-gw vectors payments show what is signed.",
  kills: ["payments.refuses-everything", "payments.answers-202"],
};

const READABLE: CheckDefinition = {
  id: "payments.reply.readable",
  title: "the reply is JSON in UTF-8 and has its records where the mapping says",
  level: "MUST",
  clause: `${PAYMENTS_CLAUSE}: each record is converted to PlayCamp's bulk payment format`,
  why: LOST,
  fix: "Send nothing but one JSON document in UTF-8, with a list at the agreed place.",
  kills: [
    "payments.prints-warnings",
    "payments.breaks-off",
    "payments.writes-latin1",
    "payments.keys-records-by-number",
  ],
};

const LABELLED: CheckDefinition = {
  id: "payments.reply.content-type",
  title: "the reply is labelled as data, not as a web page",
  level: "SHOULD",
  clause: `${PAYMENTS_CLAUSE}: request and response format are negotiated`,
  why: "Proxies and clients treat a page differently: they rewrite it, cut it, or refuse it.",
  fix: "Send Content-Type: application/json.",
  kills: ["payments.labels-as-html"],
};

const LONGEST: CheckDefinition = {
  id: "payments.range.longest-accepted",
  title: "the longest agreed range is answered with success",
  level: "SHOULD",
  clause: `${PAYMENTS_CLAUSE}: payment history by date range`,
  why: "The poller asks for windows of the agreed length; a range that is refused is never reported.",
  fix: "Take ranges up to the agreed length, or agree on a shorter payments.source.range.maxWindow.",
  kills: ["payments.refuses-long-ranges"],
};

const IN_TIME: CheckDefinition = {
  id: "payments.reply.in-time",
  title: "a page of the longest agreed range comes within half of the agreed time",
  level: "SHOULD",
  clause: `${PAYMENTS_CLAUSE}: the gateway polls and retries at progressive intervals`,
  why: "A query that is slow on a quiet day runs into the time-out at a month's end, when it is needed most.",
  fix: "Index payments by time, and agree on smaller pages or a shorter maxWindow.",
  kills: ["payments.slow-on-long-ranges"],
};

export const basicScenarios: readonly Scenario<PaymentsTarget>[] = [
  {
    id: "payments.basics.poll",
    requests: 1,
    checks: [ACCEPTED, READABLE, LABELLED],
    run: async (context) => {
      const step = await pollOrdinary(context);
      context.judge(ACCEPTED.id, step, (reply) => expectAccepted(context.target, reply));
      const accepted = precondition(
        step,
        (reply) => expectAccepted(context.target, reply) === null,
        "the poll was refused, so its reply is not judged",
      );
      context.judge(READABLE.id, step, (reply) => expectReadable(context.target, reply), [
        accepted,
      ]);
      context.judge(LABELLED.id, step, expectLabel, [accepted]);
    },
  },
  {
    id: "payments.basics.longest-range",
    requests: 2,
    // Its time is taken, and is to be the server's own.
    alone: true,
    checks: [LONGEST, IN_TIME],
    notApplicable: ({ source }) =>
      source.range === undefined
        ? "payments.source.range is not declared: there is no range to ask for"
        : null,
    run: async (context) => {
      const control = answered(context, await pollOrdinary(context));
      const step = await context.send(
        "the longest range",
        poll(context, longestWindow(context.target)),
      );
      context.judge(LONGEST.id, step, (reply) => expectAccepted(context.target, reply), [control]);
      const accepted = precondition(
        step,
        (reply) => expectAccepted(context.target, reply) === null,
        "the longest range was refused, so its time is not judged",
      );
      const tookMs = step.exchanges.at(-1)?.durationMs ?? 0;
      const allowedMs = context.target.settings.connection.timeoutMs / 2;
      context.judge(IN_TIME.id, step, () => expectWithin(tookMs, allowedMs), [accepted]);
    },
  },
];

function expectAccepted(target: PaymentsTarget, reply: HttpReply): Finding | null {
  const reading = readPoll(target, reply);
  if (reading.kind !== "refused") return null;
  const { success } = target.source;
  const sign =
    success === undefined ? "" : `, and "${success.path}" is ${JSON.stringify(success.equals)}`;
  return {
    expected: `2xx${sign}: the poll is right`,
    actual: describeReply(reply),
    hint: "When the fingerprint is refused, compare the text that is digested first: borders are signed as they are sent, before URL encoding.",
  };
}

function expectReadable(target: PaymentsTarget, reply: HttpReply): Finding | null {
  const reading = readPoll(target, reply);
  if (reading.kind !== "unreadable") return null;
  const { records = "" } = target.source;
  return {
    expected: `JSON with a list of records ${records === "" ? "as its whole" : `at "${records}"`}`,
    actual: `${reading.problem}; ${describeReply(reply)}`,
  };
}

function expectLabel(reply: HttpReply): Finding | null {
  const label = headerValue(reply.headers, "content-type");
  if (label !== null && /json|text\/plain|octet-stream/i.test(label)) return null;
  return {
    expected: "a Content-Type of JSON",
    actual: label === null ? "no Content-Type" : `Content-Type: ${label}`,
  };
}

function expectWithin(tookMs: number, allowedMs: number): Finding | null {
  if (tookMs <= allowedMs) return null;
  return {
    expected: `a reply within ${allowedMs} ms, half of the agreed time-out`,
    actual: `a reply after ${Math.round(tookMs)} ms`,
  };
}
