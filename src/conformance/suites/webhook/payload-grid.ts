/** Payloads by grid: every event in every legal form, in every place of a batch, and broken in every member. */
import {
  EDGE_VALUES,
  type EventFactors,
  inForms,
  optionalMembers,
} from "../../../protocols/webhook/event-forms.js";
import {
  WEBHOOK_EVENTS,
  type WebhookEvent,
  type WebhookEventName,
} from "../../../protocols/webhook/events.js";
import { UNKNOWN_EVENT } from "../../../protocols/webhook/tamper-bodies.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectSuccess, findingAmong, neverServerError } from "../../expect.js";
import { ODD_IDS } from "../../id-forms.js";
import { type Factors, pairwiseRows, type Row } from "../../pairwise.js";
import type { Step } from "../../scenario-context.js";
import {
  accepted,
  bodyText,
  carries,
  deliverOrdinary,
  delivery,
  eventFor,
  ofSamples,
  ordinaryEvent,
  rawDelivery,
  REFUSES_ALL,
  WEBHOOK_CLAUSE,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";

/** A delivery of a grid: its name in the evidence, and its events. */
type Cell = readonly [name: string, events: readonly WebhookEvent[]];

/** A body that no receiver can use. */
type BrokenCell = readonly [name: string, body: string];

const LOST = "PlayCamp retries a few times and then gives the delivery up: what it told is lost.";

function check(
  id: string,
  details: Pick<CheckDefinition, "title" | "level" | "why" | "fix" | "kills">,
): CheckDefinition {
  return { id: `webhook.${id}`, clause: `${WEBHOOK_CLAUSE}, delivery format: events`, ...details };
}

function grid(
  definition: CheckDefinition,
  requests: number,
  cells: (context: WebhookContext) => readonly Cell[],
): Scenario<WebhookTarget> {
  return {
    id: `webhook.accepted.${definition.id.slice("webhook.".length)}`,
    requests,
    checks: [definition],
    run: async (context) => {
      const carried = cells(context).filter(
        ([, [event]]) => event && carries(context.target, event),
      );
      if (carried.length === 0) {
        context.notApplicable(definition.id, "the gateway format carries no such event");
        return;
      }
      const steps: Step[] = [];
      for (const [name, events] of carried) {
        steps.push(await context.send(name, delivery(context, events)));
      }
      context.judge(definition.id, steps, (...replies) =>
        findingAmong(steps, replies, (reply) => expectSuccess(reply, "each of them is legal")),
      );
    },
  };
}

function factorsOf(factors: EventFactors): Factors {
  return Object.fromEntries(
    Object.entries(factors).map(([name, forms]) => {
      const [ordinary = "", ...others] = Object.keys(forms);
      return [name, [ordinary, ...others]];
    }),
  );
}

function eventCells(
  context: WebhookContext,
  label: string,
  factorsFor: (name: WebhookEventName) => EventFactors,
): readonly Cell[] {
  return WEBHOOK_EVENTS.flatMap((name) => {
    const factors = factorsFor(name);
    return pairwiseRows(factorsOf(factors)).map((row, at): Cell => {
      const own = `${label}/${name}/${at}`;
      const event = inForms(eventFor(context, name, own), factors, row);
      return [`${name}: ${describeRow(row)}`, [ofSamples(context, event, own)]];
    });
  });
}

function describeRow(row: Row): string {
  return Object.entries(row)
    .map(([factor, form]) => `${factor} ${form}`)
    .join(", ");
}

function cellCount(factorsFor: (name: WebhookEventName) => EventFactors): number {
  return WEBHOOK_EVENTS.reduce(
    (sum, name) => sum + pairwiseRows(factorsOf(factorsFor(name))).length,
    0,
  );
}

const edgeValues = (name: WebhookEventName): EventFactors => EDGE_VALUES[name] ?? {};

/** Every kind once at each place of a batch, with an event among them that nobody knows. */
function rotations(context: WebhookContext): readonly Cell[] {
  const carried = WEBHOOK_EVENTS.filter((event) => carries(context.target, { event }));
  return carried.map((first, turn): Cell => {
    const events = carried.map((_, at) => {
      const name = carried[(turn + at) % carried.length] ?? first;
      return eventFor(context, name, `place/${turn}/${at}`);
    });
    const unknown = { ...ordinaryEvent(context, `place/${turn}/unknown`), event: UNKNOWN_EVENT };
    const at = 1 + (turn % events.length);
    return [
      `a batch that begins with ${first}`,
      [...events.slice(0, at), unknown, ...events.slice(at)],
    ];
  });
}

/** What no member of a delivery may be: absent or null. */
const WRONG_VALUES: readonly unknown[] = [undefined, null];

function brokenBodies(context: WebhookContext): readonly BrokenCell[] {
  const right = bodyText(context, [ordinaryEvent(context, "broken")]);
  const whole: readonly BrokenCell[] = [
    ...["null", "true", "7", '"text"', "[]", "{}", '{"events":null}', '{"events":{}}'],
    ...['{"events":"text"}', '{"events":[null]}', '{"events":[[]]}', '{"events":["text"]}'],
    '{"events":[]}',
  ].map((body) => [`the body ${body}`, body] as const);
  const cut = [`a body cut in the middle`, right.slice(0, right.length / 2)] as const;
  const deep = [
    `500 lists in each other`,
    `{"events":${"[".repeat(500)}${"]".repeat(500)}}`,
  ] as const;
  if (context.target.format !== "playcamp") return [...whole, cut, deep];
  const event = ordinaryEvent(context, "broken member");
  const members = ["event", "timestamp", "data"].flatMap((name) =>
    WRONG_VALUES.map((value): BrokenCell => [
      value === undefined
        ? `an event without ${name}`
        : `an event whose ${name} is ${JSON.stringify(value)}`,
      JSON.stringify({ events: [{ ...event, [name]: value }] }),
    ]),
  );
  const holding = (what: string, changed: object, shown: unknown): BrokenCell => [
    `${what} ${String(shown)}`,
    JSON.stringify({ events: [{ ...event, data: { ...event.data, ...changed } }] }),
  ];
  const data = Object.keys(event.data).map((name) =>
    holding(`an event whose ${name} is`, { [name]: null }, null),
  );
  const ids = Object.entries(ODD_IDS).map(([what, make]) =>
    holding(
      "an event with a transactionId",
      { transactionId: make(context.values.id(what)) },
      what,
    ),
  );
  return [...whole, cut, deep, ...members, ...data, ...ids];
}

/** One control, the broken bodies of a whole delivery, three members, at most eight of `data`, and odd ids. */
const MOST_BROKEN = 1 + 15 + 3 * WRONG_VALUES.length + 8 + Object.keys(ODD_IDS).length;

const NEVER_5XX = check("malformed.never-5xx", {
  title: "broken bodies, correctly signed, never end in a server error",
  level: "SHOULD",
  why: "A 5xx makes PlayCamp repeat what can never succeed, and a crash takes other deliveries with it.",
  fix: "Check the shape of a delivery before it is used, and answer 400 to what does not fit.",
  kills: ["webhook.crashes-on-null", "webhook.crashes-on-null-data", "webhook.crashes-on-non-json"],
});

const malformed: Scenario<WebhookTarget> = {
  id: "webhook.refused.malformed",
  requests: MOST_BROKEN,
  checks: [NEVER_5XX],
  run: async (context) => {
    const preconditions = [accepted(await deliverOrdinary(context))];
    const steps: Step[] = [];
    for (const [name, body] of brokenBodies(context)) {
      steps.push(await context.send(name, rawDelivery(context, Buffer.from(body))));
    }
    context.judge(
      NEVER_5XX.id,
      steps,
      neverServerError(steps, "no body breaks a server"),
      preconditions,
    );
  },
};

const EVENTS_REFUSED = WEBHOOK_EVENTS.filter((name) => name !== "payment.created").map(
  (name) => `webhook.refuses-${name}`,
);

export const payloadGridScenarios: readonly Scenario<WebhookTarget>[] = [
  grid(
    check("grid.optional-members", {
      title: "every event is accepted with and without each of its optional members",
      level: "MUST",
      why: LOST,
      fix: "Treat callbackId, isTest, creatorKey and campaignId as optional, each for itself.",
      kills: [
        ...EVENTS_REFUSED,
        ...REFUSES_ALL,
        "webhook.requires-creator-key",
        "webhook.requires-callback-id",
        "webhook.requires-milliseconds",
        "webhook.refuses-test-events",
        "webhook.requires-both-keys",
      ],
    }),
    cellCount(optionalMembers),
    (context) => eventCells(context, "optional", optionalMembers),
  ),
  grid(
    check("grid.edge-values", {
      title: "events with their least and greatest values are accepted",
      level: "SHOULD",
      why: LOST,
      fix: "Read amounts as decimals, and lists of any length, the empty one included; callbackId, transactionId and creatorKey are text, of up to 128 characters, and a time in a callbackId is that of the entry, not of the event.",
      kills: [
        ...REFUSES_ALL,
        "webhook.refuses-fractions",
        "webhook.refuses-empty-lists",
        "webhook.refuses-coupon.redeemed",
        "webhook.refuses-payment.bulk_created",
        // Events without an edge of their own are sent once, as they are.
        ...EVENTS_REFUSED.filter(
          (id) =>
            id !== "webhook.refuses-coupon.redeemed" &&
            id !== "webhook.refuses-payment.bulk_created",
        ),
      ],
    }),
    cellCount(edgeValues),
    (context) => eventCells(context, "edge", edgeValues),
  ),
  grid(
    check("grid.positions", {
      title: "every event is accepted at every place of a mixed batch",
      level: "MUST",
      why: LOST,
      fix: "Loop over events, and let none of them stop the others.",
      kills: [
        ...EVENTS_REFUSED,
        ...REFUSES_ALL,
        "webhook.refuses-batches",
        "webhook.refuses-unknown-events",
        "webhook.expects-payments-first",
      ],
    }),
    WEBHOOK_EVENTS.length,
    rotations,
  ),
  malformed,
];
