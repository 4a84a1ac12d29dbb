/** Polls that are odd or malformed, correctly authenticated: an order of parameters that is free, and what must not break the server. */
import type { JsonValue } from "../../../core/json/value.js";
import { firstPage, pageParameters } from "../../../protocols/payments/paging.js";
import {
  type Parameters,
  parametersOf,
  withParameters,
} from "../../../protocols/payments/request-parameters.js";
import { pagingOf } from "../../../protocols/payments/request.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { describeReply, neverServerError } from "../../expect.js";
import {
  answered,
  ordinaryWindow,
  PAYMENTS_CLAUSE,
  poll,
  pollOrdinary,
  readPoll,
  signedAgain,
  type PaymentsContext,
  type PaymentsTarget,
} from "./payments-target.js";

const CLAUSE = `${PAYMENTS_CLAUSE}: request format is negotiated`;

const ANY_ORDER: CheckDefinition = {
  id: "payments.poll.parameters-in-any-order",
  title: "the order of a poll's parameters means nothing",
  level: "SHOULD",
  clause: CLAUSE,
  why: "Clients and proxies order parameters as they like; a query that breaks by it breaks with the next version of any.",
  fix: "Read parameters by their names.",
  kills: ["payments.reads-parameters-by-place"],
};

const SURVIVES: CheckDefinition = {
  id: "payments.poll.malformed-no-server-error",
  title: "a poll with parameters missing, empty or of another kind is no server error",
  level: "SHOULD",
  clause: CLAUSE,
  why: "A crash looks like an outage: the gateway repeats the poll instead of reporting what is wrong with it.",
  fix: "Check every parameter before it reaches the query, and answer 400.",
  kills: ["payments.crashes-on-malformed-ranges", "payments.crashes-on-malformed-bodies"],
};

interface OddPoll {
  readonly what: string;
  readonly request: OutgoingRequest;
}

export const oddPollScenarios: readonly Scenario<PaymentsTarget>[] = [
  {
    id: "payments.odd.order",
    requests: 2,
    checks: [ANY_ORDER],
    run: async (context) => {
      const control = answered(context, await pollOrdinary(context));
      if (parametersOf(poll(context, ordinaryWindow(context.target))).length < 2) {
        context.notApplicable(ANY_ORDER.id, "a poll has no two parameters");
        return;
      }
      const turned = varied(context, (all) => all.toReversed());
      const step = await context.send("the parameters in the other order", turned);
      context.judge(
        ANY_ORDER.id,
        step,
        (reply) =>
          readPoll(context.target, reply).kind === "records"
            ? null
            : { expected: "the same as in the usual order", actual: describeReply(reply) },
        [control],
      );
    },
  },
  {
    id: "payments.odd.malformed",
    requests: 40,
    checks: [SURVIVES],
    run: async (context) => {
      const control = answered(context, await pollOrdinary(context));
      const odd = [...oddValues(context), ...oddBodies(context), ...beside(context)];
      const steps = await context.sendAll(odd.map(({ what, request }) => [what, request]));
      context.judge(
        SURVIVES.id,
        steps,
        neverServerError(steps, (at) => odd[at]?.what ?? "what is malformed is refused"),
        [control],
      );
    },
  },
];

const VALUES: readonly (readonly [what: string, value: JsonValue])[] = [
  ["empty", ""],
  ["a word", "yesterday"],
  ["the word null", "null"],
  ["negative", "-1"],
  ["beyond 64 bits", "99999999999999999999"],
  ["with a quote", "'\" OR 1=1"],
  ["in another script", "２０２６ 🎮"],
];

/** One parameter at a time: range and page alike. */
function oddValues(context: PaymentsContext): readonly OddPoll[] {
  const { range } = context.target.source;
  const pages = pageParameters(
    pagingOf(context.target.source),
    firstPage(pagingOf(context.target.source)),
  );
  const [page] = pages;
  const names = [
    ...(range === undefined ? [] : [range.from ?? "from", range.to ?? "to"]),
    ...(page === undefined ? [] : [page.name]),
  ];
  return names.flatMap((name) => [
    {
      what: `without ${name}`,
      request: varied(context, (all) => all.filter(([other]) => other !== name)),
    },
    ...VALUES.map(([what, value]) => ({
      what: `${name} ${what}`,
      request: varied(context, (all) =>
        all.map(([other, right]) => [other, other === name ? value : right] as const),
      ),
    })),
  ]);
}

function beside(context: PaymentsContext): readonly OddPoll[] {
  return [
    {
      what: "with an unknown parameter beside",
      request: varied(context, (all) => [...all, ["trace", "7f3a"]]),
    },
  ];
}

function oddBodies(context: PaymentsContext): readonly OddPoll[] {
  const right = poll(context, ordinaryWindow(context.target));
  if (right.body === null) return [];
  const text = Buffer.from(right.body).toString();
  const bodies: readonly (readonly [what: string, body: string])[] = [
    ["an empty body", ""],
    ["the body null", "null"],
    ["a list as body", "[]"],
    ["a text as body", '"payments"'],
    ["a body that breaks off", text.slice(0, -1)],
  ];
  return bodies.map(([what, body]) => ({ what, request: { ...right, body: Buffer.from(body) } }));
}

/** The ordinary poll with other parameters, its credentials made for what it then asks. */
function varied(
  context: PaymentsContext,
  change: (parameters: Parameters) => Parameters,
): OutgoingRequest {
  const right = poll(context, ordinaryWindow(context.target));
  return signedAgain(context, withParameters(right, change));
}
