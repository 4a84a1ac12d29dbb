/** From the choice of a creator to what the game server applies: registered, changed, removed. */
import type { Exchange } from "../../../core/http-exchange.js";
import { factsAsReceived } from "../../../protocols/webhook/probe.js";
import { askUntil, type ProbeReading } from "../../ask-probe.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { taken, visit, type Visit, VISIT_REQUESTS } from "./choosing.js";
import {
  FLOW_CLAUSE,
  type FlowContext,
  type FlowTarget,
  needsProbe,
  probeOf,
  TRIES,
} from "./flow-target.js";

const TABLE = `${FLOW_CLAUSE}, webhooks: what the game server receives`;

const ARRIVES: CheckDefinition = {
  id: "flow.sponsor.created-arrives",
  title: "a chosen creator reaches the game server with the entry's own custom_data",
  level: "MUST",
  clause: `${FLOW_CLAUSE}, entry and webhooks: custom_data comes back in every event`,
  why: "The player has chosen and gets no boost: the game cannot tell whose choice it was, or hears nothing.",
  fix: "Hand custom_data to PlayCamp as callbackId, convert it back, sign with the agreed secret, and check the receiver with the webhook suite.",
  kills: [
    "flow.loses-custom-data",
    "flow.signs-with-another-secret",
    "webhook.refuses-everything",
    "webhook.crashes-on-everything",
  ],
};

const ONCE: CheckDefinition = {
  id: "flow.sponsor.created-once",
  title: "a chosen creator is registered exactly once",
  level: "MUST",
  clause: `${TABLE}: sponsor.created is 1 event`,
  why: "The boost counts double, or the second registration is shown as an error.",
  fix: "Pass every event on once; a retry carries the same bytes, its time included.",
  kills: ["flow.delivers-twice"],
};

const IN_ORDER: CheckDefinition = {
  id: "flow.sponsor.changed-in-order",
  title: "a change of creator is applied as: boost removed, then registered",
  level: "MUST",
  clause: `${TABLE}: sponsor.changed is 2 events`,
  why: "In the other order the removal takes the new boost away.",
  fix: "Split sponsor.changed into the removal of the old and the registration of the new creator, in this order, in one delivery.",
  kills: ["flow.reverses-changes"],
};

const ENDS: CheckDefinition = {
  id: "flow.sponsor.ended-arrives",
  title: "the end of a sponsorship reaches the game server",
  level: "MUST",
  clause: `${TABLE}: sponsor.ended is 1 event`,
  why: "The boost goes on for a player who sponsors nobody any more.",
  fix: "Register for sponsor.ended as well, and pass it on.",
  kills: ["flow.drops-endings"],
};

/** Times that the count is looked at once more after it was right. */
const SETTLE_LOOKS = 3;

export const sponsoringScenarios: readonly Scenario<FlowTarget>[] = [
  {
    id: "flow.sponsoring",
    requests: VISIT_REQUESTS + 3 + 4 * TRIES + SETTLE_LOOKS,
    patient: true,
    checks: [ARRIVES, ONCE, IN_ORDER, ENDS],
    notApplicable: needsProbe,
    run: async (context) => {
      const entered = await visit(context, "sponsor");
      const seen = entered.steps.flatMap(({ exchanges }) => exchanges);
      try {
        await judgeChoices({ context, visit: entered, seen });
      } finally {
        await entered.leave();
      }
    },
  },
];

async function judgeChoices(walk: Walk): Promise<void> {
  const { context, visit: entered, seen } = walk;
  const isRegistered = await register(walk);
  const changed = await entered.choose("another creator is chosen", entered.creators[1]);
  seen.push(...changed.step.exchanges);
  if (!isRegistered)
    context.block(IN_ORDER.id, "sponsor.created did not arrive once, so this proves nothing", seen);
  else if (changed.mayBeRefused)
    context.notApplicable(IN_ORDER.id, "PlayCamp takes no other creator within 30 days");
  else if (changed.problem !== null) context.block(IN_ORDER.id, changed.problem, seen);
  else await judgeOrder(walk);
  await judgeEnd(walk, isRegistered);
}

interface Walk {
  readonly context: FlowContext;
  readonly visit: Visit;
  readonly seen: Exchange[];
}

/** What the receiver calls an event of this visit. */
export function factsOf(
  { target }: FlowContext,
  { entrance }: Pick<Visit, "entrance">,
  event: string,
) {
  const { webhook } = target;
  return factsAsReceived(
    {
      event,
      timestamp: "",
      callbackId: entrance.token,
      data: { userId: entrance.usn },
    },
    webhook.relayFormat,
    webhook.mapping,
  );
}

/** @returns whether it arrived, and only once */
async function register(walk: Walk): Promise<boolean> {
  const { context, visit: entered, seen } = walk;
  const { patience, settleMs } = context.target;
  const chosen = taken(await entered.choose("a creator is chosen", entered.creators[0]));
  seen.push(...chosen.exchanges);
  const [facts] = factsOf(context, entered, "sponsor.created");
  if (facts === undefined) {
    const reason = "webhook.gateway.events passes sponsor.created on to nobody";
    context.notApplicable(ARRIVES.id, reason);
    context.notApplicable(ONCE.id, reason);
    return false;
  }
  const reading = await askUntil(
    context,
    `how often ${facts.event} was applied`,
    probeOf(context.target),
    facts,
    patience,
    ({ count }) => (count ?? 0) > 0,
  );
  seen.push(...reading.exchanges);
  if (reading.count === null) {
    const reason = "the probe does not say how often; check webhook.probe";
    context.block(ARRIVES.id, reason, seen);
    context.block(ONCE.id, reason, seen);
    return false;
  }
  const hasArrived = reading.count > 0;
  context.conclude(ARRIVES.id, [...seen], hasArrived ? null : notApplied(context, facts.event));
  if (!hasArrived) {
    context.block(ONCE.id, "sponsor.created did not arrive at all", seen);
    return false;
  }
  const later = await askUntil(
    context,
    `whether ${facts.event} comes once more`,
    probeOf(context.target),
    facts,
    { tries: SETTLE_LOOKS, gapMs: settleMs / SETTLE_LOOKS },
    ({ count }) => (count ?? 0) > 1,
  );
  seen.push(...later.exchanges);
  const times = later.count ?? reading.count;
  context.conclude(
    ONCE.id,
    [...seen],
    times === 1 ? null : { expected: "applied once", actual: `applied ${times} times` },
  );
  return times === 1;
}

async function judgeOrder({ context, visit: entered, seen }: Walk): Promise<void> {
  const { target } = context;
  const created = factsOf(context, entered, "sponsor.created");
  const changed = factsOf(context, entered, "sponsor.changed");
  const [facts] = changed;
  const expected = [...created, ...changed].map(({ event }) => event);
  if (changed.length < 2 || facts === undefined) {
    context.notApplicable(IN_ORDER.id, "the agreed format does not split sponsor.changed");
    return;
  }
  if (target.webhook.probe?.log == null) {
    context.notApplicable(
      IN_ORDER.id,
      "webhook.probe.log does not say where the order of events is listed",
    );
    return;
  }
  const reading = await askUntil(
    context,
    "what was applied for this entry",
    probeOf(target),
    facts,
    target.patience,
    ({ log }) => log === null || log.length >= expected.length,
  );
  seen.push(...reading.exchanges);
  if (reading.log === null) {
    context.block(IN_ORDER.id, "the probe lists no events", seen);
    return;
  }
  context.conclude(
    IN_ORDER.id,
    [...seen],
    reading.log.join() === expected.join()
      ? null
      : {
          expected: expected.join(", then "),
          actual: reading.log.join(", then "),
        },
  );
}

async function judgeEnd(
  { context, visit: entered, seen }: Walk,
  isRegistered: boolean,
): Promise<void> {
  const [facts] = factsOf(context, entered, "sponsor.ended");
  const ask = (name: string, isEnough: (reading: ProbeReading) => boolean) =>
    askUntil(
      context,
      name,
      probeOf(context.target),
      facts ?? {},
      context.target.patience,
      isEnough,
    );
  // The change before may have ended one as well; that is none of this check's.
  const before =
    isRegistered && facts !== undefined
      ? await ask(`how often ${facts.event} was applied before`, () => true)
      : null;
  const ended = taken(await entered.choose("no creator is chosen any more", ""));
  seen.push(...(before?.exchanges ?? []), ...ended.exchanges);
  if (facts === undefined) {
    const reason = "webhook.gateway.events passes sponsor.ended on to nobody";
    context.notApplicable(ENDS.id, reason);
    return;
  }
  const start = before?.count ?? null;
  if (start === null) {
    context.block(ENDS.id, "sponsor.created did not arrive once, so this proves nothing", seen);
    return;
  }
  const after = await ask(
    `how often ${facts.event} was applied`,
    ({ count }) => (count ?? 0) > start,
  );
  seen.push(...after.exchanges);
  context.conclude(
    ENDS.id,
    [...seen],
    (after.count ?? 0) > start ? null : notApplied(context, facts.event),
  );
}

export function notApplied({ target }: FlowContext, event: string) {
  const seconds = (target.patience.tries * target.patience.gapMs) / 1000;
  return {
    expected: `${event} applied by the game server, with the entry's custom_data`,
    actual: `not applied within ${seconds} s`,
    hint: "The relay's and the receiver's logs say which of them lost it; fire-webhook tries the receiver alone.",
  };
}
